"""The deployments that the file of the demo states, with the times and versions that go with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

_OUTCOMES = {"p": "passed", "f": "failed", "r": "running", "w": "waiting"}


class StatedDeployment(NamedTuple):
    """One deployment; `ended` is None for one that has not ended. The `outcome` is that of a run."""

    environment: str
    outcome: str
    version: str
    commit: str
    committed: datetime
    started: datetime
    ended: datetime | None
    by: str

    @property
    def last(self) -> datetime:
        """When it got its state."""
        return self.ended or self.started


def stated_deployments(
    name: str, environment: str, stated: Mapping[str, Any], now: datetime
) -> Iterator[StatedDeployment]:
    """The deployments to an environment, the newest first; all times are before `now`.

    `deployed` has a letter for each; `hours` is the age of the newest, `every` the hours between
    two, `lead` the minutes from the commit to the end, and `version` that of the newest.
    """
    for place, letter in enumerate(stated["deployed"]):
        # A little earlier or later each time, as people work.
        shift = (place * 7 % 5 - 2) * stated["every"] / 12 if place else 0
        last = now - timedelta(hours=stated["hours"] + place * stated["every"] + shift)
        lead = timedelta(minutes=stated["lead"] * (1 + place * 11 % 7 / 5))
        version = _version(stated["version"], place)
        outcome = _OUTCOMES[letter]
        yield StatedDeployment(
            environment=environment,
            outcome=outcome,
            version=version,
            commit=hashlib.sha1(f"{name} {version}".encode(), usedforsecurity=False).hexdigest(),
            committed=last - lead,
            started=last - timedelta(minutes=6),
            ended=last if outcome in ("passed", "failed") else None,
            by=stated.get("by", "github-actions"),
        )


def _version(newest: str, place: int) -> str:
    """The version so many before the newest one: 4.1.9 is before 4.2.0."""
    major, minor, patch = map(int, newest.split("."))
    number = major * 100 + minor * 10 + patch - place
    return f"{number // 100}.{number // 10 % 10}.{number % 10}"
