"""How work is executed: executors, progress, time limits and garbage collection."""
