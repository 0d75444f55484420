"""What pages show of a snapshot, in collections whose items have a digest each, by subject."""
