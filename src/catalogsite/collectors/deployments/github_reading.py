"""What GraphQL answers about the deployments of one repository of GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.collectors.deployments.entity_deployments import deployment_of, states_of
from catalogsite.collectors.deployments.environments import DeploymentSettings
from catalogsite.collectors.deployments.github_queries import MOST_ENVIRONMENTS, NEWEST
from catalogsite.collectors.response_item import Item
from catalogsite.model.facts.running.deployments import Deployment, DeploymentState

STATES = states_of(
    live="ACTIVE SUCCESS",
    failed="FAILURE ERROR",
    in_progress="IN_PROGRESS",
    waiting="QUEUED PENDING WAITING",
    superseded="INACTIVE",
    stopped="DESTROYED",
    unknown="ABANDONED",
)
_ENDED = ("SUCCESS", "FAILURE", "ERROR")
_TAG = "refs/tags/"


class Reading(NamedTuple):
    """The deployments of a repository, its environments that are production, and what is missing.

    `older` are the environments whose deployments are not all among those that were read.
    """

    deployments: list[Deployment]
    older: list[str]
    missing: str | None = None


def reading_of(repository: Item, settings: DeploymentSettings, page: str) -> Reading:
    """The reading of a repository in the answer of `read_query`. Raises ProviderError."""
    found = list(repository.need_items("deployments.nodes"))
    environments = list(repository.items("environments.nodes"))
    # Environments that were deployed to long ago are not among the last deployments.
    found += [one.inner("latestCompletedDeployment") for one in environments]
    names = {one.text("name") for one in environments} | {one.text("environment") for one in found}
    production = sorted(name for name in names if name and settings.is_production(name))
    more = (repository.whole("deployments.totalCount") or 0) > NEWEST
    count = repository.whole("environments.totalCount") or 0
    missing = f"{count:,} environments, of which {MOST_ENVIRONMENTS} are read"
    return Reading(
        list(deployments_in(found, settings, page)),
        production if more else [],
        missing if count > MOST_ENVIRONMENTS else None,
    )


def deployments_in(
    found: list[Item], settings: DeploymentSettings, page: str
) -> Iterator[Deployment]:
    """Each deployment once; an empty object is none."""
    known = {one.whole("databaseId"): one for one in found if one.value}
    return (_deployment(one, settings, page) for one in known.values())


def _deployment(one: Item, settings: DeploymentSettings, page: str) -> Deployment:
    statuses = sorted(
        one.items("statuses.nodes"), key=lambda status: status.time("createdAt") or ""
    )
    ended = next((own for own in statuses[::-1] if own.text("state") in _ENDED), None)
    state = _state(one, ended)
    last = statuses[-1].time("createdAt") if statuses else None
    finished = ended.time("createdAt") if ended else None
    made = one.time("createdAt")
    since = finished if state in ("live", "failed", "superseded") else last
    reference = one.text("ref.name") if one.text("ref.prefix") == _TAG else None
    return deployment_of(
        one,
        {"commit": "commitOid", "committed": "commit.committedDate", "by": "creator.login"},
        environment=one.required("environment") or "unknown",
        state=state,
        version=reference,
        since=since or made,
        finished=finished if state in ("live", "failed", "superseded", "stopped") else None,
        url=(ended.text("logUrl") if ended else None) or page,
        production=settings.is_production(one.text("environment") or ""),
    )


def _state(one: Item, ended: Item | None) -> DeploymentState:
    """Its state; one that is inactive may have failed before."""
    state = STATES.get(one.text("state") or "", "unknown")
    was = STATES.get(ended.text("state") or "") if ended else None
    return "failed" if state == "superseded" and was == "failed" else state
