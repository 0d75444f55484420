"""Finds credentials in crawled texts, so that the portal does not spread them."""
