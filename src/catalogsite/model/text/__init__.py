"""Properties of texts: Latin letters, and what UTF-8 can hold."""
