"""The third-party packages among the findings: several major versions, and past their end of life."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from catalogsite.render.views.graph.finding_texts import SectionTexts
from catalogsite.render.views.packages.row import ENDED, SPREAD, PackageRow

MOST_ROWS = 20
"""Rows of a section; the table of packages has all."""

_TEXTS = {
    SPREAD: SectionTexts(
        "Packages in several major versions",
        "packages in several versions",
        "Components ask for different major versions of the same package: what is learnt, fixed or "
        "audited for one does not hold for the others.",
        "Agree on the newest that is in use; the page of the package names the users of each.",
        "No package that a component asks for is in use in several major versions.",
    ),
    ENDED: SectionTexts(
        "Packages past their end of life",
        "past end of life",
        "Nobody maintains these versions any more: their vulnerabilities stay open.",
        "Move to a version that is maintained; the page of the package names who uses it.",
        "No version in use is known to be past its end of life.",
        "bad",
    ),
}
_IDS = {SPREAD: "drift", ENDED: "end-of-life"}


class PackageSection(NamedTuple):
    """The packages in one state; `more` are those after its rows, and `state` is the filter of all."""

    id: str
    texts: SectionTexts
    state: str
    total: int
    rows: tuple[PackageRow, ...]

    @property
    def more(self) -> int:
        """The packages that are not listed."""
        return self.total - len(self.rows)


def package_sections(packages: Sequence[PackageRow]) -> tuple[PackageSection, ...]:
    """Both sections, the packages with most users first; empty where no package is known."""
    if not packages:
        return ()
    return tuple(_section(state, packages) for state in _TEXTS)


def _section(state: str, packages: Sequence[PackageRow]) -> PackageSection:
    # What nobody asks for is chosen by others, and is updated with them.
    found = [one for one in packages if state in one.states and one.direct]
    rows = tuple(found[:MOST_ROWS])
    return PackageSection(_IDS[state], _TEXTS[state], state, len(found), rows)
