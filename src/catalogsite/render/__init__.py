"""Turns a snapshot into pages and files of the site as values; pure."""
