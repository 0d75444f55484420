"""Shells: built pages with placeholders, read into text and slots, and filled with generated pages."""
