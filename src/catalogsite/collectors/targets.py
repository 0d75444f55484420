"""The entities of each repository on a provider, by their annotations and origins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalogsite.collectors.protocol import Context
from catalogsite.model.entity import EntityData, annotations_of, ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.hosts import parts_of

_SLUG = re.compile(r"(?!\.+/)[\w.-]+/(?!\.+$)[\w.-]+")
SLUG_ANNOTATION = "github.com/project-slug"


class Target(NamedTuple):
    """One repository or pipeline of a provider, and the references of its entities.

    `parts` are the targets that share the requests about this one.
    """

    slug: str
    branch: str | None
    subjects: tuple[str, ...]
    parts: tuple[Target, ...] = ()


class Subject(NamedTuple):
    """What decides to which target an entity belongs: its kind, annotations and repository."""

    kind: str
    annotations: Mapping[str, str]
    repository: Repository | None

    @property
    def branch(self) -> str | None:
        """The default branch of the repository."""
        return self.repository.branch if self.repository else None

    @property
    def page(self) -> str:
        """The web page of the repository of a component; empty without one."""
        own = self.repository.web_url if self.repository and self.kind == "Component" else None
        return own or ""

    def path_on(self, origin: str) -> str | None:
        """The path of the repository below the address of a host, such as `group/project`."""
        url = (self.repository.web_url if self.repository else None) or ""
        return url.removeprefix(f"{origin}/").strip("/") if url.startswith(f"{origin}/") else None


class Hint(NamedTuple):
    """The annotation that maps an entity to a provider, and what its value often is.

    `value` may hold `{path}` and `{name}`, the path and the name of the entity's repository, and
    `{settings}`, such as `{settings.organization}`.
    """

    annotation: str
    value: str


Place = tuple[str, str | None]
"""The provider's name of what an entity belongs to, and the branch to look at, where it is known."""


def targets_by(
    place_of: Callable[[Any, Context, Subject], Place | None], settings: Any, context: Context
) -> list[Target]:
    """The targets of a provider with the entities that `place_of` gives to each, sorted.

    Entities of archived repositories are left out.
    """
    by_id = {repo.id: repo for repo in context.repositories}
    subjects: dict[Place, list[str]] = {}
    for entity in context.entities:
        origin = context.origins.get(ref_of(entity))
        repo = by_id.get(origin.repository or "") if origin else None
        subject = Subject(str(entity.get("kind")), annotations_of(entity), repo)
        archived = repo is not None and repo.archived
        place = None if archived else place_of(settings, context, subject)
        if place is not None:
            subjects.setdefault(place, []).append(ref_of(entity))
    places = sorted(subjects, key=lambda place: (place[0], place[1] or ""))
    return [Target(*place, tuple(sorted(subjects[place]))) for place in places]


def together(targets: Iterable[Target], place_of: Callable[[Target], Place]) -> list[Target]:
    """A target for each place, with those of the targets at it as its parts, in their order."""
    parts: dict[Place, list[Target]] = {}
    for target in targets:
        parts.setdefault(place_of(target), []).append(target)
    return [
        Target(*place, tuple(ref for one in own for ref in one.subjects), tuple(own))
        for place, own in parts.items()
    ]


def is_instance(named: str | None, settings: Any, context: Context) -> bool:
    """Whether an entity that names this instance of a kind of server belongs to these settings.

    One that names none, or none that is configured, belongs to the server without an `instance`,
    else to the first.
    """
    servers = [one for one in context.enrichments if isinstance(one, type(settings))] or [settings]
    known = [one for one in servers if named and one.instance == named]
    unnamed = [one for one in servers if not one.instance] or servers
    return bool(settings == (known or unnamed)[0])


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
