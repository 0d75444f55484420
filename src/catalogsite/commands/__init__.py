"""The work behind the commands that are not the pipeline itself."""
