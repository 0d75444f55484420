"""The steps to take by hand: the commands for each action, of which a shell understands every one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.scaffold.publishing.test_publishing import CASES
from tests.scaffold.publishing.world import ACTION, SECRET

from catalogsite.scaffold.actions.action import ActionContext
from catalogsite.scaffold.run.workspace import Workspace
from catalogsite.scaffold.templates.template import Template

HOSTS = {"github": "github.com", "gitlab": "git.acme.example", "gitea": "codeberg.org"}
BY_HAND = yaml.safe_load((Path(__file__).parent / "cases" / "by_hand.yaml").read_text("utf-8"))
HOSTILE = "'; rm -rf ~; $(touch x) `id`\nEND\n"


def _filled(value: Any, host: str) -> Any:
    if isinstance(value, str):
        return value.replace("{host}", host).replace("{secret}", SECRET)
    if isinstance(value, dict):
        return {key: _filled(inner, host) for key, inner in value.items()}
    return [_filled(one, host) for one in value] if isinstance(value, list) else value


def _told(folder: Path, action: str, given: Any) -> str:
    template = Template({"kind": "Template"}, folder, folder / "template.yaml")
    context = ActionContext(template, Workspace(folder), secrets={"key": SECRET})
    told = ACTION[action].instructions
    assert told is not None
    return told(context, given)


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_told_as_commands(name: str, tmp_path: Path) -> None:
    kind, case = CASES[name]
    text = _told(tmp_path, case["action"], _filled(case["input"], HOSTS[kind]))
    subprocess.run(["sh", "-n"], input=text.encode(), check=True)
    assert SECRET not in text
    if name in BY_HAND:
        assert text.splitlines() == BY_HAND[name].splitlines()


def test_one_case_of_each_action_is_compared() -> None:
    assert BY_HAND.keys() <= CASES.keys()
    assert {CASES[name][1]["action"] for name in BY_HAND} == ACTION.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_value_is_never_a_command(name: str, tmp_path: Path) -> None:
    """A shell that runs no program gives back every value as one argument or a line of a document."""
    kind, case = CASES[name]

    def hostile(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: hostile(inner, one) for inner, one in value.items()}
        if isinstance(value, list):
            return [hostile(key, one) for one in value]
        kept = not isinstance(value, str) or key in {"repoUrl", "commitAction", "access"}
        return value if kept else value + HOSTILE

    given = _filled({key: hostile(key, one) for key, one in case["input"].items()}, HOSTS[kind])
    text = _told(tmp_path, case["action"], given)
    # No program is found, and each that is not is noted.
    noted = 'command_not_found_handle() { echo "asked $1" >&2; }'
    script = f"cd {tmp_path}\n{noted}\n{text}\n"
    bash = shutil.which("bash") or pytest.skip("needs bash")
    done = subprocess.run(
        [bash, "--norc"],
        input=script.encode(),
        env={"PATH": "/nowhere"},
        capture_output=True,
        check=False,
    )
    lines = done.stderr.decode().splitlines()
    asked = {line.removeprefix("asked ") for line in lines if line.startswith("asked ")}
    assert asked
    assert asked <= {"gh", "git", "glab", "curl", "env", "cp", "mkdir", "cat"}
