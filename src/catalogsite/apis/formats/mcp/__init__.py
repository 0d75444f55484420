"""Servers of the Model Context Protocol: their addresses, packages, tools, resources and prompts."""
