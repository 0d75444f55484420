"""Templates that try to leave their workspace or to use up the machine: each is refused, and nothing is left."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold import Template, read_template, run
from catalogsite.scaffold.run import entries as skeletons

_CASES = yaml.safe_load((Path(__file__).parent / "cases/hostile.yaml").read_text("utf-8"))
_SECONDS = 60


class _Case(dict[str, Any]):
    """A case that its name stands for."""

    def __str__(self) -> str:
        return str(self["name"])


_EARLY = ("leads out of the workspace", "cannot be parsed")
"""What is said of an attempt that stands in the template itself, before its steps run."""
_RUNS = [
    (_Case(case), hidden)
    for case in _CASES
    for hidden in (False, True)
    if not (hidden and case.get("slow"))
]


def _hide(value: Any, values: dict[str, Any]) -> Any:
    """The input of a step, whose plain texts come from parameters instead."""
    if isinstance(value, dict):
        return {key: _hide(inner, values) for key, inner in value.items()}
    if isinstance(value, list):
        return [_hide(inner, values) for inner in value]
    if not isinstance(value, str) or "{" in value:
        return value
    name = f"hidden{len(values)}"
    values[name] = value
    return f"${{{{ parameters.{name} }}}}"


def _template(folder: Path, case: dict[str, Any]) -> Template:
    skeleton = folder / "skeleton"
    for name, text in (case.get("skeleton") or {"a.txt": "a"}).items():
        (skeleton / name).parent.mkdir(parents=True, exist_ok=True)
        (skeleton / name).write_text(text, "utf-8")
    for name, size in case.get("sparse", {}).items():
        with (skeleton / name).open("wb") as file:
            file.truncate(size)
    for name, target in case.get("links", {}).items():
        (skeleton / name).parent.mkdir(parents=True, exist_ok=True)
        (skeleton / name).symlink_to(target)
    for name in case.get("pipes", ()):
        os.mkfifo(skeleton / name)
    for name in case.get("sockets", ()):
        _socket(skeleton / name)
    if case.get("git"):
        (folder / ".git/hooks").mkdir(parents=True)
    spec = {"type": "x", "steps": case["steps"]}
    entity = {"apiVersion": "a/v1", "kind": "Template", "metadata": {"name": "t"}, "spec": spec}
    (folder / "template.yaml").write_text(yaml.safe_dump(entity), "utf-8")
    return read_template(folder)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may have about a hundred letters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def _everything(folder: Path) -> dict[str, tuple[int, int]]:
    found = {str(path): path.lstat() for path in sorted(folder.rglob("*"))}
    return {name: (status.st_mtime_ns, status.st_size) for name, status in found.items()}


@pytest.mark.parametrize(("case", "hidden"), _RUNS, ids=str)
def test_every_attempt_is_refused(case: _Case, hidden: bool, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("s3cret")
    (tmp_path / "t/skeleton").mkdir(parents=True)
    values = dict(case.get("values") or {})
    steps = [{**step, "input": _hide(step["input"], values)} for step in case["steps"]]
    template = _template(tmp_path / "t", {**case, "steps": steps} if hidden else case)
    if "many" in case:
        values["many"] = [*range(case["many"])]
    before, started = _everything(tmp_path), time.process_time()
    with pytest.raises(TemplateError) as caught:
        run(template, values, tmp_path / "made", dry_run=not hidden)
    message = str(caught.value)
    assert case["error"] in message or (not hidden and any(words in message for words in _EARLY))
    assert "s3cret" not in message
    assert time.process_time() - started < _SECONDS
    assert _everything(tmp_path) == before


def test_there_are_many_sorts_of_attempts() -> None:
    names = [case["name"] for case in _CASES]
    assert len(set(names)) == len(names) > 60


@pytest.mark.parametrize("action", ["fetch:plain", "fetch:template"])
def test_a_name_that_is_no_text(action: str, tmp_path: Path) -> None:
    (tmp_path / "t/skeleton").mkdir(parents=True)
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/t/skeleton/\xff.txt")).touch()
    except OSError:
        pytest.skip("the file system takes no such names")
    template = _template(
        tmp_path / "t", {"steps": [{"action": action, "input": {"url": "./skeleton"}}]}
    )
    with pytest.raises(TemplateError, match="is not UTF-8"):
        run(template, {}, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_tree_of_very_many_files(tmp_path: Path) -> None:
    (tmp_path / "t/skeleton").mkdir(parents=True)
    for number in range(skeletons.MOST + 1):
        (tmp_path / "t/skeleton" / str(number)).touch()
    step = {"action": "fetch:plain", "input": {"url": "./skeleton"}}
    template = _template(tmp_path / "t", {"steps": [step]})
    with pytest.raises(TemplateError, match="has more than 20,000 files"):
        run(template, {}, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_no_workspace_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t/skeleton").mkdir(parents=True)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    template = _template(tmp_path / "t", _CASES[0])
    with pytest.raises(TemplateError):
        run(template, {}, tmp_path / "made")
    assert list((tmp_path / "temporary").iterdir()) == []
