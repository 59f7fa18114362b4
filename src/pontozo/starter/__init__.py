"""Data that ships: the starter set of rated answers."""
