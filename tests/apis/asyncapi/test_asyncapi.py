"""AsyncAPI: each case is a definition, and the exact model and findings of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.formats.asyncapi.reader import ASYNCAPI
from catalogsite.apis.formats.registry import format_of
from catalogsite.problems.create import problem

FILES = sorted(Path(__file__).parent.joinpath("cases").glob("*.yaml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text("utf-8"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_definition(case: dict) -> None:
    read = ASYNCAPI.read(Definition("asyncapi", next(iter(case["files"])), case["files"]))
    model = read.model and read.model.model_dump(mode="json", exclude_defaults=True)
    assert model == case["model"]
    found = [
        f"{one.file}:{one.line} {problem(one.rule, one.variant, **one.values).message}"
        for one in read.findings
    ]
    assert found == case["findings"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_references(case: dict) -> None:
    paths = {path: len(text) for path, text in case["files"].items()}
    referred = {
        one
        for path, text in case["files"].items()
        for one in ASYNCAPI.references(path, text, paths)
    }
    assert referred == set(list(paths)[1:])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_ids_are_unique_and_lead_somewhere(case: dict) -> None:
    model = ASYNCAPI.read(Definition("asyncapi", next(iter(case["files"])), case["files"])).model
    if model is None:
        return
    parts = (model.schemes, model.operations, model.channels, model.messages, model.types)
    ids = [one.id for part in parts for one in part]
    assert len(set(ids)) == len(ids)
    named = [anchor for one in (*model.operations, *model.channels) for anchor in one.messages]
    named += [one.channel for one in model.operations if one.channel]
    named += [anchor for one in model.types for anchor in one.used_by]
    assert set(named) <= set(ids)


@pytest.mark.parametrize(
    ("entity_type", "text", "known"),
    [
        ("asyncapi", "", True),
        ("AsyncAPI", "", True),
        ("events", "asyncapi: 3.0.0\n", True),
        ("events", "# ours\nid: urn:a\nasyncapi: '2.6.0'\n", True),
        ("events", '{"asyncapi": "2.6.0"}', True),
        ("events", "about: asyncapi\n", False),
        ("events", "asyncapi: see the wiki\n", False),
    ],
)
def test_which_definitions_are_read(entity_type: str, text: str, known: bool) -> None:
    assert (format_of(entity_type, text) is ASYNCAPI) is known


def test_mutated_definitions_never_raise() -> None:
    """Every case with lines, words and values changed at random, ten times each."""
    chance = random.Random(7)
    words = ["{}", "[]", "null", "1", "$ref: '#'", '"#/channels"', "- ", "oneOf: [", "true", "\t"]
    for case in CASES:
        for _ in range(10):
            files = {path: _mutated(text, chance, words) for path, text in case["files"].items()}
            read = ASYNCAPI.read(Definition("asyncapi", next(iter(files)), files))
            assert read.model is not None or read.findings
            for one in read.findings:
                problem(one.rule, one.variant, **one.values)


def _mutated(text: str, chance: random.Random, words: list[str]) -> str:
    parts = text.split(" ")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(parts))
        match chance.randrange(4):
            case 0:
                parts[at] = chance.choice(words)
            case 1:
                parts[at] = chance.choice(parts)
            case 2:
                del parts[at]
            case _:
                parts.insert(at, chance.choice(parts or [""]))
        parts = parts or [""]
    return " ".join(parts)


DEEP = "{allOf: [" * 60 + "{}" + "]}" * 60
WIDE = ", ".join(
    f"p{n}: {{type: object, properties: {{a: {{type: string}}}}}}" for n in range(1500)
)
RING = "".join(
    f"    S{n}: {{oneOf: [{{$ref: '#/components/schemas/S{(n + 1) % 50}'}}, "
    f"{{$ref: '#/components/schemas/S{(n * 7) % 50}'}}]}}\n"
    for n in range(50)
)
CIRCLE = "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"


@pytest.mark.parametrize(
    "schemas",
    [
        f"    Deep: {DEEP}\n",
        f"    Wide: {{properties: {{{WIDE}}}}}\n" * 1,
        RING,
        CIRCLE,
    ],
    ids=["deep", "wide", "ring", "circle"],
)
def test_hostile_schemas_are_bounded(schemas: str) -> None:
    first = schemas.strip().partition(":")[0]
    text = (
        "asyncapi: 3.0.0\nchannels: {c: {messages: {m: {payload: "
        f"{{$ref: '#/components/schemas/{first}'}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
    model = ASYNCAPI.read(Definition("asyncapi", "a.yaml", {"a.yaml": text})).model
    assert model is not None
    size = len(model.model_dump_json(exclude_defaults=True))
    assert size < 12 * len(text) + 100_000
