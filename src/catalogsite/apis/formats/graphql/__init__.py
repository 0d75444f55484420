"""Reads GraphQL schemas, written in the schema language or as the result of an introspection."""
