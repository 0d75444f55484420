"""Reads JSON Schemas, as OpenAPI and AsyncAPI use them, into types and fields."""
