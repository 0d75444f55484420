"""Checks as data, and the scores they give."""
