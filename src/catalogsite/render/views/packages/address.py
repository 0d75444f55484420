"""The address of the page of a package."""

from __future__ import annotations

import re
from urllib.parse import quote

from catalogsite.inventory.names import ecosystem_of, name_parts
from catalogsite.paths.inner_path import is_inner_path

_LETTERS = re.compile(r"[\w@.+~-]+")
"""What names of packages are made of; no registry takes others, and some systems no such file."""
_TAKEN = re.compile(r"index\.\w+|\d+")
"""Names of files beside a page, and of the further pages of a list."""


def package_path(purl: str) -> str | None:
    """The page of a third-party package, by its package URL without version.

    None for a name that cannot be an address, or whose page would lie where another file does.
    """
    path = f"packages/{ecosystem_of(purl)}/{name_parts(purl)}/".lower()
    parts = path.split("/")[1:-1]
    plain = all(_LETTERS.fullmatch(part) and not _TAKEN.fullmatch(part) for part in parts)
    if not plain or not is_inner_path(path[:-1]):
        return None
    return quote(path)
