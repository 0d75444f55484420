"""Asks the enrichments, checks the facts they return, and derives others."""
