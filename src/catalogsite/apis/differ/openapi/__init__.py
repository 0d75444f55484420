"""Compares two versions of an OpenAPI definition, of 2.0 or 3.x."""
