"""The commands that make a portal."""
