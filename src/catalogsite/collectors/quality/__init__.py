"""Collectors of quality gates, coverage, vulnerabilities and audits, one module for each provider."""
