"""Descriptors: YAML, rules of each kind, references, placeholders, locations, relations."""
