"""Which objects of a cluster belong to which entity, by its annotations as in Backstage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from catalogsite.collectors.account import Results
from catalogsite.collectors.deployments.cluster.flux_objects import flux_deployments
from catalogsite.collectors.deployments.cluster.kubernetes_objects import KubernetesObject
from catalogsite.collectors.deployments.cluster.workloads import workload_deployments
from catalogsite.collectors.deployments.entity_deployments import (
    deployments_of,
    fact_key,
    with_distinct_environments,
)
from catalogsite.collectors.deployments.label_selectors import Selector, pair_of, selector_of
from catalogsite.collectors.protocol import Context
from catalogsite.model.entity import annotations_of, ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts.running.deployments import Deployment
from catalogsite.model.source_run import Failure

ID, SELECTOR = "backstage.io/kubernetes-id", "backstage.io/kubernetes-label-selector"
_NAMESPACE, _CLUSTER = "backstage.io/kubernetes-namespace", "backstage.io/kubernetes-cluster"


class Wanted(NamedTuple):
    """What an entity names: labels, and a namespace or "" for each.

    `pair` is one of the labels, None where the selector requires no value. `only_here` tells that
    no other cluster of the configuration may have it.
    """

    ref: str
    annotation: str
    named: str
    namespace: str
    pair: tuple[str, str] | None
    accepts: Selector
    only_here: bool


class Entities:
    """The entities that objects belong to, found by labels: there may be many of both."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = wanted
        self._by_pair: dict[tuple[str, str] | None, list[Wanted]] = {}
        for one in wanted:
            self._by_pair.setdefault(one.pair, []).append(one)

    def accept(self, found: KubernetesObject) -> bool:
        """Whether the object belongs to an entity."""
        return bool(self.refs(found))

    def refs(self, found: KubernetesObject) -> list[str]:
        """The entities that the object belongs to."""
        pairs = (*found.labels.items(), None)
        candidates = (one for pair in pairs for one in self._by_pair.get(pair, ()))
        return [
            one.ref
            for one in candidates
            if one.namespace in ("", found.namespace) and one.accepts(found.labels)
        ]


def wanted_by(settings: Any, context: Context) -> Iterator[Wanted | Failure]:
    """What each entity names of this cluster; a Failure for a wrong selector."""
    archived = {one.id for one in context.repositories if one.archived}
    clusters = [one for one in context.enrichments if isinstance(one, type(settings))]
    for entity in context.entities:
        notes, ref = annotations_of(entity), ref_of(entity)
        origin = context.origins.get(ref)
        key = next((one for one in (SELECTOR, ID) if notes.get(one, "").strip()), None)
        if key is None or (origin is not None and origin.repository in archived):
            continue
        cluster, single = notes.get(_CLUSTER, "").strip(), len(clusters) < 2
        unnamed = settings.cluster is None and single
        if cluster and cluster != settings.cluster and not unnamed:
            continue
        named, namespace = notes[key].strip(), notes.get(_NAMESPACE, "").strip()
        selector = named if key == SELECTOR else f"{ID}={named}"
        try:
            accepts, pair = selector_of(selector), pair_of(selector)
        except ValueError as error:
            yield _wrong(settings, ref, key, str(error))
            continue
        yield Wanted(ref, key, named, namespace, pair, accepts, bool(cluster) or single)


def results_of(
    objects: Sequence[KubernetesObject],
    entities: Entities,
    settings: Any,
    *,
    whole: bool,
) -> Results:
    """The facts of each entity; of an entity without objects a failure, if all could be read."""
    found: dict[str, list[KubernetesObject]] = {}
    for one in objects:
        for ref in entities.refs(one):
            found.setdefault(ref, []).append(one)
    for ref, own in sorted(found.items()):
        yield from _facts(ref, own, settings)
    for wanted in entities.wanted if whole else ():
        if wanted.ref not in found and wanted.only_here:
            yield _missing(settings, wanted)


def _facts(ref: str, own: Sequence[KubernetesObject], settings: Any) -> Iterator[Fact]:
    made = [(_names(one), _deployments(one, settings)) for one in own]
    if deployments := with_distinct_environments([one for one in made if one[1]]):
        oldest = min((one.source for one in own), key=lambda source: source.time)
        key = fact_key(settings.kind, settings.cluster)
        yield Fact(subject=ref, key=key, value=deployments_of(deployments), provenance=oldest)


def _deployments(one: KubernetesObject, settings: Any) -> list[Deployment]:
    return (flux_deployments if one.is_of_flux else workload_deployments)(one, settings)


def _names(one: KubernetesObject) -> tuple[str, ...]:
    kind = f"{one.kind} {one.name}"
    return one.name, kind, f"{one.namespace}/{kind}", f"{one.folder}/{one.namespace}/{kind}"


def _wrong(settings: Any, ref: str, annotation: str, reason: str) -> Failure:
    return Failure.about(
        ref,
        reason,
        source=settings.kind,
        fix=f"correct the annotation `{annotation}`",
        subjects=(ref,),
    )


def _missing(settings: Any, wanted: Wanted) -> Failure:
    return Failure.about(
        wanted.named,
        "no such objects are there, or the token may not list them",
        source=settings.kind,
        fix=f"check the annotation `{wanted.annotation}`, and the labels of the objects themselves",
        url=settings.url,
        subjects=(wanted.ref,),
    )
