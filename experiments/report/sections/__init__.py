"""The sections of the page, one file per section: each a function of the study's numbers that returns blocks."""
