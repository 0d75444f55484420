"""Compares JSON Schemas by the direction in which their values go."""
