"""Collectors that read facts from files."""
