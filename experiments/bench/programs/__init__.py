"""The same patients in other people's programs, each written as its own manual would write it."""
