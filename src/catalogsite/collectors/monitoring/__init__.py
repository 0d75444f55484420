"""Collectors that report metrics and alerts."""
