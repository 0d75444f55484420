"""The dependency graph of the catalog: what needs what, and the questions people ask about it."""
