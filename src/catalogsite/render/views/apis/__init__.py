"""The views of API definitions: their reference, its pages, and their source."""
