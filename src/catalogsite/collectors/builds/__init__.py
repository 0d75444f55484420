"""Collectors that report CI builds."""
