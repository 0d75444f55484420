"""The entities of each repository on a provider, by their annotations and origins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from catalogsite.collectors.protocol import Context
from catalogsite.model.entity import EntityData, annotations_of, ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.hosts import parts_of

_SLUG = re.compile(r"(?!\.+/)[\w.-]+/(?!\.+$)[\w.-]+")
SLUG_ANNOTATION = "github.com/project-slug"


class Target(NamedTuple):
    """One repository of a provider, and the references of its entities."""

    slug: str
    branch: str | None
    subjects: tuple[str, ...]


def github_targets(web_origin: str, context: Context) -> Iterator[Target]:
    """Each repository on the GitHub at `web_origin`, with its entities, sorted by slug.

    These are its components, and entities with an annotation. Archived repositories are left out.
    """
    host = urlsplit(web_origin).netloc
    by_id = {repo.id: repo for repo in context.repositories}
    by_slug = {slug: repo for repo in by_id.values() if (slug := _slug(repo, host))}
    folded = {slug.casefold(): repo for slug, repo in by_slug.items()}
    subjects: dict[str, list[str]] = {}
    for entity in context.entities:
        ref = ref_of(entity)
        origin = context.origins.get(ref)
        repo = by_id.get(origin.repository or "") if origin else None
        slug = annotations_of(entity).get(SLUG_ANNOTATION)
        if slug is None and repo is not None and entity.get("kind") == "Component":
            slug = _slug(repo, host)
        elif slug is not None and not _is_here(entity, repo, host):
            slug = None
        if slug and _SLUG.fullmatch(slug):
            subjects.setdefault(slug, []).append(ref)
    for slug, refs in sorted(subjects.items()):
        repo = folded.get(slug.casefold())
        if repo is None or not repo.archived:
            yield Target(slug, repo.branch if repo else None, tuple(sorted(refs)))


def _slug(repo: Repository, host: str) -> str | None:
    if repo.web_url is None:
        return None
    parts = urlsplit(repo.web_url)
    slug = parts.path.strip("/")
    return slug if parts.netloc == host and slug.count("/") == 1 else None


def _is_here(entity: EntityData, repo: Repository | None, host: str) -> bool:
    # The annotation names no server: the location decides which GitHub it is.
    location = annotations_of(entity).get("backstage.io/source-location", "").removeprefix("url:")
    url = location if "://" in location else (repo.web_url if repo else None)
    if url is None:
        return True
    parts = parts_of(url)
    return parts is not None and parts.netloc == host
