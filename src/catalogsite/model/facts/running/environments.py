"""What the deployments of an entity say about each of its environments."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from packaging.version import InvalidVersion, Version

from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.facts.running.deployments import (
    Deployment,
    Deployments,
    is_production,
)

Difference = Literal["behind", "ahead", "other version", ""]
"""How an environment differs from production; empty where it does not, or where nobody can tell."""


class Environment(NamedTuple):
    """One environment of an entity: what runs there, and the newest deployment to it.

    `running` is the newest deployment that is live, None where none is known to be; `newest` is the
    same one unless a later deployment failed, is in progress or was stopped.
    """

    name: str
    production: bool
    running: Deployment | None
    newest: Deployment

    @property
    def shown(self) -> Deployment:
        """The deployment whose version the environment has, as far as anybody knows."""
        return self.running or self.newest


def environments(value: Deployments) -> tuple[Environment, ...]:
    """The environments by name, production first; names that differ only in case are one."""
    found: dict[str, list[Deployment]] = {}
    for one in sorted(value.deployments, key=_newest_first):
        found.setdefault(one.environment.casefold(), []).append(one)
    listed = [_environment(deployments) for deployments in found.values()]
    return tuple(sorted(listed, key=lambda one: (not one.production, one.name.casefold())))


def _newest_first(one: Deployment) -> float:
    since = parsed_time(one.since)
    # One without a time comes after all that have one.
    return -since.timestamp() if since else 1e15


def _environment(deployments: list[Deployment]) -> Environment:
    # In an environment that was stopped nothing runs, whatever was live there before.
    newest = deployments[0]
    live = [] if newest.state == "stopped" else [d for d in deployments if d.state == "live"]
    return Environment(
        name=newest.environment,
        production=any(map(is_production, deployments)),
        running=live[0] if live else None,
        newest=newest,
    )


def version_of(one: Deployment) -> str:
    """The version, else the beginning of the hash of the commit; empty where neither is known."""
    return one.version or (one.commit or "")[:8]


def difference(one: Environment, production: Iterable[Environment]) -> Difference:
    """How what runs in an environment differs from what runs in production.

    Version numbers decide, else the times of the commits; without both it is only known to differ.
    """
    live = [each.running for each in production if each.running]
    if one.running is None or not live or not version_of(one.running):
        return ""
    others = [each for each in live if version_of(each)]
    if not others or any(version_of(each) == version_of(one.running) for each in others):
        return ""
    return _order(one.running, others[0])


def _order(one: Deployment, other: Deployment) -> Difference:
    numbers = _number(one), _number(other)
    if numbers[0] is not None and numbers[1] is not None and numbers[0] != numbers[1]:
        return "behind" if numbers[0] < numbers[1] else "ahead"
    times = parsed_time(one.committed), parsed_time(other.committed)
    if times[0] is not None and times[1] is not None and times[0] != times[1]:
        return "behind" if times[0] < times[1] else "ahead"
    return "other version"


def _number(one: Deployment) -> Version | None:
    # Without a dot it may as well be the hash of a commit.
    return _parsed(one.version) if one.version and "." in one.version else None


# One version is compared once for each environment, and often runs in several components.
@lru_cache(maxsize=8192)
def _parsed(version: str) -> Version | None:
    try:
        return Version(version)
    except InvalidVersion:
        return None
