"""The JSON Schema of an entity, derived from the rules of the kinds."""
