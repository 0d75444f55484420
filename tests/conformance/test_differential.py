"""Thousands of made-up entities, references and texts, judged by Backstage's own packages and by us.

`make conformance CASES=20000` runs many; the tests run a few, the same ones each time.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, assume, given, settings

from catalogsite.catalog.kinds.entity_rules import check_entity
from catalogsite.catalog.relations.references import parse_ref, stringify
from catalogsite.errors import UnknownReferenceError
from catalogsite.yaml12.documents import Document, parse_documents

HERE = Path(__file__).parent
CASES = int(os.environ.get("CASES", "400"))
_SETTINGS = settings(
    max_examples=CASES,
    derandomize="SEED" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


made = _load("entities")
written = _load("texts")


def test_entities_are_judged_as_backstage_judges_them(backstage: Any) -> None:
    verdicts: Counter[str] = Counter()

    @_SETTINGS
    @given(made.entities())
    def judge(entity: dict[str, Any]) -> None:
        theirs = backstage.ask(entity=entity)
        found = check_entity(entity)
        assert (not found) == theirs["accept"], (entity, theirs, found)
        verdicts["taken" if theirs["accept"] else "refused"] += 1

    judge()
    print(f"entities: {sum(verdicts.values())} agree: {dict(verdicts)}")  # noqa: T201 - with -rP
    assert min(verdicts["taken"], verdicts["refused"]) > CASES / 10


def test_references_are_read_as_backstage_reads_them(backstage: Any) -> None:
    verdicts: Counter[str] = Counter()

    @_SETTINGS
    @given(made.references, made.contexts)
    def judge(text: str, context: dict[str, str]) -> None:
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

    judge()
    print(f"references: {sum(verdicts.values())} agree: {dict(verdicts)}")  # noqa: T201 - with -rP
    assert min(verdicts["taken"], verdicts["refused"]) > CASES / 10


def test_yaml_is_read_as_backstage_reads_it(backstage: Any) -> None:
    verdicts: Counter[str] = Counter()

    @_SETTINGS
    @given(written.texts())
    def judge(text: str) -> None:
        theirs = backstage.ask(text=text)["documents"]
        ours = [_document(document) for document in parse_documents(text)]
        assume(not any(one.get("stray") for one in theirs))
        # Quotes that nobody closes swallow all further documents there; here they cost their own.
        until = next((n for n, one in enumerate(theirs, 1) if one.get("open")), None)
        wanted = [one.get("entity", "error") for one in theirs]
        assert ours[:until] == wanted[:until], (text, theirs)
        verdicts.update("refused" if one == "error" else "taken" for one in wanted)

    judge()
    print(f"documents: {sum(verdicts.values())} agree: {dict(verdicts)}")  # noqa: T201 - with -rP
    assert min(verdicts["taken"], verdicts["refused"]) > CASES / 10


def _document(document: Document) -> Any:
    fits = document.error is None and isinstance(document.data, dict)
    return json.loads(json.dumps(document.data)) if fits else "error"
