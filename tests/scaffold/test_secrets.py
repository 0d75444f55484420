"""No text that a run prints has the value of a secret parameter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold import read_template, run

VALUE = "HUNTER2HUNTER2"
HIDDEN = {"type": "string", "ui:field": "Secret"}
WIDGET = {"type": "string", "ui:widget": "password"}
OPTION = {"type": "string", "ui:options": {"widget": "password"}}
FORMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a field": ({"properties": {"t": HIDDEN}}, {"t": VALUE}),
    "a widget": ({"properties": {"t": WIDGET}}, {"t": VALUE}),
    "an option": ({"properties": {"t": OPTION}}, {"t": VALUE}),
    "in an object": (
        {"properties": {"o": {"type": "object", "properties": {"t": HIDDEN}}}},
        {"o": {"t": VALUE}},
    ),
    "in a list": ({"properties": {"l": {"type": "array", "items": WIDGET}}}, {"l": ["x", VALUE]}),
    "of another type": (
        {"properties": {"t": {"ui:field": "Secret"}}},
        {"t": [VALUE, {"a": VALUE}]},
    ),
    "a number": ({"properties": {"t": {"type": "integer", "ui:widget": "password"}}}, {"t": 73519}),
    "of a condition": (
        {
            "properties": {"a": {}},
            "dependencies": {"a": {"oneOf": [{"properties": {"t": HIDDEN}}]}},
        },
        {"a": 1, "t": VALUE},
    ),
    "of a branch": ({"if": {}, "then": {"allOf": [{"properties": {"t": HIDDEN}}]}}, {"t": VALUE}),
    "with quotes": ({"properties": {"t": HIDDEN}}, {"t": f'"{VALUE}\n'}),
}


def _template(folder: Path, page: dict[str, Any], steps: list[dict[str, Any]]) -> Any:
    entity = {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "t"},
        "spec": {
            "type": "service",
            "parameters": page,
            "steps": steps,
            "output": {"text": [{"title": "all", "content": "${{ parameters | dump }}"}]},
        },
    }
    (folder / "template.yaml").write_text(yaml.safe_dump(entity))
    return read_template(folder)


@pytest.mark.parametrize(("page", "values"), FORMS.values(), ids=FORMS)
def test_notes_and_output(tmp_path: Path, page: dict[str, Any], values: dict[str, Any]) -> None:
    log = {"action": "debug:log", "input": {"message": "have ${{ parameters | dump }}"}}
    outcome = run(_template(tmp_path, page, [log]), values, tmp_path / "made")
    text = json.dumps([outcome.notes, outcome.output])
    assert "HUNTER2" not in text
    assert "73519" not in text
    assert "***" in outcome.notes[0]
    assert outcome.notes[0].startswith("have ")


@pytest.mark.parametrize(("page", "values"), FORMS.values(), ids=FORMS)
def test_errors_of_steps(tmp_path: Path, page: dict[str, Any], values: dict[str, Any]) -> None:
    step = {"action": "fetch:plain", "input": {"url": "./${{ parameters | dump }}"}}
    with pytest.raises(TemplateError) as caught:
        run(_template(tmp_path, page, [step]), values, tmp_path / "made")
    assert "HUNTER2" not in str(caught.value)
    assert "73519" not in str(caught.value)


def test_other_values_and_short_ones_stay(tmp_path: Path) -> None:
    page = {"properties": {"name": {"type": "string"}, "t": HIDDEN, "empty": HIDDEN}}
    log = {"action": "debug:log", "input": {"message": "${{ parameters.name }}"}}
    values = {"name": "payments", "t": "p", "empty": ""}
    assert run(_template(tmp_path, page, [log]), values, tmp_path / "made").notes == ("payments",)
