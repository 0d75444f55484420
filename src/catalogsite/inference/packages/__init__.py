"""A module for each ecosystem of packages: what a repository publishes and what it uses."""
