"""What Argo CD tells of one application: where it is deployed, what was deployed, and its health."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from catalogsite.collectors.deployments.entity_deployments import (
    deployment_of,
    states_of,
    with_state,
)
from catalogsite.collectors.deployments.image_versions import names_of, version_and_commit
from catalogsite.collectors.response_item import Item
from catalogsite.model.facts.running.deployments import Deployment, DeploymentState
from catalogsite.repositories.hosts import web_url_of

STATES = states_of(
    live="Healthy Succeeded",
    failed="Degraded Missing Failed Error",
    in_progress="Progressing Running Terminating",
    waiting="Suspended",
    unknown="Unknown",
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_HERE = ("in-cluster", "https://kubernetes.default.svc")


@dataclass(frozen=True, slots=True, eq=False)
class Application:
    """An application; `repositories` are the pages of the git repositories of its sources."""

    item: Item
    name: str
    namespace: str
    project: str
    labels: Mapping[str, str]
    environment: str
    repositories: frozenset[str]
    manages_applications: bool


def application_of(item: Item, settings: Any) -> Application:
    """The application that an object describes."""
    named = item.inner("metadata.labels")
    labels = {key: text for key in named.value if (text := _text(named, key)) is not None}
    return Application(
        item,
        item.required("metadata.name") or "",
        item.text("metadata.namespace") or "",
        item.text("spec.project") or "",
        labels,
        labels.get(settings.environment_label) or _destination(item.inner("spec.destination")),
        frozenset(_repositories(item)),
        _manages_applications(item),
    )


def deployments_in(app: Application, settings: Any) -> list[Deployment]:
    """What was deployed and what is, and an operation that did not succeed."""
    history = sorted(app.item.items("status.history"), key=lambda one: one.time("deployedAt") or "")
    made = [_deployed(app, one, settings) for one in history]
    word = app.item.text("status.health.status") or ""
    state = STATES.get(word, "unknown")
    since = app.item.time("status.health.lastTransitionTime")
    if made:
        current = made.pop()
        images = app.item.texts("status.summary.images")
        version = current.version or version_and_commit(images, names_of(app.name))[0]
        running: DeploymentState = "superseded" if word == "Missing" else "live"
        update = {"version": version, "state": running}
        made += with_state(current.model_copy(update=update), state, since)
    elif word:
        made.append(_known(app, app.item.inner("status.health"), settings, state, since))
    return [*made, *_operation(app, settings)]


def _deployed(app: Application, entry: Item, settings: Any) -> Deployment:
    """A deployment that succeeded: the history has no others."""
    deployed = entry.time("deployedAt")
    return _known(app, entry, settings, "live", deployed, finished=deployed)


def _operation(app: Application, settings: Any) -> Iterator[Deployment]:
    """The last operation, where it is running or has failed; a success is in the history."""
    operation = app.item.inner("status.operationState")
    state = STATES.get(operation.text("phase") or "", "live")
    if state not in ("failed", "in progress"):
        return
    ended = operation.time("finishedAt") if state == "failed" else None
    since = ended or operation.time("startedAt")
    result = operation.inner("syncResult")
    by = _by(operation.inner("operation.initiatedBy"), settings)
    yield _known(app, result, settings, state, since, finished=ended, by=by)


def _known(
    app: Application,
    entry: Item,
    settings: Any,
    state: DeploymentState,
    since: str | None,
    **known: str | None,
) -> Deployment:
    version, commit = _revision(app, entry)
    by = _by(entry.inner("initiatedBy"), settings)
    place = f"{quote(app.namespace)}/{quote(app.name)}".strip("/")
    return deployment_of(
        entry,
        {},
        **{"by": by, **known},
        environment=app.environment,
        state=state,
        since=since,
        version=version,
        commit=commit,
        url=f"{settings.web_url or settings.url}/applications/{place}",
        production=settings.is_production(app.environment),
    )


def _by(initiator: Item, settings: Any) -> str | None:
    if initiator.flag("automated"):
        return "automatic sync"
    return initiator.text("username") if settings.names else None


def _revision(app: Application, entry: Item) -> tuple[str | None, str | None]:
    """The version of the chart, and the commit; several sources have as many revisions."""
    revisions = entry.texts("revisions") or tuple(filter(None, [entry.text("revision")]))
    sources = _sources(entry) or _sources(app.item.inner("spec"))
    pairs = list(zip(sources, revisions, strict=False))
    charts = [revision for source, revision in pairs if source.text("chart")]
    # A source with a `ref` gives only values to the others.
    pairs.sort(key=lambda pair: bool(pair[0].text("ref")))
    others = [revision for source, revision in pairs if not source.text("chart")]
    commits = [one for one in others if _COMMIT.fullmatch(one)]
    versions = [*charts, *(one for one in others if one not in commits)]
    return next(iter(versions), None), next(iter(commits), None)


def _sources(entry: Item) -> Sequence[Item]:
    listed = list(entry.items("sources"))
    return listed or [one for one in (entry.inner("source"),) if one.value]


def _repositories(item: Item) -> Iterator[str]:
    for source in _sources(item.inner("spec")):
        page = web_url_of(source.text("repoURL") or "")
        if page is not None and not source.text("chart"):
            yield page[0].casefold()


def _manages_applications(item: Item) -> bool:
    kinds = {one.text("kind") for one in item.items("status.resources")}
    return item.flag("status.summary.isAppOfApps") or bool(kinds & {"Application"})


def _destination(place: Item) -> str:
    """The cluster and the namespace; without the cluster that Argo CD itself is in."""
    name, server, namespace = (place.text(key) for key in ("name", "server", "namespace"))
    cluster = name or server or ""
    cluster = "" if cluster in _HERE else urlsplit(cluster).netloc or cluster
    return "/".join(filter(None, (cluster, namespace))) or "in-cluster"


def _text(named: Item, key: str) -> str | None:
    return named.response.text(named.value, key, named.place)
