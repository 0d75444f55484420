"""What Deployments, StatefulSets and DaemonSets say: which version runs, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalogsite.collectors.deployments.cluster.kubernetes_objects import KubernetesObject
from catalogsite.collectors.deployments.entity_deployments import deployment_of
from catalogsite.collectors.deployments.image_versions import names_of, version_and_commit
from catalogsite.collectors.response_item import Item
from catalogsite.model.facts.running.deployments import Deployment, DeploymentState

VERSION_LABEL = "app.kubernetes.io/version"
_ROLLED_OUT = "NewReplicaSetAvailable"


class _Seen(NamedTuple):
    """The state of an object, and since when it has it where that is known."""

    state: DeploymentState
    since: str | None = None


class _Pods(NamedTuple):
    """How many pods an object should have, has of its newest version, and has that can serve."""

    wanted: int
    updated: int
    available: int


def workload_deployments(one: KubernetesObject, settings: Any) -> list[Deployment]:
    """What runs of an object; nothing for a manifest that tells neither version nor state.

    It has no end: a rollout may be a restart, and Kubernetes keeps no history.
    """
    seen = _seen(one)
    containers = one.item.items("spec.template.spec.containers")
    images = [image for container in containers if (image := container.text("image"))]
    version, commit = version_and_commit(images, names_of(one.name) | _named(one.labels))
    version = version or one.labels.get(VERSION_LABEL)
    if seen.state == "unknown" and not (version or commit):
        return []
    environment = one.environment(settings)
    found = deployment_of(
        one.item,
        {},
        environment=environment,
        state=seen.state,
        version=version,
        commit=commit,
        since=seen.since,
        url=one.source.url if one.folder else None,
        production=settings.is_production(environment),
    )
    return [found]


def _named(labels: Mapping[str, str]) -> frozenset[str]:
    return frozenset(labels[key] for key in ("app.kubernetes.io/name", "app") if key in labels)


def _seen(one: KubernetesObject) -> _Seen:
    status = one.item.inner("status")
    if not status.value:
        # A manifest says what should run, and not what does.
        return _Seen("unknown")
    generation = one.item.number("metadata.generation") or 0
    if (status.number("observedGeneration") or 0) < generation:
        return _Seen("in progress")
    pods = _daemons(status) if one.kind == "DaemonSet" else _replicas(one.item, status)
    if pods.wanted == 0:
        return _Seen("stopped")
    if one.kind == "Deployment":
        return _of_deployment(one.item, status, pods)
    if pods.updated < pods.wanted:
        return _Seen("in progress")
    if pods.available == 0:
        return _Seen("failed")
    return _Seen("live" if pods.available >= pods.wanted else "in progress")


def _of_deployment(item: Item, status: Item, pods: _Pods) -> _Seen:
    conditions = {one.text("type"): one for one in status.items("conditions")}
    failing = conditions.get("ReplicaFailure")
    if failing is not None and failing.text("status") == "True":
        return _Seen("failed", failing.time("lastTransitionTime"))
    progress = conditions.get("Progressing")
    reason = progress.text("reason") if progress else None
    since = progress.time("lastUpdateTime") if progress else None
    if progress is not None and progress.text("status") == "False":
        return _Seen("failed", since)
    if pods.updated < pods.wanted:
        return _Seen("waiting" if item.flag("spec.paused") else "in progress", since)
    available = conditions.get("Available")
    if available is not None and available.text("status") == "False":
        # After the rollout was done, what ran no longer does.
        rolled_out = reason in (_ROLLED_OUT, None)
        later = available.time("lastTransitionTime")
        return _Seen("failed", later) if rolled_out else _Seen("in progress", since)
    serves = available is not None or pods.available >= pods.wanted
    return _Seen("live" if serves else "in progress", since)


def _replicas(item: Item, status: Item) -> _Pods:
    wanted = item.number("spec.replicas")
    ready = "availableReplicas" if "availableReplicas" in status.value else "readyReplicas"
    return _Pods(
        1 if wanted is None else int(wanted),
        int(status.number("updatedReplicas") or 0),
        int(status.number(ready) or 0),
    )


def _daemons(status: Item) -> _Pods:
    keys = ("desiredNumberScheduled", "updatedNumberScheduled", "numberAvailable")
    return _Pods(*(int(status.number(key) or 0) for key in keys))
