"""AsyncAPI definitions of others: each gives a model, whose counts are those of a plain count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.formats.registry import format_of

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
EXAMPLES = CORPUS / "apis" / "asyncapi__spec" / "examples"


def _examples() -> list[Path]:
    found = sorted(EXAMPLES.rglob("*.y*ml"))
    return [path for path in found if path.parent.name != "common"]


def _descriptors() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The definitions in descriptors: where, the type, and the texts by path."""
    for file in sorted((CORPUS / "repos").rglob("*.yaml")):
        text = file.read_text("utf-8", errors="replace")
        if not any(f"type: {one}" in text for one in ("asyncapi", "trpc", "mcp")):
            continue
        try:
            documents = [one for one in yaml.safe_load_all(text) if isinstance(one, dict)]
        except yaml.YAMLError:
            continue
        for document in documents:
            spec = document.get("spec")
            kind = spec.get("type") if isinstance(spec, dict) else None
            if document.get("kind") == "API" and kind in ("asyncapi", "trpc", "mcp", "mcp-server"):
                name = f"{file.relative_to(CORPUS / 'repos')}:{document['metadata']['name']}"
                yield name, kind, {"folder": file.parent, "spec": spec}


def _files(root: Path, base: Path) -> dict[str, str]:
    """The text of a file and of all that it refers to, by path below `base`."""
    paths = {str(path.relative_to(base)): 1 for path in base.rglob("*.y*ml")}
    waiting = [str(root.relative_to(base))]
    files: dict[str, str] = {}
    while waiting:
        path = waiting.pop(0)
        if path not in files:
            files[path] = (base / path).read_text("utf-8")
            waiting += format_of("asyncapi", "").references(path, files[path], paths)
    return files


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize("path", _examples(), ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_an_example_of_the_project(path: Path) -> None:
    files = _files(path, EXAMPLES)
    read = format_of("asyncapi", "").read(Definition("asyncapi", next(iter(files)), files))
    data = yaml.safe_load(path.read_text("utf-8"))
    model, components = read.model, data.get("components", {})
    assert len(model.channels) == len(data.get("channels", {}))
    assert len(model.operations) == len(data.get("operations", {}))
    assert {one.name for one in model.types} >= set(components.get("schemas", {}))
    assert len(model.servers) == len(data.get("servers", {}))
    inline = [
        message
        for channel in data.get("channels", {}).values()
        for message in channel.get("messages", {}).values()
    ]
    elsewhere = {one["$ref"] for one in inline if not one.get("$ref", "#").startswith("#")}
    written = sum("$ref" not in one for one in inline)
    assert len(model.messages) == written + len(elsewhere) + len(components.get("messages", {}))
    assert {one.rule for one in read.findings} <= {
        "definition-reference", "asyncapi-undescribed", "asyncapi-unused", "asyncapi-invalid",
    }  # fmt: skip
    broken = {one.variant for one in read.findings if one.rule == "definition-reference"}
    assert broken <= {"outside"}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared")
def test_every_definition_of_a_descriptor_gives_a_model_or_a_finding() -> None:
    count = 0
    for name, kind, one in _descriptors():
        written = one["spec"].get("definition", "")
        if isinstance(written, dict):
            path = one["folder"] / str(next(iter(written.values())))
            written = path.read_text("utf-8") if path.is_file() else None
        if not isinstance(written, str):
            continue
        count += 1
        read = format_of(kind, written).read(
            Definition(kind, "definition", {"definition": written}, one["spec"])
        )
        assert read.model is not None or read.findings, name
        if kind != "mcp":
            assert read.model is not None, name
            assert kind == "mcp-server" or read.model.operations, name
    assert count >= 14
