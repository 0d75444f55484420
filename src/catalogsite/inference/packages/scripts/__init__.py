"""Scripts as words and statements, for languages that have much in common."""
