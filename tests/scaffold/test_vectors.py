"""Compares rendered templates with what Backstage's own engine made of them (`tests/vectors`).

Where `../shared/vectors` is there, its cases are compared too, with those that render a directory.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.scaffold.engine_cases import Case, found_of, render_tree
from tests.vectors.recorded import read_cases

from catalogsite.paths.package_data import resource_dir

SHARED = resource_dir("scaffolds").parents[1] / "shared" / "vectors"


def _agrees(case: Case, contexts: dict[str, Any]) -> bool:
    given = case.get("values", case.get("context")) or {}
    context = contexts[given["$ctx"]] if "$ctx" in given else given
    found = found_of({**case, "context": context})
    if case.get("error"):
        return found == {"error": True}
    if "legacy" in case and found.get("failed", False) is not bool(case.get("swallowed_error")):
        return False
    wanted = {"undefined": True} if case.get("undefined") else {"result": case["result"]}
    return wanted.items() <= found.items()


def test_templates_render_as_in_backstage() -> None:
    (header, *cases) = read_cases("template")
    assert [case["id"] for case in cases if not _agrees(case, header["contexts"])] == []
    assert len(cases) == 771


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared vectors are not here")
def test_all_shared_vectors_agree(tmp_path: Path) -> None:
    contexts = json.loads((SHARED / "vectors_template_contexts.json").read_text("utf-8"))
    lines = (SHARED / "vectors_template.jsonl").read_text("utf-8").splitlines()
    counted: Counter[str] = Counter()
    different = []
    for case in map(json.loads, lines):
        mode = case["mode"]
        counted[mode] += 1
        agrees = _directory(case, tmp_path) if mode == "dir" else _agrees(case, contexts)
        different += [] if agrees else [case["id"]]
    assert different == []
    assert counted == {"file": 499, "task": 272, "dir": 12}


def _directory(case: Case, folder: Path) -> bool:
    files = {name: _bytes(text) for name, text in case["files"].items()}
    found = render_tree(folder / case["id"], files, case["input"])
    if case["result"] is None:
        return found is None
    # Git keeps no empty folders, and a project that is delivered has none.
    wanted = {name: _bytes(text) for name, text in case["result"].items() if text is not None}
    return found == wanted


def _bytes(text: str) -> bytes:
    if text.startswith("base64:"):
        return base64.b64decode(text.removeprefix("base64:"))
    return text.encode("utf-8")
