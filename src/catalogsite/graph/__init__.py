"""The dependency graph and its questions."""
