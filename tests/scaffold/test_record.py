"""The record that a run leaves: its bytes in Python and in the browser, and what it leaves out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import quickjs
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold.run.record import (
    Record,
    read_record,
    record_text,
    without_secret_values,
)
from catalogsite.scaffold.templates.source import TemplateSource, content_version

_CASES = yaml.safe_load((Path(__file__).parent / "cases/record.yaml").read_text("utf-8"))
_SCRIPT = Path(__file__).parents[2] / "site_templates/assets/create/record.js"
_SOURCE = TemplateSource("git.acme.example/acme/templates", "service/template.yaml", "c0ffee")
_HEAD = """\
# Written by `catalogsite new`. `catalogsite new --update` reads and renews it.
schema: 1
template: "template:default/service"
repository: "git.acme.example/acme/templates"
path: "service/template.yaml"
version: "c0ffee"
"""


def _of_browser(record: Record) -> str:
    source = record.source
    head = {
        "template": record.template,
        "repository": source.repository,
        "path": source.path,
        "version": source.version,
    }
    context = quickjs.Context()
    context.eval(re.sub(r"^export ", "", _SCRIPT.read_text("utf-8"), flags=re.MULTILINE))
    arguments = json.dumps([head, dict(record.values)])
    text: str = context.eval(f"recordText(...{arguments})")
    return text


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_the_record_has_the_same_bytes_everywhere(case: dict[str, Any]) -> None:
    record = Record("template:default/service", _SOURCE, case["values"])
    text = record_text(record)
    assert text == _HEAD + case["text"]
    assert _of_browser(record) == text
    assert read_record(text.encode()) == record


_PAGES: list[dict[str, Any]] = [
    {
        "properties": {
            "name": {"type": "string"},
            "token": {"type": "string", "ui:field": "Secret"},
            "db": {"properties": {"user": {}, "password": {"ui:widget": "password"}}},
            "keys": {"items": {"ui:options": {"widget": "password"}}},
        },
        "dependencies": {
            "name": {"oneOf": [{"properties": {"late": {"ui:field": "Secret"}, "plain": {}}}]}
        },
        "if": {"properties": {"name": {"const": "x"}}},
        "then": {"allOf": [{"properties": {"deep": {"ui:widget": "password"}}}]},
    }
]


def test_no_secret_is_in_the_answers() -> None:
    given = {
        "name": "x",
        "token": "s",
        "late": "s",
        "deep": "s",
        "plain": 1,
        "keys": ["s"],
        "db": {"user": "u", "password": "s"},
    }
    kept = without_secret_values(_PAGES, given)
    assert kept == {"name": "x", "plain": 1, "keys": [], "db": {"user": "u"}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "one mapping is expected"),
        ("a: [", "cannot be read"),
        ("schema: 2\n", "not a record with schema 1"),
        ("schema: 1\ntemplate: t\n", "not complete"),
        ("\xff", "cannot be read"),
        ("#" * 1_000_001, "too large"),
    ],
)
def test_what_is_no_record_is_refused(text: str, reason: str) -> None:
    with pytest.raises(TemplateError, match=reason):
        read_record(text.encode("latin-1") if text == "\xff" else text.encode())


def test_the_version_of_a_folder_is_its_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = content_version(tmp_path)
    assert first == content_version(tmp_path)
    (tmp_path / "a").chmod(0o755)
    second = content_version(tmp_path)
    (tmp_path / "b").write_text("")
    assert len({first, second, content_version(tmp_path)}) == 3
