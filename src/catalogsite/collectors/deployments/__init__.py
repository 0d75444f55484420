"""Collectors that report what is deployed where."""
