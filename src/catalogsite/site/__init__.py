"""Writes the site to disk: the MkDocs build of the human pages, changed files, publication."""
