"""Repositories and their files: git, mirrors, folders and the hosts that serve them."""
