"""The pages of the portal that people wrote: built by MkDocs, and kept while nothing that they are made from changes."""
