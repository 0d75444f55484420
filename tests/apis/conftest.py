"""What the tests of API definitions share: the short form of models and findings in their case files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from catalogsite.apis.definition_format import DefinitionFinding, ReadDefinition


@pytest.fixture
def written() -> Callable[[ReadDefinition], dict[str, Any]]:
    """What reading yields, as a case says it; a written type is text with its links in `<>`."""
    return _written


def _written(read: ReadDefinition) -> dict[str, Any]:
    model = read.model
    data = model and _short(
        model.model_dump(mode="json", exclude_defaults=True, exclude={"format", "files"})
    )
    return {"findings": [_finding(one) for one in read.findings], "model": data}


def _finding(one: DefinitionFinding) -> str:
    rule = one.rule if one.variant is None else f"{one.rule}:{one.variant}"
    place = one.file if one.line is None else f"{one.file}:{one.line}"
    return " ".join([rule, str(place), *([str(dict(one.values))] if one.values else [])])


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(_is_type_part(one) for one in value):
        return "".join(f"{text}<{target}>" if target else text for text, target in value)
    return [_short(one) for one in value]


def _is_type_part(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(x, str) for x in value)
