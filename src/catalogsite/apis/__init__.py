"""Reads the definitions of APIs, and compares two versions of one. Pure: texts in, values out."""
