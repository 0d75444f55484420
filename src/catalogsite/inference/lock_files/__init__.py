"""Lock files: the versions that package managers chose, one module for each format."""
