"""Finds the documentation of a repository and keeps it in the store."""
