"""Thousands of made-up entities and references, judged by Backstage's own package and by us.

`make conformance CASES=20000` runs many; the tests run a few, the same ones each time.
"""

from __future__ import annotations

import importlib.util
import os
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, given, settings

from catalogsite.catalog.references import parse_ref, stringify
from catalogsite.catalog.rules import check_entity
from catalogsite.errors import UnknownReferenceError

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
