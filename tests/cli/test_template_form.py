"""The form of a template in a real terminal: each question, a step back, a change, and an end."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from tests.cli.pseudo_terminal import PseudoTerminal

from catalogsite.cli import main
from catalogsite.cli.authoring.new.form import TemplateForm
from catalogsite.cli.authoring.new.prompts import Prompts
from catalogsite.cli.terminal import Terminal
from catalogsite.scaffold.templates.template import Template

HERE = Path(__file__).parent
FORMS = yaml.safe_load((HERE / "terminal_forms.yaml").read_text("utf-8"))
KEYS = {
    "enter": "\r", "back": "\x1b[Z", "down": "\x1b[B", "space": " ", "backspace": "\x7f",
    "erase": "\x15", "interrupt": "\x03", "escape": "\x1b",
}  # fmt: skip
SECRET = "swordfish"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["name"])
def test_form(form: dict[str, Any], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "catalogsite", "new", str(HERE / "trial"), *form["args"]]
    terminal = PseudoTerminal(command, tmp_path, {"TRIAL_TOKEN": SECRET})
    for step in form["steps"]:
        terminal.expect(step["see"])
        keys = step.get("keys", [])
        for key in keys if isinstance(keys, list) else [keys]:
            terminal.type(KEYS.get(key, key))
    assert terminal.end() == form["code"]
    assert "abcdef" not in terminal.shown
    assert SECRET not in terminal.shown
    assert not (tmp_path / "made").exists()
    if "answers" in form:
        assert json.loads(terminal.last_line("{")) == form["answers"]


def test_nobody_to_ask_is_told_all_that_is_missing(enter, capsys) -> None:
    enter({})
    template = str(HERE / "trial")
    assert main(["new", template, "--set", "docs=no", "--dest", "made"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "name: is required (Lower case letters.)" in err
    fix = (
        f"catalogsite new {template} --set docs=no --set 'name=<name>' --set 'token={{env: TOKEN}}'"
    )
    assert f"{fix} --set 'owner=<owner>' --dest made" in err


def test_values_of_a_file_and_the_command(enter, capsys, monkeypatch) -> None:
    """What the command says wins; a secret comes from a variable; no output has it."""
    monkeypatch.setenv("TRIAL_TOKEN", SECRET)
    file = "name: till\ndocs: false\nowner: team-a\nport: 1\ntoken: {env: TRIAL_TOKEN}\n"
    folder = enter({"values.yaml": file})
    given = ["new", str(HERE / "trial"), "--values", "values.yaml", "--set", "port=2"]
    assert main([*given, "--dest", "made"]) == 0
    made = json.loads((folder / "made/answers.json").read_text("utf-8"))
    assert (made["port"], made["owner"], made["token"]) == (2, "group:default/team-a", "***")
    assert SECRET not in "".join(capsys.readouterr())
    assert not any(SECRET in file.read_text() for file in folder.rglob("made/*"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[a]", "values.yaml: must hold one mapping of parameters"),
        ("a: b: c", "values.yaml:1: "),
        ("token: swordfish", "token: is a secret, and is given in plain"),
        ("nam: x", "the template has no parameter 'nam'"),
    ],
)
def test_wrong_files_of_values(enter, capsys, content: str, message: str) -> None:
    enter({"values.yaml": content})
    assert main(["new", str(HERE / "trial"), "--values", "values.yaml"]) == 1
    err = capsys.readouterr().err
    assert message in err
    assert SECRET not in err


PROMPTED = yaml.safe_load((HERE / "prompted.yaml").read_text("utf-8"))
ENTITIES = [
    {"kind": "Group", "metadata": {"name": name}, "spec": {}} for name in ("team-a", "team-b")
]


@pytest.mark.parametrize("case", PROMPTED, ids=lambda case: case["name"])
def test_prompts(case: dict[str, Any]) -> None:
    spec = {"parameters": case["page"], "steps": []}
    entity = {"kind": "Template", "metadata": {"name": "t"}, "spec": spec}
    template = Template(entity, Path(), Path("template.yaml"))
    with create_pipe_input() as keys:
        # Where a question is left open, the interrupt ends the test.
        keys.send_text("".join(KEYS.get(key, key) for key in [*case["keys"], "interrupt"]))
        prompts = Prompts(Terminal(quiet=True), keys, DummyOutput())
        form = TemplateForm(template, ENTITIES, prompts, dry_run=False)
        # A thread of its own: browser tests leave an event loop running in that of the tests.
        with ThreadPoolExecutor(1) as thread:
            filled = thread.submit(form.fill, {}).result()
    assert filled == case["values"]
