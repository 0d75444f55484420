"""Steps as they run: conditions, loops, failures, inputs, outputs, and each action of ours."""

from __future__ import annotations

import time
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold import Outcome, Template, read_template, run
from catalogsite.scaffold.run.record import RECORD_FILE

_CASES = yaml.safe_load((Path(__file__).parent / "cases/steps.yaml").read_text("utf-8"))
_HEAD = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\nspec:\n"


def _template(folder: Path, case: dict[str, Any]) -> Template:
    for name, text in (case.get("skeleton") or {}).items():
        (folder / "skeleton" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "skeleton" / name).write_text(text, "utf-8")
    # The head ends in `spec:` on line 4, so that the first line of a case's spec is line 5.
    text = _HEAD + indent(case["spec"], "  ")
    if "parameters" in case:
        text += f"  parameters: {yaml.safe_dump(case['parameters'], default_flow_style=True)}"
    (folder / "template.yaml").write_text(text, "utf-8")
    return read_template(folder)


def _run(folder: Path, case: dict[str, Any], **given: Any) -> Outcome:
    (folder / "t").mkdir()
    template = _template(folder / "t", case)
    values = dict(case.get("values") or {})
    return run(template, values, folder / "made", entities=case.get("entities"), **given)


def _error(folder: Path, case: dict[str, Any]) -> str:
    with pytest.raises(TemplateError) as caught:
        _run(folder, case)
    assert not (folder / "made").exists()
    return str(caught.value).replace(f"{folder}/t/", "")


def _made(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}
    found.pop(RECORD_FILE, None)
    return found


def _named(*keys: str) -> Any:
    cases = [case for case in _CASES if any(key in case for key in keys)]
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


@_named("notes", "files", "files_has", "output")
def test_what_a_run_makes(case: dict[str, Any], tmp_path: Path) -> None:
    outcome = _run(tmp_path, case)
    assert list(outcome.notes) == case.get("notes", [])
    made = _made(tmp_path / "made")
    if "files_has" in case:
        assert {name: text in made[name] for name, text in case["files_has"].items()}
    else:
        assert made == case.get("files", {})
    if "output" in case:
        assert outcome.output == case["output"]
    shown = {name: data.decode() for name, data in outcome.contents.items() if name != RECORD_FILE}
    assert shown == made


@_named("error")
def test_what_is_refused(case: dict[str, Any], tmp_path: Path) -> None:
    assert _error(tmp_path, case) == case["error"]


@_named("error_has")
def test_what_is_refused_in_the_words_of_the_engine(case: dict[str, Any], tmp_path: Path) -> None:
    message = _error(tmp_path, case)
    assert [part for part in case["error_has"] if part not in message] == []


def test_a_dry_run_writes_nothing_and_does_not_wait(tmp_path: Path) -> None:
    case = {
        "spec": "type: x\nsteps:\n"
        "  - {id: get, action: 'fetch:plain', input: {url: ./skeleton}}\n"
        "  - {id: wait, action: 'debug:wait', input: {minutes: 5}}\n",
        "skeleton": {"a.txt": "a"},
    }
    started = time.monotonic()
    outcome = _run(tmp_path, case, dry_run=True)
    assert time.monotonic() - started < 60
    assert outcome.contents["a.txt"] == b"a"
    assert outcome.modes["a.txt"] == 0o644
    assert not (tmp_path / "made").exists()
