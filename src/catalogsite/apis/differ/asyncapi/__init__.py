"""Compares two versions of an AsyncAPI definition, of 2.x or 3.x."""
