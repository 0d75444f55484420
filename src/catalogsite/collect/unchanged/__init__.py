"""A run in which nothing has changed: the last snapshot is its answer, and is not decoded."""
