"""Lists, fetches and follows: which repositories there are, and making each one readable."""
