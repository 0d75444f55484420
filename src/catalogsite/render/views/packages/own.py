"""The packages of one entity, as its page shows them: what needs attention first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from catalogsite.inventory import EndOfLife, Inventory, OwnPackage
from catalogsite.inventory.names import package_name
from catalogsite.repositories.hosts import file_url

OPEN = 6
"""Rows that are open; the others are folded."""

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

    @property
    def needs_attention(self) -> bool:
        """Whether the version is past its end of life, or known to be vulnerable."""
        return self.vulnerable or bool(self.end_of_life and self.end_of_life.state == "ended")


class OwnPackages(NamedTuple):
    """The packages of an entity in numbers, and the rows of its table; `left` have none."""

    direct: int = 0
    transitive: int = 0
    outdated: int = 0
    ended: int = 0
    vulnerable: int = 0
    rows: tuple[OwnRow, ...] = ()
    folded: tuple[OwnRow, ...] = ()
    left: int = 0

    @property
    def total(self) -> int:
        """How many packages the entity uses."""
        return self.direct + self.transitive


def own_packages(inventory: Inventory, ref: str, path_of: Callable[[str], str]) -> OwnPackages:
    """The packages of an entity; `path_of` is the page of a package, or empty."""
    found = inventory.packages_of(ref)
    if not found:
        return OwnPackages()
    direct = {one.use.purl for one in found if one.use.direct}
    shown = [one for one in found if one.use.direct or _is_bad(one)]
    shown.sort(key=lambda one: (not _is_bad(one), not one.outdated, package_name(one.use.purl)))
    rows = tuple(_row(inventory, ref, one, path_of) for one in shown[:MOST])
    return OwnPackages(
        direct=len(direct),
        transitive=len({one.use.purl for one in found} - direct),
        outdated=len({one.use.purl for one in found if one.outdated and one.use.direct}),
        ended=len({one.use.purl for one in found if _has_ended(one)}),
        vulnerable=len({one.use.purl for one in found if one.vulnerable}),
        rows=rows[:OPEN],
        folded=rows[OPEN:],
        left=len(shown[MOST:]),
    )


def _has_ended(one: OwnPackage) -> bool:
    return one.end_of_life is not None and one.end_of_life.state == "ended"


def _is_bad(one: OwnPackage) -> bool:
    return one.vulnerable or _has_ended(one)


def _row(inventory: Inventory, ref: str, one: OwnPackage, path_of: Callable[[str], str]) -> OwnRow:
    use, repository = one.use, inventory.index.repository_of(ref)
    return OwnRow(
        name=package_name(use.purl),
        path=path_of(use.purl),
        version=use.version,
        requirement=use.requirement,
        newest=one.newest,
        outdated=one.outdated,
        end_of_life=one.end_of_life,
        vulnerable=one.vulnerable,
        scope={"runtime": "run time"}.get(use.scope, use.scope),
        direct=use.direct,
        place=f"{use.file}:{use.line}" if use.line else use.file,
        url=(file_url(repository, use.file, use.line or None) or "") if repository else "",
    )
