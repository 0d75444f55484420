"""The whole graph as the explorer and other programs read it, with a place for every entity."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.graph.graph import API_RELATIONS, EdgeKind
from catalogsite.model.entity import EntityData
from catalogsite.model.facts import build_runs
from catalogsite.model.facts.kind import Tone
from catalogsite.model.facts.registry import fact_kinds
from catalogsite.model.relations.types import RelationTypes
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


class GraphEdge(NamedTuple):
    """A relation in the direction in which its type is named: `source` `relation` `target`."""

    source: str
    target: str
    relation: str
    kind: EdgeKind


class WholeGraph(NamedTuple):
    """What the explorer shows; `refs` are the entities, then what they name and the catalog lacks."""

    refs: tuple[str, ...]
    known: int
    edges: tuple[GraphEdge, ...]
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
        "known": graph.known,
        "nodes": _nodes(portal, graph, numbers),
        "edges": _edges(portal.relation_types, graph, numbers),
        "areas": _areas(portal, graph, numbers),
    }
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def whole_graph(portal: Portal) -> WholeGraph:
    """The graph of the catalog, with the layout of the explorer."""
    known = tuple(sorted(portal.links))
    edges = tuple(sorted(_all_edges(portal, known)))
    ends = {ref for one in edges for ref in (one.source, one.target)}
    refs = (*known, *sorted(ends - set(known)))
    places = {ref: place_of(ref, portal.entities) for ref in refs}
    lies_in = {ref: area_of(portal, ref, places[ref]) for ref in refs}
    areas = all_areas(tuple(lies_in.values()))
    members = {ref: area.key for ref, area in lies_in.items()}
    layout = explorer_layout(areas, members, _needs(portal.relation_types, edges))
    return WholeGraph(refs, len(known), edges, places, areas, members, layout)


def _all_edges(portal: Portal, refs: Iterable[str]) -> set[GraphEdge]:
    types = portal.relation_types
    stated = {
        _edge(types, ref, relation["type"], relation["targetRef"])
        for ref in refs
        for relation in portal.entities[ref].get("relations") or ()
    }
    needs = set(_needs(types, stated))
    inferred = ((ref, target) for ref in refs for target in portal.inferred(ref).needs)
    return stated | {
        GraphEdge(source, target, "dependsOn", "inferred")
        for source, target in inferred
        if (source, target) not in needs
    }


def _edge(types: RelationTypes, ref: str, relation: str, other: str) -> GraphEdge:
    direction = types.direction(relation)
    ends = (other, ref) if direction.is_inverse else (ref, other)
    kind: EdgeKind = "api" if direction.forward in API_RELATIONS else "declared"
    return GraphEdge(*ends, direction.forward, kind)


def _needs(types: RelationTypes, edges: Iterable[GraphEdge]) -> Iterator[tuple[str, str]]:
    for one in edges:
        meaning = types.direction(one.relation).meaning
        if meaning == "needs":
            yield one.source, one.target
        elif meaning == "is needed by":
            yield one.target, one.source


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
        **_coded("type", "types", [_of_spec(portal, ref, "type") for ref in graph.refs]),
        **_coded(
            "lifecycle", "lifecycles", [_of_spec(portal, ref, "lifecycle") for ref in graph.refs]
        ),
        **_tags(links),
        "health": [_health(portal, ref) for ref in graph.refs],
        "score": [_score(portal, ref) for ref in graph.refs],
        "area": _area_numbers(graph),
        "x": [_whole(x) for x, _ in points],
        "y": [_whole(y) for _, y in points],
    }


def _title(link: EntityLink | None) -> str:
    """The title; empty where it is the name."""
    return "" if link is None or link.title == split_ref(link.ref)[2] else link.title


def _of_spec(portal: Portal, ref: str, name: str) -> str:
    entity: EntityData | None = portal.entities.get(ref)
    return text_of(spec_of(entity).get(name)).lower() if entity else ""


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


def _health(portal: Portal, ref: str) -> int:
    """The place in HEALTH of the worst that is known of an entity; -1 where nothing is."""
    if ref not in portal.links:
        return _NONE
    kinds = (kind for kind in fact_kinds() if kind.health or kind is build_runs.KIND)
    known = filter(None, (portal.status(ref, kind) for kind in kinds))
    tones = [HEALTH.index(status.tone) for status in known]
    return min(tones, default=_NONE)


def _score(portal: Portal, ref: str) -> int:
    points = portal.points(ref) if ref in portal.links else None
    return _NONE if points is None else points


def _area_numbers(graph: WholeGraph) -> list[int]:
    numbers = {key: number for number, key in enumerate(graph.areas)}
    return [numbers[graph.members[ref]] for ref in graph.refs]


def _edges(types: RelationTypes, graph: WholeGraph, numbers: Mapping[str, int]) -> dict[str, Any]:
    names = types.sorted({one.relation for one in graph.edges})
    place = {name: number for number, name in enumerate(names)}
    coded = sorted(
        (numbers[one.source], numbers[one.target], place[one.relation], EDGE_KINDS.index(one.kind))
        for one in graph.edges
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
