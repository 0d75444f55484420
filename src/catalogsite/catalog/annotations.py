"""The annotations that say where an entity was read and where it is edited."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from catalogsite import hosts
from catalogsite.model import Repository

_LOCATION = "backstage.io/managed-by-location"
_ORIGIN = "backstage.io/managed-by-origin-location"
_VIEW = "backstage.io/view-url"
_EDIT = "backstage.io/edit-url"
_SOURCE = "backstage.io/source-location"
_REJECTED = "https://backstage.io/annotation-rejected-for-security-reasons"


class Places:
    """The location annotations of a repository's files, worked out once a file."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self.location = lru_cache(maxsize=4096)(self._location)
        self._optional = lru_cache(maxsize=4096)(self._links)

    def annotate(self, annotations: dict[str, str], path: str, origin: str) -> dict[str, str]:
        """The annotations with the catalog's own added; view, edit and source may be overruled."""
        out = {
            _LOCATION: self.location(path),
            _ORIGIN: self.location(origin),
            **self._optional(path),
            **{key: text for key, text in annotations.items() if key not in (_LOCATION, _ORIGIN)},
        }
        for key in (_VIEW, _EDIT):
            if out.get(key, "").strip().lower().startswith("javascript:"):
                out[key] = _REJECTED
        return out

    def annotations(self, path: str) -> dict[str, str]:
        """The annotations of something that lies at a path; `""` is the repository itself."""
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
        out = {_VIEW: view}
        edit = hosts.edit_url(self._repository, path) if path else None
        if edit:
            out[_EDIT] = edit
        folder = hosts.tree_url(self._repository, posixpath.dirname(path))
        if folder:
            out[_SOURCE] = f"url:{folder}"
        return out
