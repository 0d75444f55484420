"""Collectors of shifts on call and of incidents, one module for each provider."""
