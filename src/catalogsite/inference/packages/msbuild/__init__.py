"""Projects of MSBuild, evaluated without running it."""
