"""Runs cases of the template language: a text, a step's input, or a directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold import read_template, run
from catalogsite.scaffold.engine.engine import MISSING, Engine, evaluate, render
from catalogsite.scaffold.run.record import RECORD_FILE

Case = dict[str, Any]
_HEAD = {
    "apiVersion": "scaffolder.backstage.io/v1beta3",
    "kind": "Template",
    "metadata": {"name": "t"},
}


def found_of(case: Case) -> dict[str, Any]:
    """What a case gives: `result`, `undefined` or `error`; of a step's input also whether texts failed."""
    options = case.get("options") or {}
    engine = Engine(
        trim_blocks=bool(options.get("trimBlocks")),
        lstrip_blocks=bool(options.get("lstripBlocks")),
        cookiecutter=bool(options.get("cookiecutterCompat")),
    )
    if case["mode"] == "task":
        found = evaluate(engine, case["input"], case["context"])
        value = {"undefined": True} if found.value is MISSING else {"result": found.value}
        return {**value, "failed": bool(found.failed)}
    name = "cookiecutter" if engine.cookiecutter else "values"
    try:
        return {"result": render(engine, case["template"], {name: case["context"]})}
    except TemplateError:
        return {"error": True}


def render_tree(
    folder: Path, files: Mapping[str, bytes], given: Mapping[str, Any]
) -> dict[str, bytes] | None:
    """The files that `fetch:template` makes of a skeleton; None where it refuses."""
    source, made = folder / "template", folder / "made"
    for name, content in files.items():
        (source / "skeleton" / name).parent.mkdir(parents=True, exist_ok=True)
        (source / "skeleton" / name).write_bytes(content)
    step = {"action": "fetch:template", "input": {"url": "./skeleton", **given}}
    entity = {**_HEAD, "spec": {"type": "service", "steps": [step]}}
    (source / "template.yaml").write_text(json.dumps(entity), "utf-8")
    try:
        outcome = run(read_template(source), {}, made)
    except TemplateError:
        return None
    return {name: (made / name).read_bytes() for name in outcome.files if name != RECORD_FILE}
