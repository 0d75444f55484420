"""The two search indexes: type-ahead over entities, and full text."""
