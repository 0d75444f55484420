"""Whether the snapshot of a run is published, and what is recorded of it."""
