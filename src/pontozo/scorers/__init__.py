"""Scorers, one file for each family; families do not know each other."""
