"""The commands for authors of descriptors, documentation and templates."""
