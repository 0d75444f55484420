"""The table of rules `change_rules.yaml`, which is also the source of the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from catalogsite.model.api.change import Impact
from catalogsite.model.value import Value


class Direction(StrEnum):
    """Which way a value goes: consumers send it to the API, or get it from there."""

    INPUT = "input"
    OUTPUT = "output"

    @property
    def reverse(self) -> Direction:
        """The other direction."""
        return Direction.OUTPUT if self is Direction.INPUT else Direction.INPUT


class ChangeRule(Value):
    """A sort of difference and its impact, in each direction where there is one.

    `opposite` is the id of the same difference with old and new swapped.
    """

    id: str
    message: str
    opposite: str
    impact: Impact | None = None
    input: Impact | None = None
    output: Impact | None = None
    why: str = ""

    def impact_in(self, directions: Iterable[Direction]) -> Impact:
        """The worst impact in any of the directions."""
        if self.impact is not None:
            return self.impact
        sides = {Direction.INPUT: self.input, Direction.OUTPUT: self.output}
        found = [side for one in directions if (side := sides[one]) is not None]
        return min(found, key=list(Impact).index, default=Impact.MAYBE)


@cache
def change_rules() -> Mapping[str, ChangeRule]:
    """Every rule by its id."""
    return {rule.id: rule for rules in rules_by_subject().values() for rule in rules}


@cache
def rules_by_subject() -> Mapping[str, tuple[ChangeRule, ...]]:
    """The rules of each part of the table, in its order."""
    text = files(__package__).joinpath("change_rules.yaml").read_text("utf-8")
    return {
        subject: tuple(ChangeRule(id=name, **row) for name, row in rows.items())
        for subject, rows in yaml.load(text, yaml.CSafeLoader).items()
    }
