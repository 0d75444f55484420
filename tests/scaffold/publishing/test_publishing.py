"""The publishing actions: what is sent, what is pushed, and what the run is told, case by case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.scaffold.publishing.world import ACTION, SECRET, TOKEN, TREE, World, world
from tests.specifications.published import is_at_hand, published_for

from catalogsite.errors import TemplateError

GITHUB = published_for("https://ghe.acme.example/api/v3/user")
CASES = {
    f"{file.stem}: {case['name']}": (file.stem, case)
    for file in sorted((Path(__file__).parent / "cases").glob("git*.yaml"))
    for case in yaml.safe_load(file.read_text("utf-8"))
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, case = CASES[name]
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    with world(tmp_path, kind, case.get("answers", {})) as there:
        _prepare(there, case)
        context = there.context()
        given = there.filled(case["input"])
        outputs, error = _run(case["action"], context, given)
        assert error == there.filled(case.get("error"))
        if "requests" in case:
            assert there.api.seen == there.filled(case["requests"])
        if case.get("described", True):
            assert there.api.problems == []
            described = kind == "github" and GITHUB is not None and is_at_hand(GITHUB)
            assert there.api.checked == (len(there.api.seen) if described else 0)
        assert context.notes == there.filled(case.get("notes", []))
        assert context.created == there.filled(case.get("created", []))
        if error is None:
            assert _without_commit(outputs) == there.filled(case.get("outputs", {}))
        if "pushed" in case:
            _check_push(there, case["pushed"], outputs)
        told = repr((outputs, error, context.notes, context.created))
        arguments = trace.read_text() if trace.exists() else ""
        assert [one for one in (TOKEN, SECRET) if one in told + arguments] == []


def test_every_action_has_a_case() -> None:
    assert {case["action"] for _, case in CASES.values()} == ACTION.keys()


def _prepare(there: World, case: dict[str, Any]) -> None:
    for path in case.get("repositories", []):
        there.server.create(path)
    for path, commit in case.get("commits", {}).items():
        for branch in (commit["branch"], *commit.get("also", [])):
            there.server.commit(path, branch, commit["files"])


def _run(action: str, context: Any, given: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    try:
        return dict(ACTION[action].run(context, given) or {}), None
    except TemplateError as error:
        told = {"what": error.what, "where": error.where, "fix": error.fix}
        return {}, {key: value for key, value in told.items() if value is not None}


def _without_commit(outputs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in outputs.items() if key != "commitHash"}


def _check_push(there: World, expected: dict[str, Any], outputs: dict[str, Any]) -> None:
    found = there.server.pushed(expected["to"], expected["branch"])
    assert found["files"] == expected.get("files", TREE)
    assert found["author"] == found["committer"] == expected["author"]
    assert found["message"] == expected["message"]
    assert found["parents"] == expected["parents"]
    folder = there.server.projects / f"{expected['to']}.git"
    tip = (folder / "refs" / "heads" / expected["branch"]).read_text().strip()
    assert outputs.get("commitHash", tip) == tip
    files = [one for one in there.folder.rglob("*") if one.is_file() and not one.is_symlink()]
    assert [one for one in files if TOKEN.encode() in one.read_bytes()] == []
