"""Replays what Backstage's own packages said about thousands of documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalogsite.catalog.references import parse_location, parse_ref, ref_of, stringify
from catalogsite.catalog.relations import check_references, references
from catalogsite.catalog.rules import check_entity
from catalogsite.catalog.yaml12 import parse_documents
from catalogsite.errors import UnknownReferenceError

_FOLDER = Path(__file__).parents[3] / "shared" / "vectors"
_LOCATION_LAYOUT = {"parseLocationRef.0572"}


def _vectors(name: str) -> list[dict[str, Any]]:
    file = _FOLDER / f"vectors_{name}.jsonl"
    if not file.exists():
        pytest.skip(f"the conformance vectors are not beside the project ({file.name})")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_verdicts_are_those_of_backstage() -> None:
    different = []
    for vector in _vectors("validate"):
        entity = vector["entity"]
        found = check_entity(entity) if isinstance(entity, dict) else ["no object"]
        accepted = not found
        complete = accepted and not check_references(entity)
        if (accepted, complete) != (vector["accept"], vector["pipeline_accept"]):
            different.append((vector["id"], vector["message"], found))
    assert different == []


def test_relations_are_those_of_backstage() -> None:
    for vector in _vectors("validate"):
        if not vector["pipeline_accept"]:
            continue
        own = ref_of(vector["entity"])
        found = set()
        for reference in references(vector["entity"]):
            found.add((own, reference.field.forward, reference.target))
            found.add((reference.target, reference.field.backward, own))
        assert sorted(map(list, found)) == vector["relations"], vector["id"]


def test_documents_are_read_as_backstage_reads_them() -> None:
    for vector in _vectors("yaml"):
        found = [
            {"entity": document.data}
            if document.error is None and isinstance(document.data, dict)
            else "error"
            for document in parse_documents(vector["yaml"])
        ]
        wanted = ["error" if "error" in item else item for item in vector["parsed"]]
        assert json.loads(json.dumps(found)) == wanted, vector["id"]


def test_references_are_read_as_backstage_reads_them() -> None:
    for vector in _vectors("ref"):
        answer = _ANSWERS.get(vector["op"])
        given = vector["input"]
        if answer is None or not isinstance(given, str) or vector["id"] in _LOCATION_LAYOUT:
            continue
        try:
            result = answer(given, vector["context"] or {})
        except UnknownReferenceError:
            result = None
        assert result == vector["result"], vector["id"]


def _parsed(text: str, context: dict[str, str]) -> Any:
    return parse_ref(text, context.get("defaultKind"), context.get("defaultNamespace"))._asdict()


def _round(text: str, context: dict[str, str]) -> Any:
    return stringify(**_parsed(text, context))


def _location(text: str, _context: dict[str, str]) -> Any:
    kind, target = parse_location(text)
    return {"type": kind, "target": target}


_ANSWERS: dict[str, Callable[[str, dict[str, str]], Any]] = {
    "parse": _parsed,
    "roundtrip": _round,
    "parseLocationRef": _location,
}
