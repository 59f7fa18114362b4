"""Data that ships: the embedded encoder and the graders that come with the package."""
