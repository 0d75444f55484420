"""What Backstage's own engine made of the same templates, replayed against ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalogsite.scaffold.js_values import wrap
from catalogsite.scaffold.language import MISSING, evaluate, language, render

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
SHARE = 0.88
"""Of the cases; the rest are regular expressions, `switch`, strict equality and odd corners."""


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
        return (found is MISSING) if case.get("undefined") else bool(found == case["result"])
    try:
        name = "cookiecutter" if compat else "values"
        return render(environment, case["template"], {name: wrap(context)}) == case["result"]
    except Exception:
        return case["error"] is not None


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the recorded cases lie beside the checkout")
def test_most_templates_render_as_in_backstage() -> None:
    contexts = json.loads((VECTORS / "vectors_template_contexts.json").read_text("utf-8"))
    lines = (VECTORS / "vectors_template.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["mode"] in {"file", "task"}]
    agreed = sum(_agrees(case, contexts) for case in cases)
    assert agreed / len(cases) >= SHARE
