"""Joins the readings of all repositories into one catalog."""
