"""The annotations with the location of an entity, and with the addresses to view and edit it."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from catalogsite.model.repository import Repository
from catalogsite.repositories import hosts

LOCATION = "backstage.io/managed-by-location"
ORIGIN = "backstage.io/managed-by-origin-location"
VIEW = "backstage.io/view-url"
EDIT = "backstage.io/edit-url"
SOURCE = "backstage.io/source-location"
OVERWRITTEN = frozenset({LOCATION, ORIGIN})
"""The annotations that the catalog always sets itself."""

_REJECTED = "https://backstage.io/annotation-rejected-for-security-reasons"

# Browsers skip line breaks within the name of a scheme, and control characters before it.
_SCRIPT = re.compile(
    r"[\x00-\x20]*" + "".join(rf"{letter}[\r\n\t]*" for letter in "javascript") + ":", re.IGNORECASE
)


class LocationAnnotations:
    """The location annotations of the files of a repository, computed once for each file."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self.location = lru_cache(maxsize=4096)(self._location)
        self._optional = lru_cache(maxsize=4096)(self._links)

    def annotate(self, annotations: dict[str, str], path: str, origin: str) -> dict[str, str]:
        """The annotations with those of the catalog; the view, edit and source addresses of a file win."""
        out = {
            LOCATION: self.location(path),
            ORIGIN: self.location(origin),
            **self._optional(path),
            **{key: text for key, text in annotations.items() if key not in OVERWRITTEN},
        }
        for key in (VIEW, EDIT):
            if _SCRIPT.match(out.get(key, "")):
                out[key] = _REJECTED
        return out

    def annotations(self, path: str) -> dict[str, str]:
        """The location annotations of a path; `""` is the repository itself."""
        return self.annotate({}, path, path)

    def _location(self, path: str) -> str:
        if not path:
            folder = hosts.tree_url(self._repository, "")
            return f"url:{folder}" if folder else "file:."
        url = hosts.file_url(self._repository, path)
        return f"url:{url}" if url else f"file:{path}"

    def _links(self, path: str) -> dict[str, str]:
        view = hosts.file_url(self._repository, path) if path else hosts.tree_url(self._repository)
        if view is None:
            return {}
        out = {VIEW: view}
        edit = hosts.edit_url(self._repository, path) if path else None
        if edit:
            out[EDIT] = edit
        folder = hosts.tree_url(self._repository, posixpath.dirname(path))
        if folder:
            out[SOURCE] = f"url:{folder}"
        return out
