"""What diagrams show of the catalog: chosen entities and edges, without places on a page."""
