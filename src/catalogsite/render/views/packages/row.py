"""One package as a row of the table shows it, and the words for its state."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.inventory import EndOfLife, PackageSummary
from catalogsite.inventory.names import ecosystem_name
from catalogsite.model.facts.kind import Status

VERSIONS = 4
"""Versions that a row names; the others are counted."""

ENDED, SOON, VULNERABLE, SPREAD, SEVERAL = (
    "past end of life", "ends soon", "vulnerable", "several major versions", "several versions"
)  # fmt: skip
STATES: tuple[tuple[str, Status], ...] = (
    (ENDED, Status(ENDED, "bad")),
    (VULNERABLE, Status(VULNERABLE, "bad")),
    (SOON, Status(SOON, "warn")),
    (SPREAD, Status(SPREAD, "warn")),
    (SEVERAL, Status(SEVERAL, "none")),
)
"""The states that a package may have, the worst first, and how they look."""


class PackageRow(NamedTuple):
    """A package: `path` is its page, empty where it has none; `versions` are the newest ones in use.

    `more` counts the versions that are not named. `states` are words of STATES.
    """

    purl: str
    path: str
    name: str
    type: str
    ecosystem: str
    license: str
    users: int
    direct: int
    versions: tuple[tuple[str, int], ...]
    more: int
    unknown: int
    majors: int
    newest: str
    end_of_life: EndOfLife | None
    severity: str
    vulnerabilities: int
    states: tuple[str, ...]


def package_row(summary: PackageSummary, path: str) -> PackageRow:
    """The row of a package."""
    known = summary.vulnerabilities
    return PackageRow(
        purl=summary.purl,
        path=path,
        name=summary.name,
        type=summary.ecosystem,
        ecosystem=ecosystem_name(summary.ecosystem),
        license=", ".join(summary.licenses[:2]),
        users=summary.users,
        direct=summary.direct,
        versions=summary.versions[:VERSIONS],
        more=max(0, len(summary.versions) - VERSIONS),
        unknown=summary.unknown,
        majors=summary.majors,
        newest=summary.newest,
        end_of_life=summary.end_of_life,
        severity=known[0].severity if known else "",
        vulnerabilities=len(known),
        states=tuple(_states(summary)),
    )


def _states(summary: PackageSummary) -> list[str]:
    end = summary.end_of_life.state if summary.end_of_life else ""
    applies = {
        ENDED: end == "ended",
        SOON: end == "ends soon",
        VULNERABLE: bool(summary.vulnerabilities),
        SPREAD: summary.majors > 1,
        SEVERAL: len(summary.versions) > 1,
    }
    return [word for word, _ in STATES if applies[word]]
