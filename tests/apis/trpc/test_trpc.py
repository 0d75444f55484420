"""Routers of tRPC: each case is a definition, and the exact model and findings of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.formats.registry import format_of
from catalogsite.apis.formats.trpc.format import TRPC
from catalogsite.problems.create import problem

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_router(case: dict) -> None:
    read = TRPC.read(Definition("trpc", next(iter(case["files"])), case["files"]))
    model = read.model and read.model.model_dump(mode="json", exclude_defaults=True)
    assert model == case["model"]
    found = [
        f"{one.file}:{one.line} {problem(one.rule, one.variant, **one.values).message}"
        for one in read.findings
    ]
    assert found == case["findings"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_references(case: dict) -> None:
    """What a file refers to is in the definition, and everything else in it is referred to."""
    files = case["files"]
    paths = {path: len(text) for path, text in files.items()}
    referred = {one for path, text in files.items() for one in TRPC.references(path, text, paths)}
    assert referred == set(list(files)[1:])


@pytest.mark.parametrize(
    ("entity_type", "text", "known"),
    [
        ("trpc", "", True),
        ("TRPC", "", True),
        ("rpc", "import { initTRPC } from '@trpc/server';\nconst a = t.router({});", True),
        ("rpc", "const a = express.Router();", False),
        ("other", "Written in @trpc/server.", False),
    ],
)
def test_which_definitions_are_read(entity_type: str, text: str, known: bool) -> None:
    assert (format_of(entity_type, text) is TRPC) is known


@pytest.mark.parametrize(
    "text",
    [
        "a = router({" * 30_000,
        "router(" * 60_000,
        "router({a: " + "(" * 100_000,
        "const a = b" + ".query()" * 50_000,
        "router({a: b" + ".query()" * 50_000 + "})",
        "".join(f"const r{n} = router({{ r{n + 1}, q: p.query() }});\n" for n in range(5_000)),
        "".join(f"const r{n} = router({{ a: r{n + 1}, b: r{n + 1} }});\n" for n in range(60)),
        "const a = a; router({ a, ...a, b: a })",
        "function f() { return f(); } router({ a: f() })",
        "\x00\ud800 router({\x00: \ud800.query()})",
    ],
    ids=lambda text: text[:30].encode("ascii", "replace").decode(),
)
def test_hostile_text_is_bounded(text: str) -> None:
    read = TRPC.read(Definition("trpc", "a.ts", {"a.ts": text}))
    assert read.model is not None or read.findings
    assert len(read.model.operations if read.model else ()) <= 5_000
