"""Compares rendered templates with what Backstage's own engine made of them (`tests/vectors`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from tests.vectors.recorded import read_cases

from catalogsite.scaffold.engine.js_values import wrap
from catalogsite.scaffold.engine.language import MISSING, evaluate, language, render

DIFFERENCES = Path(__file__).with_name("differences.yaml")


def _agrees(case: dict[str, Any], contexts: dict[str, Any]) -> bool:
    given = case.get("values", case.get("context"))
    context = contexts[given["$ctx"]] if "$ctx" in (given or {}) else given
    options = case.get("options") or {}
    compat = bool(options.get("cookiecutterCompat"))
    environment = language(
        trim_blocks=bool(options.get("trimBlocks")),
        lstrip_blocks=bool(options.get("lstripBlocks")),
        cookiecutter=compat,
    )
    if case["mode"] == "task":
        found = evaluate(environment, case["input"], wrap(context))
        return (found is MISSING) if case.get("undefined") else bool(found == case.get("result"))
    try:
        name = "cookiecutter" if compat else "values"
        return render(environment, case["template"], {name: wrap(context)}) == case.get("result")
    except Exception:
        return "error" in case


def test_templates_render_as_in_backstage() -> None:
    (header, *cases) = read_cases("template")
    different = [case["id"] for case in cases if not _agrees(case, header["contexts"])]
    assert different == yaml.safe_load(DIFFERENCES.read_text("utf-8"))
