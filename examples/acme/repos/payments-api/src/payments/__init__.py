"""Authorise, capture, refund."""
