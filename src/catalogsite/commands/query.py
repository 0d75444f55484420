"""Queries of a snapshot: each function returns JSON values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from catalogsite.catalog.json_schema.entity import entity_schema, template_schema
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.relations.references import resolve
from catalogsite.collectors.files.fact_schema import fact_file_schema
from catalogsite.commands.doctor.diagnosis import Diagnosis
from catalogsite.config.json_schema import config_schema
from catalogsite.config.names import SchemaName
from catalogsite.errors import UnknownReferenceError
from catalogsite.graph.graph import Graph
from catalogsite.graph.paths import path as graph_path
from catalogsite.model.entity import EntityData, owner_of, ref_of, title_of
from catalogsite.model.entity_filter import entity_filter
from catalogsite.model.fact import FACT_ADAPTER, fact_json
from catalogsite.model.facts import alerts
from catalogsite.model.facts.registry import fact_kinds
from catalogsite.model.run_summary import RunSummary
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.problems.suggest import closest
from catalogsite.scaffold.actions.known_names import ACTIONS
from catalogsite.scaffold.testing.case import CaseFile
from catalogsite.scorecards import ScorecardDefinition

Row = dict[str, Any]


_MODELS: dict[SchemaName, type[BaseModel]] = {
    SchemaName.SNAPSHOT: Snapshot,
    SchemaName.RUN: RunSummary,
    SchemaName.DOCTOR: Diagnosis,
    SchemaName.SCORECARD: ScorecardDefinition,
    SchemaName.SCAFFOLD_TEST: CaseFile,
}
_MODES: dict[SchemaName, JsonSchemaMode] = {SchemaName.DOCTOR: "serialization"}
"""Of what is only written, the schema has computed values too."""


def schema(
    name: SchemaName, policy: Policy | None = None, entities: Iterable[EntityData] = ()
) -> Row:
    """The JSON Schema of a file that catalogsite writes or reads.

    The schema of descriptors has the kinds of the policy, and completes references with `entities`.
    """
    if name is SchemaName.ENTITY:
        return entity_schema(policy, entities, ACTIONS)
    if name is SchemaName.TEMPLATE:
        return template_schema(entities, ACTIONS)
    if name is SchemaName.CONFIG:
        described = config_schema()
    elif name is SchemaName.FACTS:
        described = fact_file_schema(fact_kinds())
    else:
        described = _MODELS[name].model_json_schema(mode=_MODES.get(name, "validation"))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | described


def list_entities(
    index: SnapshotIndex,
    filters: Sequence[str] = (),
    *,
    kind: str | None = None,
    owner: str | None = None,
    text: str | None = None,
) -> list[Row]:
    """One row for each entity that matches all restrictions, sorted by reference; case is ignored."""
    fits = entity_filter(filters)
    rows = [_row(entity) for entity in index.entities.values() if fits(entity)]
    if kind:
        rows = [row for row in rows if row["kind"].lower() == kind.lower()]
    if owner:
        wanted = owner.lower()
        rows = [row for row in rows if wanted in (row["owner"], row["owner"].rpartition("/")[2])]
    if words := (text or "").lower().split():
        texts = {row["ref"]: _searched_text(index, row) for row in rows}
        rows = [row for row in rows if all(word in texts[row["ref"]] for word in words)]
    return rows


def _searched_text(index: SnapshotIndex, row: Row) -> str:
    """All columns, the mail address of a person or group, and the words of raised alerts, in lower case."""
    entity, found = index.entities[row["ref"]], index.value(row["ref"], alerts.KIND)
    profile = (entity.get("spec") or {}).get("profile")
    mail = profile.get("email") if isinstance(profile, dict) else None
    raised = [word for one in found.alerts for word in _alert_words(one)] if found else []
    words = (*row.values(), mail or "", *raised)
    return " ".join(map(str, words)).lower()


def _alert_words(alert: alerts.Alert) -> Iterator[str]:
    """The name, summary and labels of an alert."""
    yield from (alert.name, alert.summary or "", *(alert.labels or {}).values())


def show(index: SnapshotIndex, ref: str) -> Row:
    """All that the snapshot has about one entity, as JSON. Raises UnknownReferenceError."""
    full = find_ref(index, ref)
    origin = index.snapshot.origins.get(full)
    score, delivery = index.score(full), index.delivery(full)
    return {
        "ref": full,
        "entity": index.entities[full],
        "origin": origin.model_dump(mode="json") if origin else None,
        "score": score.model_dump(mode="json") if score else None,
        "facts": [fact_json(fact) for fact in index.own_facts(full).values()],
        "delivery": delivery.model_dump(mode="json") if delivery else None,
        "problems": [p.model_dump(mode="json", by_alias=True) for p in index.problems(full)],
    }


def show_as_text(answer: Row) -> str:
    """The answer of `show` for a terminal."""
    row, entity, origin = _row(answer["entity"]), answer["entity"], answer["origin"] or {}
    head = [f"{row['title']}  ({answer['ref']})", str(entity["metadata"].get("description", ""))]
    place = "/".join(str(origin[key]) for key in ("repository", "file") if origin.get(key))
    fields = {
        "type": row["type"],
        "lifecycle": row["lifecycle"],
        "owner": row["owner"],
        "read from": f"{place}:{origin.get('line')}" if origin.get("line") else place,
        "score": f"{answer['score']['points']} ({answer['score']['level']})"
        if answer["score"]
        else "",
    }
    lines = [f"  {name:<10} {value}" for name, value in fields.items() if value]
    relations = [f"  {r['type']:<14} {r['targetRef']}" for r in entity.get("relations", [])]
    problems = [f"  {p['level']}: {p['message']}" for p in answer["problems"]]
    facts = [line for fact in answer["facts"] for line in _fact_lines(fact)]
    parts = [*filter(None, head), *lines]
    for title, rows in (("relations", relations), ("facts", facts), ("problems", problems)):
        parts += [title, *rows] if rows else []
    return "\n".join(parts)


def _fact_lines(dumped: Row) -> Iterator[str]:
    """A fact with its value in one line, and a line for each of its parts, such as an alert."""
    fact = FACT_ADAPTER.validate_python(dumped)
    summary = fact.kind.summary(fact.value) if fact.kind.summary else ""
    stale = ", stale" if fact.provenance.stale_since else ""
    text = " ".join(summary.split())
    yield f"  {fact.key:<14} {text + '  ' if text else ''}as of {dumped['provenance']['time']}{stale}"
    for row in fact.kind.rows(fact.value) if fact.kind.rows else ():
        words = (row.status.word, " ".join(row.text.split()), row.url)
        yield f"    {'  '.join(filter(None, words))}"
        yield from (f"      {' '.join(line.split())}" for line in row.lines)


def path(index: SnapshotIndex, start: str, end: str) -> list[str]:
    """The references on the shortest chain of relations; empty if there is none.

    Raises UnknownReferenceError.
    """
    graph = Graph.of(index)
    return list(graph_path(graph, find_ref(index, start), find_ref(index, end)) or [])


def find_ref(index: SnapshotIndex, text: str) -> str:
    """The full reference of an entity; its name alone is enough if only one entity has it.

    Raises UnknownReferenceError with what the user may have meant.
    """
    refs = list(index.entities)
    wanted = text.lower()
    if ":" in wanted:
        full = resolve(wanted, None, "default")
        if full in index:
            return full
    found = [ref for ref in refs if ref.rpartition("/")[2] == wanted.rpartition("/")[2]]
    if len(found) == 1 and ":" not in wanted:
        return found[0]
    if len(found) > 1:
        raise UnknownReferenceError(
            f"{text!r} could be any of {', '.join(found[:8])}", fix="write the whole reference"
        )
    raise UnknownReferenceError(f"{text!r} is not in the catalog", fix=_suggestion(wanted, refs))


def _suggestion(wanted: str, refs: Sequence[str]) -> str:
    """The fix for an unknown reference: up to three similar ones."""
    name = re.split("[:/]", wanted)[-1]
    near = closest(name, {re.split("[:/]", ref)[-1] for ref in refs}, 3)
    kind = f"{wanted.partition(':')[0]}:" if ":" in wanted else ""
    alike = sorted(ref for ref in refs if ref.rpartition("/")[2] in near)
    similar = [ref for ref in alike if ref.startswith(kind)] or alike
    return f"did you mean {' or '.join(similar[:3])}?" if similar else "see `catalogsite list`"


def _row(entity: EntityData) -> Row:
    metadata, spec = entity["metadata"], entity.get("spec") or {}
    return {
        "ref": ref_of(entity),
        "kind": entity["kind"],
        "title": title_of(entity),
        "type": spec.get("type", ""),
        "lifecycle": spec.get("lifecycle", ""),
        "owner": owner_of(entity) or "",
        "tags": metadata.get("tags", []),
        "description": metadata.get("description", ""),
    }
