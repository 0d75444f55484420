"""View models of what the dependency graph says: its findings, and who must know of a change."""
