"""The rules of each entity kind and of the fields that all kinds share."""
