"""Reads a repository's own mkdocs.yml as data."""
