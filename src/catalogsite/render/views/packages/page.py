"""The view model of the page of one package: its versions, teams and users."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from catalogsite.inventory import EndOfLife, Inventory, KnownVulnerability, PackageUser
from catalogsite.inventory.versions import is_older
from catalogsite.model.entity import owner_of
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import entity_path
from catalogsite.render.views.entity_link import short_ref
from catalogsite.render.views.packages.row import PackageRow, package_row
from catalogsite.repositories.hosts import read_line_url

MOST_USERS = 50
"""Rows of the table of users; the JSON has all."""

MOST_TEAMS = 50
"""Teams that the page names."""

MOST_VERSIONS = 50
"""Versions that the page names, the newest first."""


class NamedLink(NamedTuple):
    """A link to an entity: its title, and its page, empty where it is not in the catalog."""

    title: str
    path: str


class VersionRow(NamedTuple):
    """A version in use, and the number of its users."""

    version: str
    users: int
    newest: bool
    end_of_life: EndOfLife | None


class UserRow(NamedTuple):
    """An entity that uses the package: how, and where that is written; `url` is safe or empty."""

    entity: NamedLink
    owner: NamedLink | None
    version: str
    requirement: str
    scope: str
    direct: bool
    place: str
    url: str
    outdated: bool


class TeamRow(NamedTuple):
    """A team, None for users without an owner, and how many of its entities use the package."""

    team: NamedLink | None
    users: int


class PackagePage(NamedTuple):
    """All that the page of a package shows; the fields with `left` count what it leaves out."""

    row: PackageRow
    versions: tuple[VersionRow, ...]
    versions_left: int
    licenses: tuple[str, ...]
    vulnerabilities: tuple[KnownVulnerability, ...]
    teams: tuple[TeamRow, ...]
    teams_left: int
    users: tuple[UserRow, ...]
    left: int


class EntityNames:
    """Titles, addresses and owners of entities, each looked up once: packages name them again and again."""

    def __init__(self, index: SnapshotIndex) -> None:
        self._index = index
        self._links: dict[str, NamedLink] = {}
        self._owners: dict[str, str | None] = {}

    def link(self, ref: str) -> NamedLink:
        """The link to an entity."""
        found = self._links.get(ref)
        if found is None:
            title = self._index.title(ref)
            found = NamedLink(title or short_ref(ref), entity_path(ref) if title else "")
            self._links[ref] = found
        return found

    def owner(self, ref: str) -> str | None:
        """The reference of the owner of an entity."""
        if ref not in self._owners:
            entity = self._index.entity(ref)
            self._owners[ref] = owner_of(entity) if entity is not None else None
        return self._owners[ref]


def package_page(inventory: Inventory, names: EntityNames, purl: str, path: str) -> PackagePage:
    """The view model of the page of a package that somebody uses; users of old versions come first."""
    summary, users = inventory.summary(purl), list(inventory.users(purl))
    ages = {version: -at for at, (version, _) in enumerate(summary.versions)}
    users.sort(key=lambda one: _order(one, ages))
    teams = _teams(names, {user.ref for user in users})
    return PackagePage(
        row=package_row(summary, path),
        versions=tuple(
            VersionRow(one, count, one == summary.newest, inventory.end_of_life(purl, one))
            for one, count in summary.versions[:MOST_VERSIONS]
        ),
        versions_left=len(summary.versions[MOST_VERSIONS:]),
        licenses=summary.licenses,
        vulnerabilities=summary.vulnerabilities,
        teams=teams[:MOST_TEAMS],
        teams_left=len(teams[MOST_TEAMS:]),
        users=tuple(_user(inventory, names, one) for one in users[:MOST_USERS]),
        left=len(users[MOST_USERS:]),
    )


def _order(one: PackageUser, ages: Mapping[str, int]) -> tuple[bool, int, str, str]:
    """What is asked for first; then the oldest version, and those that state only a range."""
    return (not one.use.direct, ages.get(one.use.version, 1), one.ref, one.use.file)


def _teams(names: EntityNames, refs: Iterable[str]) -> tuple[TeamRow, ...]:
    counts = Counter(map(names.owner, refs))
    rows = [TeamRow(names.link(ref) if ref else None, users) for ref, users in counts.items()]
    return tuple(sorted(rows, key=lambda one: (one.team is None, -one.users, one.team or ("",))))


def _user(inventory: Inventory, names: EntityNames, one: PackageUser) -> UserRow:
    use, repository = one.use, inventory.index.repository_of(one.ref)
    owner = names.owner(one.ref)
    return UserRow(
        entity=names.link(one.ref),
        owner=names.link(owner) if owner else None,
        version=use.version,
        requirement=use.requirement,
        scope={"runtime": "run time"}.get(use.scope, use.scope),
        direct=use.direct,
        place=f"{use.file}:{use.line}" if use.line else use.file,
        url=(read_line_url(repository, use.file, use.line or None) or "") if repository else "",
        outdated=bool(use.version) and is_older(use.purl, use.version, inventory.newest(use.purl)),
    )
