"""Where facts that are read from the files of repositories come from, and which component they are about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from catalogsite.model.entity import Origin
from catalogsite.model.fact import Provenance
from catalogsite.model.repository import Repository
from catalogsite.repositories.hosts import file_url


def component_folders(origins: Mapping[str, Origin]) -> dict[str, dict[str, str]]:
    """The folder of each component by its reference, by repository id."""
    found: dict[str, dict[str, str]] = {}
    for ref, origin in origins.items():
        if origin.repository is not None and ref.startswith("component:"):
            folder = (origin.file or "").rpartition("/")[0]
            if origin.inferred:
                folder = origin.folder or ""
            found.setdefault(origin.repository, {})[ref] = folder
    return found


def provenance(
    source: str, repository: Repository, now: datetime, file: str | None = None
) -> Provenance:
    """The provenance of a fact that is read from a repository, or from one file of it."""
    return Provenance(
        source=source,
        time=repository.committed or now,
        url=file_url(repository, file) if file else repository.web_url,
        commit=repository.commit,
        stale_since=repository.stale_since,
    )
