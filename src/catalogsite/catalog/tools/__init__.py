"""The tools whose pages the annotations of an entity name, and the addresses of those pages."""
