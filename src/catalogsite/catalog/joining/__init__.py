"""Joins the entities of all repositories into one catalog."""
