"""Compares two versions of a GraphQL schema by the comparison of graphql-core."""
