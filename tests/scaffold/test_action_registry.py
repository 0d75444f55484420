"""Actions: ours, and those of installed packages, of which a broken one costs nothing else."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from catalogsite.errors import TemplateError
from catalogsite.scaffold import read_template, run
from catalogsite.scaffold.actions.registry import registry

_MODULE = """
from catalogsite.scaffold.actions.action import Action

def shout(context, given):
    context.workspace.write("shout.txt", given["text"].upper().encode(), 0o644, True)
    return {"length": len(given["text"])}

def fail(context, given):
    raise RuntimeError("no reason")

SCHEMA = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
ACTIONS = [Action("acme:shout", "Shout.", SCHEMA, shout), Action("fs:delete", "Not this.", {}, fail)]
FAIL = Action("acme:fail", "Fail.", {}, fail)
NOTHING = "no action"
"""
_POINTS = {
    "catalogsite.actions": {
        "acme": "acme_actions:ACTIONS",
        "fail": "acme_actions:FAIL",
        "nothing": "acme_actions:NOTHING",
        "broken": "acme_gone:ACTIONS",
    }
}
_GUIDE = Path(__file__).parents[2] / "docs/how-to/scaffolds.md"


def _install(packages: Path, module: str, groups: Mapping[str, Mapping[str, str]]) -> None:
    info = packages / "acme_actions-1.0.dist-info"
    info.mkdir(parents=True)
    (packages / "acme_actions.py").write_text(module)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-actions\nVersion: 1.0\n")
    points = [
        line
        for group, values in groups.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in values.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(points))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _install(tmp_path / "packages", _MODULE, _POINTS)
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    registry.cache_clear()
    yield
    registry.cache_clear()
    sys.modules.pop("acme_actions", None)


def _run(folder: Path, *steps: dict[str, object]) -> tuple[str, ...]:
    spec = {"type": "x", "steps": list(steps)}
    entity = {"apiVersion": "a/v1", "kind": "Template", "metadata": {"name": "t"}, "spec": spec}
    (folder / "template.yaml").write_text(yaml.safe_dump(entity), "utf-8")
    return run(read_template(folder), {}, folder / "made").notes


@pytest.mark.usefixtures("installed")
def test_actions_of_packages_run(tmp_path: Path) -> None:
    shout = {"id": "shout", "action": "acme:shout", "input": {"text": "hi"}}
    say = {"action": "debug:log", "input": {"message": "n=${{ steps.shout.output.length }}"}}
    assert _run(tmp_path, shout, say) == ("n=2",)
    assert (tmp_path / "made/shout.txt").read_text() == "HI"


@pytest.mark.usefixtures("installed")
def test_one_that_fails_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        _run(tmp_path, {"action": "acme:fail"})
    assert caught.value.what == "acme:fail: RuntimeError no reason"
    assert str(caught.value.where).endswith("template.yaml:7")


@pytest.mark.usefixtures("installed")
def test_a_broken_package_costs_nothing_else_and_is_named() -> None:
    found = registry()
    assert {"acme:shout", "acme:fail", "fs:delete"} <= found.actions.keys()
    assert found.actions["fs:delete"].summary == "Delete files and folders of the new project."
    assert found.unusable == {
        "nothing": "the installed actions `acme_actions:NOTHING` cannot be used: "
        "TypeError: it is neither an Action nor a list of them",
        "broken": "the installed actions `acme_gone:ACTIONS` cannot be used: "
        "ModuleNotFoundError: No module named 'acme_gone'",
    }


@pytest.mark.usefixtures("installed")
def test_a_broken_package_is_named_where_an_action_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        _run(tmp_path, {"action": "acme:none"})
    assert "the installed actions `acme_gone:ACTIONS` cannot be used" in (caught.value.fix or "")


def test_the_documented_action(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fences = re.findall(r"```(\w+)\n(.*?)```", _GUIDE.read_text("utf-8"), re.DOTALL)
    module = next(text for kind, text in fences if kind == "python" and "ActionContext" in text)
    points = next(text for kind, text in fences if kind == "toml" and "catalogsite.actions" in text)
    groups = tomllib.loads(points)["project"]["entry-points"]["catalogsite.actions"]
    _install(tmp_path / "packages", module, {"catalogsite.actions": groups})
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    registry.cache_clear()
    try:
        _run(tmp_path, {"action": "acme:licence", "input": {"holder": "Acme"}})
    finally:
        registry.cache_clear()
        sys.modules.pop("acme_actions", None)
    assert (tmp_path / "made/LICENSE").read_text() == "Copyright Acme\n"


def test_every_action_explains_itself() -> None:
    for name, action in registry().actions.items():
        Draft7Validator.check_schema(dict(action.inputs))
        assert action.name == name
        assert action.summary.endswith(".")
        assert all(part.get("description") or "items" in part
                   for part in action.inputs["properties"].values()), name  # fmt: skip
