"""Paths inside a repository, and the globs that select them."""
