"""One question asked of several scenarios: what is run, in which order, and the tables made of it."""
