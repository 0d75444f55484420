"""Every GraphQL and gRPC definition that entities of public repositories name: a model, or a finding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.differ.compare import ApiVersion, compare_apis
from catalogsite.apis.formats.registry import format_of

REPOSITORIES = Path(__file__).parents[3] / "shared" / "corpus" / "repos"
TYPES = {"graphql", "grpc"}


def _entities() -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted(REPOSITORIES.rglob("*.y*ml")):
        text = file.read_text("utf-8", errors="replace") if file.is_file() else ""
        if "kind: API" not in text or not any(one in text for one in TYPES):
            continue
        try:
            documents = list(yaml.safe_load_all(text))
        except yaml.YAMLError:
            continue
        for one in documents:
            spec = one.get("spec") if isinstance(one, dict) and one.get("kind") == "API" else None
            if isinstance(spec, dict) and spec.get("type") in TYPES:
                yield file, spec


def _definition(file: Path, spec: dict[str, Any]) -> Definition | None:
    text = spec.get("definition")
    if isinstance(text, dict):
        target = file.parent / str(text.get("$text", "missing"))
        text = target.read_text("utf-8") if target.is_file() else None
    return Definition(spec["type"], "definition", {"definition": text}) if text else None


FOUND = [
    pytest.param(definition, id=f"{file.relative_to(REPOSITORIES).parts[0]}-{number}")
    for number, (file, spec) in enumerate(_entities())
    if (definition := _definition(file, spec)) is not None
]


@pytest.mark.parametrize("definition", FOUND)
def test_a_definition_of_a_stranger_gives_a_model_or_a_finding(definition: Definition) -> None:
    written_as = format_of(definition.type, definition.text)
    got = written_as.read(definition)
    if got.model is None:
        assert any(one.rule.endswith("-syntax") for one in got.findings)
        return
    assert got.model.operations or got.model.types
    version = ApiVersion(got.model, definition.files)
    assert compare_apis(version, version) == ()
