"""The commands that query the snapshot."""
