"""The whole graph as the explorer and other programs read it, with a place for every entity."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.graph.graph import API_RELATIONS, EdgeKind
from catalogsite.model.entity import EntityData
from catalogsite.model.facts import build_runs
from catalogsite.model.facts.kind import Tone
from catalogsite.model.facts.registry import fact_kinds
from catalogsite.model.relations.types import Meaning, RelationTypes
from catalogsite.model.urls import split_ref
from catalogsite.render.explorer.areas import Area, Place, all_areas, area_of, place_of
from catalogsite.render.explorer.layout import Layout, explorer_layout
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import EntityLink, spec_of, text_of

GRAPH_JSON = "api/graph/graph.json"
SCHEMA = 1
"""Version of the format; raised when a reader of the old one would misread the new."""

EDGE_KINDS: tuple[EdgeKind, ...] = ("declared", "inferred", "api")
HEALTH: tuple[Tone, ...] = ("bad", "warn", "busy", "good", "none")
"""The words of health, the worst first; what says nothing comes after what is good."""
_NONE = -1


GraphEdge = tuple[str, str, str, EdgeKind]
"""A relation in the direction in which its type is named: source, target, relation and kind."""


class WholeGraph(NamedTuple):
    """What the explorer shows; `refs` are the entities, then what they name and the catalog lacks."""

    refs: tuple[str, ...]
    entities: Mapping[str, EntityData]
    edges: Collection[GraphEdge]
    places: Mapping[str, Place]
    areas: Mapping[str, Area]
    members: Mapping[str, str]
    layout: Layout


def graph_json(portal: Portal) -> bytes:
    """The graph as JSON in columns: see `docs/reference/urls.md`."""
    graph = whole_graph(portal)
    numbers = {ref: number for number, ref in enumerate(graph.refs)}
    data = {
        "schema": SCHEMA,
        "known": len(graph.entities),
        "nodes": _nodes(portal, graph, numbers),
        "edges": _edges(portal.relation_types, graph, numbers),
        "areas": _areas(portal, graph, numbers),
    }
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def whole_graph(portal: Portal) -> WholeGraph:
    """The graph of the catalog, with the layout of the explorer."""
    known = tuple(sorted(portal.links))
    entities = {ref: portal.entities[ref] for ref in known}
    edges = _all_edges(portal, entities)
    ends = {source for source, *_ in edges}.union([target for _, target, *_ in edges])
    refs = (*known, *sorted(ends - entities.keys()))
    places = {ref: place_of(ref, entities) for ref in refs}
    lies_in = {ref: area_of(portal, ref, places[ref]) for ref in refs}
    areas = all_areas(tuple(lies_in.values()))
    members = {ref: area.key for ref, area in lies_in.items()}
    layout = explorer_layout(areas, members, _needs(portal.relation_types, edges))
    return WholeGraph(refs, entities, edges, places, areas, members, layout)


def _all_edges(portal: Portal, entities: Mapping[str, EntityData]) -> set[GraphEdge]:
    stated = set(_stated_edges(portal.relation_types, entities))
    needs = set(_needs(portal.relation_types, stated))
    inferred = ((ref, target) for ref in entities for target in portal.graph.inferred(ref).needs)
    return stated | {
        (source, target, "dependsOn", "inferred")
        for source, target in inferred
        if (source, target) not in needs
    }


def _stated_edges(types: RelationTypes, entities: Mapping[str, EntityData]) -> Iterator[GraphEdge]:
    known: dict[str, tuple[bool, str, EdgeKind]] = {}
    for ref, entity in entities.items():
        for relation in entity.get("relations") or ():
            name, other = relation["type"], relation["targetRef"]
            if name not in known:
                direction = types.direction(name)
                kind: EdgeKind = "api" if direction.forward in API_RELATIONS else "declared"
                known[name] = direction.is_inverse, direction.forward, kind
            is_inverse, forward, kind = known[name]
            yield (other, ref, forward, kind) if is_inverse else (ref, other, forward, kind)


def _needs(types: RelationTypes, edges: Iterable[GraphEdge]) -> Iterator[tuple[str, str]]:
    meanings: dict[str, Meaning] = {}
    for source, target, relation, _ in edges:
        if relation not in meanings:
            meanings[relation] = types.direction(relation).meaning
        if meanings[relation] == "needs":
            yield source, target
        elif meanings[relation] == "is needed by":
            yield target, source


def _nodes(portal: Portal, graph: WholeGraph, numbers: Mapping[str, int]) -> dict[str, Any]:
    links = [portal.links.get(ref) for ref in graph.refs]
    points = [graph.layout.points[ref] for ref in graph.refs]
    kinds = sorted({split_ref(ref)[0] for ref in graph.refs})
    return {
        "ref": graph.refs,
        "title": [_title(link) for link in links],
        "kinds": [
            [kind, portal.kind_name(kind), portal.kind_name(kind, many=True)] for kind in kinds
        ],
        "owner": [numbers.get(link.owner or "", _NONE) if link else _NONE for link in links],
        "system": [numbers.get(graph.places[ref].system, _NONE) for ref in graph.refs],
        "domain": [numbers.get(graph.places[ref].domain, _NONE) for ref in graph.refs],
        **_coded("type", "types", _of_spec(graph, "type")),
        **_coded("lifecycle", "lifecycles", _of_spec(graph, "lifecycle")),
        **_tags(links),
        "health": _health(portal, graph.refs),
        "score": [_score(portal, ref) for ref in graph.refs],
        "area": _area_numbers(graph),
        "x": [_whole(x) for x, _ in points],
        "y": [_whole(y) for _, y in points],
    }


def _title(link: EntityLink | None) -> str:
    """The title; empty where it is the name."""
    return "" if link is None or link.title == split_ref(link.ref)[2] else link.title


def _of_spec(graph: WholeGraph, name: str) -> list[str]:
    found = map(graph.entities.get, graph.refs)
    return [text_of(spec_of(entity).get(name)).lower() if entity else "" for entity in found]


def _coded(name: str, list_name: str, values: list[str]) -> dict[str, list[Any]]:
    """A column of texts as indexes into the list of those that occur."""
    words = {word: number for number, word in enumerate(sorted(set(values) - {""}))}
    return {list_name: list(words), name: [words.get(value, _NONE) for value in values]}


def _tags(links: Iterable[EntityLink | None]) -> dict[str, list[Any]]:
    tags = [[tag.lower() for tag in link.tags] if link else [] for link in links]
    words = {
        word: number for number, word in enumerate(sorted({one for some in tags for one in some}))
    }
    return {"tags": list(words), "tag": [[words[one] for one in some] for some in tags]}


def _health(portal: Portal, refs: Iterable[str]) -> list[int]:
    """The place in HEALTH of the worst that is known of each entity; -1 where nothing is."""
    kinds = [kind for kind in fact_kinds() if kind.health or kind is build_runs.KIND]
    found = []
    for ref in refs:
        states = [portal.status(ref, kind) for kind in kinds] if ref in portal.links else []
        tones = [HEALTH.index(status.tone) for status in states if status]
        found.append(min(tones, default=_NONE))
    return found


def _score(portal: Portal, ref: str) -> int:
    points = portal.points(ref) if ref in portal.links else None
    return _NONE if points is None else points


def _area_numbers(graph: WholeGraph) -> list[int]:
    numbers = {key: number for number, key in enumerate(graph.areas)}
    return [numbers[graph.members[ref]] for ref in graph.refs]


def _edges(types: RelationTypes, graph: WholeGraph, numbers: Mapping[str, int]) -> dict[str, Any]:
    names = types.sorted({relation for _, _, relation, _ in graph.edges})
    place = {name: number for number, name in enumerate(names)}
    kinds = {kind: number for number, kind in enumerate(EDGE_KINDS)}
    coded = sorted(
        (numbers[source], numbers[target], place[relation], kinds[kind])
        for source, target, relation, kind in graph.edges
    )
    sources = [source for source, *_ in coded]
    return {
        "relations": [_relation(types, name) for name in names],
        "kinds": EDGE_KINDS,
        # Steps from one source to the next are mostly 0 and 1, and take no room when compressed.
        "step": [here - before for before, here in zip([0, *sources], sources, strict=False)],
        "target": [one[1] for one in coded],
        "relation": [one[2] for one in coded],
        "kind": [one[3] for one in coded],
    }


def _relation(types: RelationTypes, name: str) -> dict[str, str]:
    forward = types.direction(name)
    back = types.direction(forward.inverse) if forward.inverse else forward
    meaning = forward.meaning if forward.meaning in ("needs", "is needed by") else "other"
    return {
        "name": name,
        "words": forward.words,
        "inverseWords": back.words,
        "title": forward.title,
        "meaning": meaning,
    }


def _areas(portal: Portal, graph: WholeGraph, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    places = {key: number for number, key in enumerate(graph.areas)}
    return [
        {
            "key": key,
            "kind": area.kind,
            "node": numbers.get(area.ref, _NONE),
            "title": area.title or portal.title(area.ref),
            "parent": places.get(area.parent, _NONE),
            "box": [_whole(value) for value in graph.layout.boxes[key]],
        }
        for key, area in graph.areas.items()
    ]


def _whole(number: float) -> int:
    """A coordinate in tenths."""
    return round(number * 10)
