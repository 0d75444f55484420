"""Which failing builds are looked into for the job that failed: the newest, up to a limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from pydantic import Field

from catalogsite.collectors.protocol import CollectorSettings
from catalogsite.collectors.targets import Target
from catalogsite.model.facts.build_runs import FailedJob, Workflow
from catalogsite.model.source_run import Failure

MOST_OF_ONE = 3
"""Failing workflows of one target that are looked into."""


class BuildSettings(CollectorSettings):
    """The settings of a collector of builds that asks why one failed.

    `max_failing` is how many failing builds are looked into in one run: one or two requests each.
    """

    max_failing: int = Field(default=100, ge=0)


class Listed(NamedTuple):
    """A workflow with its last runs; `failed` asks for the failed jobs of the last one.

    It is called only for a failing build that is looked into.
    """

    workflow: Workflow
    failed: Callable[[], tuple[FailedJob, ...]] | None = None


class Found(NamedTuple):
    """The workflows of a target, and the page that shows them."""

    target: Target
    workflows: Sequence[Listed]
    url: str


class Choice(NamedTuple):
    """The failing builds that are looked into, by their places in the answers, and how many are not."""

    places: frozenset[tuple[int, int]]
    left: Sequence[Target]


def newest_failing(found: Sequence[Found], most: int) -> Choice:
    """The newest failing builds, up to MOST_OF_ONE of a target and `most` of all.

    The same answers always give the same choice, whatever the order of the requests was.
    """
    candidates: list[tuple[int, int]] = []
    for number, one in enumerate(found):
        listed = [
            place
            for place, (workflow, failed) in enumerate(one.workflows)
            if failed is not None and workflow.status == "failing"
        ]
        listed.sort(key=lambda place: _started(one, place), reverse=True)
        candidates += [(number, place) for place in listed[:MOST_OF_ONE]]
    candidates.sort(key=lambda place: _started(found[place[0]], place[1]), reverse=True)
    left = [found[number].target for number, _ in islice(candidates, most, None)]
    return Choice(frozenset(candidates[:most]), left)


def not_looked_into(kind: str, choice: Choice, most: int) -> Failure | None:
    """The failure that says how many failing builds were left out; None where none was."""
    count = len(choice.left)
    if not count:
        return None
    return Failure(
        source=kind,
        reason=f"{count:,} of {count + most:,} failing builds were not looked into: "
        f"at most {most:,} are in one run",
        fix="raise `max_failing`",
        subjects=tuple(dict.fromkeys(ref for one in choice.left for ref in one.subjects)),
    )


def _started(found: Found, place: int) -> str:
    return found.workflows[place].workflow.started or ""
