"""The names of descriptor files, by which a repository is searched for its entities, and their look."""

from __future__ import annotations

import re

DESCRIPTOR_NAMES = frozenset({"catalog-info.yaml", "catalog-info.yml", "catalog-info.json"})
"""The base names of the files that are read as descriptors by default, in any folder."""

TEMPLATE_NAMES = frozenset({"template.yaml", "template.yml"})
"""The base names of scaffold templates, which are read where something names them."""

_VERSION = re.compile(rb"^apiVersion:[ \t]*[\"']?(?:scaffolder\.)?backstage\.io/", re.MULTILINE)
_KIND = re.compile(rb"^kind:", re.MULTILINE)


def looks_like_descriptor(content: bytes) -> bool:
    """Whether a YAML file has the envelope of an entity, whatever its name is."""
    return _VERSION.search(content) is not None and _KIND.search(content) is not None
