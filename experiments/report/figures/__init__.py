"""Figures of the report: numbers and drawing of each in one file, in one house style."""
