"""What should be looked at in the dependency graph: one module for each sort of finding."""
