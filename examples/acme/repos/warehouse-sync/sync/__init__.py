"""Copies stock levels."""
