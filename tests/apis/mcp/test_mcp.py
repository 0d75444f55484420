"""MCP servers: each case is an entity with its definition, and the exact model and findings."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.formats.mcp.reader import MCP
from catalogsite.apis.formats.registry import format_of
from catalogsite.problems.create import problem

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_server(case: dict) -> None:
    files = case["files"]
    read = MCP.read(Definition("mcp-server", next(iter(files)), files, case["spec"]))
    model = read.model and read.model.model_dump(mode="json", exclude_defaults=True)
    assert model == case["model"]
    found = [
        f"{one.file}:{one.line} {problem(one.rule, one.variant, **one.values).message}"
        for one in read.findings
    ]
    assert found == case["findings"]


@pytest.mark.parametrize(
    ("entity_type", "text", "known"),
    [
        ("mcp-server", "", True),
        ("mcp", "", True),
        ("tools", '{"tools": [{"name": "a", "inputSchema": {}}]}', True),
        ("tools", '{"tools": ["hammer"]}', False),
    ],
)
def test_which_definitions_are_read(entity_type: str, text: str, known: bool) -> None:
    assert (format_of(entity_type, text) is MCP) is known


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500,
        "tools: 1\nresources: {a: b}\nprompts: [[[]]]\n",
        "tools: [{name: 1, inputSchema: [], outputSchema: true, annotations: 3}]\n",
        "remotes: [1, {url: []}]\npackages: {a: 1}\n$schema: 3\n",
        "tools: &a [{name: x, inputSchema: {$ref: '#'}}]\nprompts: *a\n",
    ],
)
def test_texts_of_the_wrong_shape(text: str) -> None:
    read = MCP.read(Definition("mcp-server", "a.yaml", {"a.yaml": text}))
    assert read.findings
