"""The MkDocs plugin of catalogsite: a thin adapter, the work is done in `catalogsite`."""
