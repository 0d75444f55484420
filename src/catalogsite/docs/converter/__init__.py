"""Converts a stored documentation tree into sanitised page fragments."""
