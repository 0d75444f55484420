"""The view model of the page of one package: its versions, teams and users."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from catalogsite.inventory import EndOfLife, Inventory, KnownVulnerability, PackageUser
from catalogsite.inventory.names import ecosystem_of
from catalogsite.inventory.versions import version_order
from catalogsite.model.entity import owner_of
from catalogsite.model.urls import entity_path
from catalogsite.render.views.entity_link import short_ref
from catalogsite.render.views.packages.row import PackageRow, package_row
from catalogsite.repositories.hosts import file_url

MOST_USERS = 100
"""Rows of the table of users; the JSON has all."""

MOST_TEAMS = 50
"""Teams that the page names."""


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
    """All that the page of a package shows; `left` and `teams_left` count what it leaves out."""

    row: PackageRow
    versions: tuple[VersionRow, ...]
    licenses: tuple[str, ...]
    vulnerabilities: tuple[KnownVulnerability, ...]
    teams: tuple[TeamRow, ...]
    teams_left: int
    users: tuple[UserRow, ...]
    left: int


def package_page(inventory: Inventory, purl: str, path: str) -> PackagePage:
    """The view model of the page of a package that somebody uses; users of old versions come first."""
    summary, users = inventory.summary(purl), list(inventory.users(purl))
    ecosystem = ecosystem_of(purl)
    users.sort(key=_order_in(ecosystem))
    teams = _teams(inventory, {user.ref for user in users})
    return PackagePage(
        row=package_row(summary, path),
        versions=tuple(
            VersionRow(one, count, one == summary.newest, inventory.end_of_life(purl, one))
            for one, count in summary.versions
        ),
        licenses=summary.licenses,
        vulnerabilities=summary.vulnerabilities,
        teams=teams[:MOST_TEAMS],
        teams_left=len(teams[MOST_TEAMS:]),
        users=tuple(_user(inventory, one, summary.newest) for one in users[:MOST_USERS]),
        left=len(users[MOST_USERS:]),
    )


def _order_in(ecosystem: str) -> Callable[[PackageUser], tuple[object, ...]]:
    def order(one: PackageUser) -> tuple[object, ...]:
        use = one.use
        return (not use.direct, version_order(ecosystem, use.version), one.ref, use.file)

    return order


def _teams(inventory: Inventory, refs: Iterable[str]) -> tuple[TeamRow, ...]:
    counts = Counter(_owner(inventory, ref) for ref in refs)
    rows = [TeamRow(_link(inventory, ref) if ref else None, users) for ref, users in counts.items()]
    return tuple(sorted(rows, key=lambda one: (one.team is None, -one.users, one.team or ("",))))


def _owner(inventory: Inventory, ref: str) -> str | None:
    entity = inventory.index.entity(ref)
    return owner_of(entity) if entity is not None else None


def _link(inventory: Inventory, ref: str) -> NamedLink:
    title = inventory.index.title(ref)
    return NamedLink(title or short_ref(ref), entity_path(ref) if title else "")


def _user(inventory: Inventory, one: PackageUser, newest: str) -> UserRow:
    use, repository = one.use, inventory.index.repository_of(one.ref)
    owner = _owner(inventory, one.ref)
    return UserRow(
        entity=_link(inventory, one.ref),
        owner=_link(inventory, owner) if owner else None,
        version=use.version,
        requirement=use.requirement,
        scope={"runtime": "run time"}.get(use.scope, use.scope),
        direct=use.direct,
        place=f"{use.file}:{use.line}" if use.line else use.file,
        url=(file_url(repository, use.file, use.line or None) or "") if repository else "",
        outdated=bool(use.version) and use.version != newest,
    )
