"""Templates: read from a file, found by name, built in or in the catalog."""
