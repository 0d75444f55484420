"""The configuration file: its settings, its JSON Schema, and positions for its errors."""
