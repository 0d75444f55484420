"""Compares two versions of the definition of an API."""
