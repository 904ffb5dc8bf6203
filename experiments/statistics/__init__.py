"""Numbers of several runs as one statement: intervals of means and differences, and the six words."""
