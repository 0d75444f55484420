"""Which failing builds are looked into: always the same ones, whatever answered first."""

from __future__ import annotations

from itertools import permutations

import pytest

from catalogsite.collectors.builds.failing_builds import Found, Listed, newest_failing
from catalogsite.collectors.targets import Target
from catalogsite.model.facts.build_runs import Workflow


def found(name, *builds):
    """A target with builds: the day on which each started and its status; no log without a colon."""
    listed = []
    for build in builds:
        day, _, status = build.partition(" ")
        workflow = Workflow(
            name=build, status=status.rstrip("-"), started=f"2026-01-{day}T10:00:00Z"
        )
        listed.append(Listed(workflow, None if status.endswith("-") else tuple))
    return Found(Target(name, None, (name,)), listed, "https://ci")


FOUND = [
    found("a", "01 failing", "09 failing", "20 passing", "05 failing", "07 failing"),
    found("b", "08 failing-", "06 failing", "30 running"),
    found("c", "10 failing"),
]
# The limit, the builds that are looked into, and the targets of those that are not.
CASES = [
    (0, [], ["a", "a", "a", "b", "c"]),
    (1, ["10 failing"], ["a", "a", "a", "b"]),
    (3, ["07 failing", "09 failing", "10 failing"], ["a", "b"]),
    (5, ["05 failing", "06 failing", "07 failing", "09 failing", "10 failing"], []),
    (100, ["05 failing", "06 failing", "07 failing", "09 failing", "10 failing"], []),
]


@pytest.mark.parametrize(("most", "names", "left"), CASES)
def test_the_newest_failing_builds_are_looked_into(most, names, left):
    for order in permutations(FOUND):
        choice = newest_failing(order, most)
        chosen = [order[number].workflows[place].workflow.name for number, place in choice.places]
        assert sorted(chosen) == names
        assert sorted(one.slug for one in choice.left) == left
