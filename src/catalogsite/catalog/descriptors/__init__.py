"""Descriptor files: which they are, and what their documents say."""
