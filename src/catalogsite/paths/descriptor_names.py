"""The names of descriptor files, by which a repository is searched for its entities."""

from __future__ import annotations

DESCRIPTOR_NAMES = frozenset({"catalog-info.yaml", "catalog-info.yml", "catalog-info.json"})
"""The base names of the files that are read as descriptors by default, in any folder."""

TEMPLATE_NAMES = frozenset({"template.yaml", "template.yml"})
"""The base names of scaffold templates, which are read where something names them."""
