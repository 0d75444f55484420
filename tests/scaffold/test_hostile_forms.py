"""Forms that are hostile: without end, huge, or of the wrong shape. They are read or refused, in time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from catalogsite.errors import TemplateError
from catalogsite.scaffold.parameters.checks import checked_values, refuse_wrong_pages
from catalogsite.scaffold.parameters.form import form
from catalogsite.scaffold.parameters.form_state import FormState
from catalogsite.scaffold.parameters.questions import missing_fields, next_question
from catalogsite.scaffold.parameters.secrets import secret_texts, split_secrets
from catalogsite.scaffold.templates.template import Template

_SECONDS = 20
LOOP = {"$ref": "#/definitions/a"}


def _nested(word: str, depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"properties": {"x": {"type": "string"}}}
    for _ in range(depth):
        inner = [schema, schema] if word.endswith("Of") else schema
        schema = {word: {"p": inner} if word == "properties" else inner, "type": "object"}
    return schema


FORMS: dict[str, Any] = {
    "a reference to itself": {"definitions": {"a": LOOP}, "properties": {"x": LOOP}},
    "an object of itself": {
        "definitions": {"a": {"type": "object", "properties": {"x": LOOP, "y": LOOP}}},
        "properties": {"x": LOOP},
    },
    "a list of itself": {
        "definitions": {"a": {"type": "array", "minItems": 900, "items": LOOP}},
        "properties": {"x": LOOP},
    },
    "a branch of itself": {"definitions": {"a": {"allOf": [LOOP, LOOP]}}, "allOf": [LOOP, LOOP]},
    "a dependency of itself": {
        "definitions": {"a": {"dependencies": {"x": LOOP}, "properties": {"x": {"default": 1}}}},
        "allOf": [LOOP],
    },
    "branches in branches": _nested("allOf", 12),
    "alternatives in alternatives": _nested("oneOf", 12),
    "objects in objects": _nested("properties", 200),
    "conditions in conditions": _nested("then", 200),
    "many items": {"properties": {"x": {"type": "array", "minItems": 10**9, "items": {"default": 1}}}},
    "many choices": {"properties": {"x": {"enum": list(range(20_000))}}},
    "many questions": {"properties": {f"p{n}": {"type": "string"} for n in range(2_000)}},
    "values of the wrong shape": {
        "properties": {"a": None, "b": [], "c": {"type": 3, "enum": "x", "ui:options": [1], "items": 3}},
        "required": {"a": 1}, "dependencies": [1], "allOf": {"a": 1}, "oneOf": "x", "if": 3, "then": 4,
        "ui:order": 5,
    },
    "an empty page": {},
    "properties that are none": {"properties": 3},
}  # fmt: skip


def _asked(template: Template, values: dict[str, Any]) -> None:
    refuse_wrong_pages(template)
    missing_fields(template.pages, values)
    next_question(FormState(template.pages))


@pytest.mark.parametrize("page", FORMS.values(), ids=FORMS)
def test_form(page: dict[str, Any]) -> None:
    entity = {
        "kind": "Template",
        "metadata": {"name": "t"},
        "spec": {"parameters": page, "steps": []},
    }
    template = Template(entity, Path(), Path("template.yaml"))
    values = {"x": {"x": {"x": "v"}}, "p": {"p": {}}}
    start = time.process_time()
    for act in (
        lambda: form(template),
        lambda: checked_values(template, values),
        lambda: _asked(template, values),
        lambda: split_secrets(template, values),
        lambda: secret_texts(template, values),
    ):
        try:
            act()
        except TemplateError as error:
            assert error.what  # noqa: PT017 - both are right: that it is read, and that it is refused
    assert time.process_time() - start < _SECONDS
