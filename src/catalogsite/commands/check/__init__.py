"""`catalogsite check`: lint descriptors, documentation and templates, and apply fixes."""
