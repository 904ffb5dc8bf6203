"""What a textbook says of a network of stations, and whether the engine says the same."""
