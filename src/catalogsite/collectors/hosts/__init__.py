"""Collectors that list repositories."""
