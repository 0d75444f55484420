"""Turns a snapshot into a site on disk: human pages, generated outputs, and publishing."""
