"""The documentation of each repository: found, converted with MkDocs as a library, indexed."""
