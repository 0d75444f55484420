"""What Flux tells of a HelmRelease or a Kustomization: what it applied, and whether that is ready."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from catalogsite.collectors.deployments.cluster.kubernetes_objects import KubernetesObject
from catalogsite.collectors.deployments.entity_deployments import (
    deployment_of,
    states_of,
    with_state,
)
from catalogsite.collectors.response_item import Item
from catalogsite.model.facts.running.deployments import Deployment, DeploymentState

STATES = states_of(
    live="deployed",
    failed="failed",
    in_progress="pending-install pending-upgrade pending-rollback uninstalling",
    stopped="uninstalled",
    superseded="superseded",
    unknown="unknown",
)
"""Our state for the words of Helm, which a HelmRelease has in its history."""

Known = Callable[..., Deployment]
"""Makes a deployment of an object from its version, commit, state and times."""

_WAITS = ("DependencyNotReady",)
_WORKS = ("Progressing", "ProgressingWithRetry")
_COMMIT = re.compile(r"(?:^|[:/@])([0-9a-f]{40})$")
_VERSION = re.compile(r"v?\d[\w.+-]*")


def flux_deployments(one: KubernetesObject, settings: Any) -> list[Deployment]:
    """What was applied and what is; nothing for a manifest that tells neither version nor state."""
    ready = _ready(one.item)
    state, since = _state(one.item, ready), ready.time("lastTransitionTime")
    made = _releases if one.kind == "HelmRelease" else _revisions
    known = partial(_known, one, settings)
    return list(made(one.item, known, state, since))


def _releases(
    item: Item, known: Known, state: DeploymentState, since: str | None
) -> Iterator[Deployment]:
    """The history of a HelmRelease, whose versions are those of the chart, and its state now."""
    history = sorted(item.items("status.history"), key=lambda one: one.time("lastDeployed") or "")
    made = [_release(one, known) for one in history]
    if made and made[-1].state == "live":
        *older, newest = made
        yield from older
        yield from with_state(newest, state, since)
    elif made:
        yield from made
    else:
        stated = _version(item.text("spec.chart.spec.version"))
        applied = item.text("status.lastAppliedRevision")
        version = applied or item.text("status.lastAttemptedRevision") or stated
        if version or state != "unknown":
            yield known(version, None, state, since)


def _release(one: Item, known: Known) -> Deployment:
    state, time = STATES.get(one.text("status") or "", "unknown"), one.time("lastDeployed")
    ended = time if state in ("live", "failed", "superseded", "stopped") else None
    return known(one.text("chartVersion"), None, state, time, finished=ended)


def _revisions(
    item: Item, known: Known, state: DeploymentState, since: str | None
) -> Iterator[Deployment]:
    """What a Kustomization applied last, and what it could not apply."""
    applied = item.text("status.lastAppliedRevision")
    attempted = item.text("status.lastAttemptedRevision") or applied
    if applied is None:
        found = known(*_parts(attempted), state, since)
        yield from [found] if found.version or found.commit or state != "unknown" else []
    elif attempted == applied or state == "live":
        yield from with_state(known(*_parts(applied), "live", since), state, since)
    else:
        ended = since if state == "failed" else None
        yield known(*_parts(attempted), state, since, finished=ended)
        yield known(*_parts(applied), "live", None)


def _known(
    one: KubernetesObject,
    settings: Any,
    version: str | None,
    commit: str | None,
    state: DeploymentState,
    since: str | None,
    finished: str | None = None,
) -> Deployment:
    environment = one.environment(settings)
    return deployment_of(
        one.item,
        {},
        environment=environment,
        state=state,
        version=version,
        commit=commit,
        since=since,
        finished=finished,
        url=one.source.url if one.folder else None,
        production=settings.is_production(environment),
    )


def _parts(revision: str | None) -> tuple[str | None, str | None]:
    """The version and the commit of a revision, such as `main@sha1:…` or `v1.2.0@sha256:…`."""
    found = _COMMIT.search(revision or "")
    return _version((revision or "").partition("@")[0]), found[1] if found else None


def _version(text: str | None) -> str | None:
    """A text that is a version, and no range and no branch."""
    return text if text and _VERSION.fullmatch(text) else None


def _ready(item: Item) -> Item:
    conditions = (one for one in item.items("status.conditions") if one.text("type") == "Ready")
    return next(conditions, item.inner("status.none"))


def _state(item: Item, ready: Item) -> DeploymentState:
    generation = item.number("metadata.generation") or 0
    if ready.value and (item.number("status.observedGeneration") or 0) < generation:
        return "in progress"
    word, reason = ready.text("status"), ready.text("reason")
    if word == "False" and reason in _WAITS:
        return "waiting"
    if word == "Unknown" or (word == "False" and reason in _WORKS):
        return "in progress"
    return "live" if word == "True" else "failed" if word == "False" else "unknown"
