"""Collects: lists sources, reads repositories, joins them to a catalog, and adds facts."""
