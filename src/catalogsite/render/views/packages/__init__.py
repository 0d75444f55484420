"""What pages show of third-party packages."""
