"""The well-known annotations and the form of their values."""
