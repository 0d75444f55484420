"""The documentation of entities."""
