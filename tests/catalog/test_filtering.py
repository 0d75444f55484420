"""Filters mean here what they mean in Backstage, in Python and in the browser's module."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests import environment

from catalogsite.errors import UserError
from catalogsite.model.entity_filter import entity_filter

HERE = Path(__file__).parent
MODULE = HERE.parents[1] / "site_templates/assets/filtering.js"
_FILE = yaml.safe_load((HERE / "cases/filters.yaml").read_text("utf-8"))
CASES = [(filters, fits) for filters, fits in _FILE["cases"]]
_LONG = "x" * 201
_SCRIPT = """
import { readFileSync } from "node:fs";
const { entityFilter, parseFilter } = await import(process.argv[1]);
const { entity, filters, broken } = JSON.parse(readFileSync(0, "utf8"));
const fitting = filters.map((texts) => entityFilter(texts)(entity));
console.log(JSON.stringify({ fitting, broken: broken.map((text) => parseFilter(text)) }));
"""


def _entity() -> dict[str, Any]:
    entity: dict[str, Any] = json.loads(json.dumps(_FILE["entity"]))
    entity["metadata"]["long"] = _LONG
    return entity


def _filters(case: list[str]) -> list[str]:
    return [text.replace("LONG", _LONG) for text in case]


@pytest.mark.parametrize(("filters", "fits"), CASES, ids=[" ".join(one) for one, _ in CASES])
def test_filter(filters: list[str], fits: bool) -> None:
    assert entity_filter(_filters(filters))(_entity()) is fits


@pytest.mark.parametrize("text", ["=component", "kind=a, =b"])
def test_what_names_no_field_is_reported(text: str) -> None:
    with pytest.raises(UserError, match="names no field"):
        entity_filter([text])


def test_the_table_of_the_browser_agrees() -> None:
    environment.require(
        shutil.which("node"), "no Node.js: the table of the browser is not compared"
    )
    asked = {
        "entity": _entity(),
        "filters": [_filters(filters) for filters, _ in CASES],
        "broken": ["=component", "kind=a, =b"],
    }
    command = ["node", "--input-type=module", "-e", _SCRIPT, MODULE.as_uri()]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {
        "fitting": [fits for _, fits in CASES],
        "broken": [None, None],
    }
