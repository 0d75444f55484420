"""The packages of one entity, as its page shows them: what needs attention first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from catalogsite.inventory import EndOfLife, Inventory, OwnPackage
from catalogsite.inventory.names import package_name
from catalogsite.render.views.repository_view import RepositoryView
from catalogsite.repositories.hosts import read_line_url

MOST = 24
"""Rows of the table; those of transitive packages are shown only where something is wrong."""


class OwnRow(NamedTuple):
    """A package of the entity; `path` is its page and `url` the line that names it, or empty."""

    name: str
    path: str
    version: str
    requirement: str
    newest: str
    outdated: bool
    end_of_life: EndOfLife | None
    vulnerable: bool
    scope: str
    direct: bool
    place: str
    url: str


class OwnPackages(NamedTuple):
    """The packages of an entity in numbers, and those that its table shows; `left` are not shown.

    `shown` are the packages, each with the address of its page.
    """

    direct: int = 0
    transitive: int = 0
    outdated: int = 0
    ended: int = 0
    vulnerable: int = 0
    shown: tuple[tuple[OwnPackage, str], ...] = ()
    left: int = 0

    @property
    def total(self) -> int:
        """How many packages the entity uses."""
        return self.direct + self.transitive


def own_packages(inventory: Inventory, ref: str, path_of: Callable[[str], str]) -> OwnPackages:
    """The packages of an entity; `path_of` is the page of a package, or empty."""
    direct, others, outdated, ended, vulnerable = (set[str]() for _ in range(5))
    shown: list[OwnPackage] = []
    for one in inventory.packages_of(ref):
        judged = one.judged
        (direct if one.direct else others).add(judged.purl)
        if one.direct and judged.outdated:
            outdated.add(judged.purl)
        if judged.has_ended:
            ended.add(judged.purl)
        if one.vulnerable:
            vulnerable.add(judged.purl)
        if one.direct or one.vulnerable or judged.has_ended:
            shown.append(one)
    shown.sort(key=_order)
    return OwnPackages(
        direct=len(direct),
        transitive=len(others - direct),
        outdated=len(outdated),
        ended=len(ended),
        vulnerable=len(vulnerable),
        shown=tuple((one, path_of(one.judged.purl)) for one in shown[:MOST]),
        left=len(shown[MOST:]),
    )


def _order(one: OwnPackage) -> tuple[bool, bool, str]:
    judged = one.judged
    return not (one.vulnerable or judged.has_ended), not judged.outdated, package_name(judged.purl)


def own_rows(found: OwnPackages, repository: RepositoryView | None) -> tuple[OwnRow, ...]:
    """The rows of the table."""
    return tuple(_row(one, path, repository) for one, path in found.shown)


def _row(one: OwnPackage, path: str, repository: RepositoryView | None) -> OwnRow:
    use, judged = one.use, one.judged
    return OwnRow(
        name=package_name(use.purl),
        path=path,
        version=use.version,
        requirement=use.requirement,
        newest=judged.newest,
        outdated=judged.outdated,
        end_of_life=judged.end_of_life,
        vulnerable=one.vulnerable,
        scope={"runtime": "run time"}.get(use.scope, use.scope),
        direct=use.direct,
        place=f"{use.file}:{use.line}" if use.line else use.file,
        url=(read_line_url(repository, use.file, use.line or None) or "") if repository else "",
    )
