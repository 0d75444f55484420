"""Thousands of made-up entities, references and texts, judged by Backstage's own packages and by us.

`make conformance CASES=20000` runs many; the tests run a few, the same ones each time.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.conformance import entities, judge, texts
from tests.vectors.record import RECORDERS
from tests.vectors.recorded import read_cases, read_validation_cases

from catalogsite.catalog.kinds.entity_rules import check_entity
from catalogsite.catalog.relations.references import parse_ref, stringify
from catalogsite.errors import UnknownReferenceError
from catalogsite.yaml12.documents import Document, parse_documents

_KINDS = ("API", "Component", "Domain", "Group", "Location", "Resource", "System", "User")
CASES = int(os.environ.get("CASES", "400"))
_SETTINGS = settings(
    max_examples=CASES,
    derandomize="SEED" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_entities_are_judged_as_backstage_judges_them(backstage: Any) -> None:
    verdicts: Counter[str] = Counter()

    @_SETTINGS
    @given(entities.entities())
    def compare(entity: dict[str, Any]) -> None:
        theirs = backstage.ask(entity=entity)
        found = check_entity(entity)
        assert (not found) == theirs["accept"], (entity, theirs, found)
        verdicts["taken" if theirs["accept"] else "refused"] += 1

    compare()
    print(f"entities: {sum(verdicts.values())} agree: {dict(verdicts)}")  # noqa: T201 - with -rP
    assert min(verdicts["taken"], verdicts["refused"]) > CASES / 10


def test_references_are_read_as_backstage_reads_them(backstage: Any) -> None:
    verdicts: Counter[str] = Counter()

    @_SETTINGS
    @given(entities.references, entities.contexts)
    def compare(text: str, context: dict[str, str]) -> None:
        theirs = backstage.ask(ref=text, context=context)
        ours: tuple[dict[str, str], str] | None
        try:
            ref = parse_ref(text, context.get("defaultKind"), context.get("defaultNamespace"))
            ours = (ref._asdict(), stringify(*ref))
        except UnknownReferenceError:
            ours = None
        wanted = (theirs["parsed"], theirs["text"]) if theirs["accept"] else None
        assert ours == wanted, (text, context)
        verdicts["taken" if theirs["accept"] else "refused"] += 1

    compare()
    print(f"references: {sum(verdicts.values())} agree: {dict(verdicts)}")  # noqa: T201 - with -rP
    assert min(verdicts["taken"], verdicts["refused"]) > CASES / 10


@pytest.mark.parametrize("drawn", [texts.texts, texts.aliased])
def test_yaml_is_read_as_backstage_reads_it(backstage: Any, drawn: Any) -> None:
    verdicts: Counter[str] = Counter()

    @_SETTINGS
    @given(drawn())
    def compare(text: str) -> None:
        theirs = backstage.ask(text=text)["documents"]
        ours = [_document(document) for document in parse_documents(text)]
        assume(not any(one.get("stray") for one in theirs))
        # Quotes that nobody closes swallow all further documents there; here they cost their own.
        until = next((n for n, one in enumerate(theirs, 1) if one.get("open")), None)
        wanted = [one.get("entity", "error") for one in theirs]
        assert ours[:until] == wanted[:until], (text, theirs)
        verdicts.update("refused" if one == "error" else "taken" for one in wanted)

    compare()
    print(f"documents: {sum(verdicts.values())} agree: {dict(verdicts)}")  # noqa: T201 - with -rP
    assert min(verdicts["taken"], verdicts["refused"]) > CASES / 10


def _document(document: Document) -> Any:
    fits = document.error is None and isinstance(document.data, dict)
    return json.loads(json.dumps(document.data)) if fits else "error"


def test_recorded_verdicts_are_those_of_the_installed_packages(backstage: Any) -> None:
    """`tests/vectors` is true: whoever changes a verdict there by hand is found out here."""
    compared = 0
    for case in read_validation_cases():
        entity = case["entity"]
        # Templates, and what the newer kinds add, are rules of other packages.
        if isinstance(entity, dict) and entity.get("kind") in _KINDS and "metadata" in entity:
            assert backstage.ask(entity=entity)["accept"] == case["accept"], case["id"]
            compared += 1
    assert compared > 1_000
    for recorded in RECORDERS:
        header, *_ = read_cases(recorded)
        assert header == {"packages": judge.versions()}
