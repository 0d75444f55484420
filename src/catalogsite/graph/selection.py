"""The entities that a selector means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from catalogsite.errors import SelectorError
from catalogsite.graph.graph import Graph
from catalogsite.graph.reach import dependencies, dependents
from catalogsite.graph.selector import Selector, Term
from catalogsite.model.entity import EntityData, targets_of
from catalogsite.model.entity_filter import search_rows
from catalogsite.paths.wildcard import wildcard

Values = Callable[[Graph, EntityData], Iterator[str]]


def select(graph: Graph, selector: Selector) -> tuple[str, ...]:
    """The references of the catalog that a selector means, sorted.

    Each term is one pass over the catalog, and for each entity that it names linear in what its
    steps reach. Raises SelectorError for a field or kind that there is not.
    """
    found: set[str] = set()
    for terms in selector:
        wanted = [_matching(graph, term) for term in terms if not term.excluded]
        excluded = [_matching(graph, term) for term in terms if term.excluded]
        found |= set.intersection(*wanted).difference(*excluded)
    return tuple(sorted(found))


def _matching(graph: Graph, term: Term) -> set[str]:
    found = {ref for ref, entity in graph.entities.items() if _fits(graph, ref, entity, term)}
    _refuse_unknown(graph, term)
    reached = set(found)
    for ref in found:
        for ask, steps in ((dependencies, term.needs), (dependents, term.needed)):
            if steps:
                reached.update(one.ref for one in ask(graph, ref, steps) if one.ref in graph)
    return reached


def _fits(graph: Graph, ref: str, entity: EntityData, term: Term) -> bool:
    pattern = wildcard(term.pattern)
    if term.name in FIELDS:
        return any(map(pattern.matches, FIELDS[term.name](graph, entity)))
    if "." in term.name:
        return any(map(pattern.matches, filter(None, search_rows(entity).get(term.name, ()))))
    kind, _, rest = ref.partition(":")
    if term.name not in ("", kind):
        return False
    return any(map(pattern.matches, _names(rest)))


def _refuse_unknown(graph: Graph, term: Term) -> None:
    kinds = {ref.partition(":")[0] for ref in graph.entities}
    if not term.name or term.name in FIELDS or term.name in kinds or "." in term.name:
        return
    known = sorted({*FIELDS, *kinds})
    raise SelectorError(
        f"`{term.name}` is neither a field nor a kind of the catalog",
        fix=f"known: {', '.join(known)}, and dotted names such as spec.type",
    )


def _names(rest: str) -> tuple[str, str]:
    """An entity by `namespace/name`, and by its name alone."""
    return rest, rest.rpartition("/")[2]


def _target_names(entity: EntityData, relation: str) -> Iterator[str]:
    for target in targets_of(entity, relation):
        yield from (target, *_names(target.partition(":")[2]))


def _of_spec(name: str) -> Values:
    def values(_: Graph, entity: EntityData) -> Iterator[str]:
        spec = entity.get("spec")
        value = spec.get(name) if isinstance(spec, dict) else None
        if isinstance(value, str):
            yield value.lower()

    return values


def _of_metadata(name: str) -> Values:
    def values(_: Graph, entity: EntityData) -> Iterator[str]:
        yield str(entity["metadata"].get(name) or "default").lower()

    return values


def _kind(_: Graph, entity: EntityData) -> Iterator[str]:
    yield str(entity["kind"]).lower()


def _tags(_: Graph, entity: EntityData) -> Iterator[str]:
    yield from (str(tag).lower() for tag in entity["metadata"].get("tags") or ())


def _owners(_: Graph, entity: EntityData) -> Iterator[str]:
    yield from _target_names(entity, "ownedBy")


def _containers(kind: str) -> Values:
    """The names of the systems or domains that an entity is part of, at any depth, and its own."""

    def values(graph: Graph, entity: EntityData) -> Iterator[str]:
        waiting, seen = [entity], set[str]()
        if entity["kind"].lower() == kind:
            yield str(entity["metadata"]["name"]).lower()
        while waiting:
            for target in targets_of(waiting.pop(), "partOf"):
                if target in seen:
                    continue
                seen.add(target)
                if target.partition(":")[0] == kind:
                    yield from (target, *_names(target.partition(":")[2]))
                if target in graph:
                    waiting.append(graph.entities[target])

    return values


FIELDS: Mapping[str, Values] = {
    "kind": _kind,
    "type": _of_spec("type"),
    "lifecycle": _of_spec("lifecycle"),
    "namespace": _of_metadata("namespace"),
    "tag": _tags,
    "owner": _owners,
    "system": _containers("system"),
    "domain": _containers("domain"),
}
"""The fields of the selector language, each with the values of an entity in lower case."""
