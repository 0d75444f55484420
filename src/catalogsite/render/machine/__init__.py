"""Outputs for programs: JSON, badges, Markdown twins and `llms.txt`."""
