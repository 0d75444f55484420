"""The navigation of a documentation where its files describe it, or nothing does."""
