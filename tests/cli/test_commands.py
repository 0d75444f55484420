"""Every command: what it prints, where, and its exit code."""

from __future__ import annotations

import errno
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from catalogsite.cli import app, main
from catalogsite.cli.platform_support import unsupported
from catalogsite.errors import ProviderError, SourceError, UserError

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))


def _commands() -> dict[str, Any]:
    """Every command by its name, such as `list` or `history export`."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():
        parts = getattr(command, "commands", None)
        found |= {name: command} if parts is None else {f"{name} {n}": c for n, c in parts.items()}
    return found


COMMANDS = _commands()


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["args"]) or "nothing")
def test_command(case: dict[str, Any], enter, capsys) -> None:
    enter(case.get("in"))
    code = main(case["args"])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert code == case["code"], err
    plain = _without_boxes(err)
    for piece in case.get("out", ()):
        assert piece in out
    for piece in case.get("err", ()):
        assert piece in plain
    if case.get("err") == []:
        assert err == ""
    if "rows" in case:
        assert [line.rstrip() for line in out.splitlines()] == case["rows"]


def _without_boxes(text: str) -> str:
    return re.sub(r"^│ (.*?) *│$", r"\1", text, flags=re.MULTILINE)


def test_every_command_has_a_case() -> None:
    tried = {" ".join(case["args"][:words]) for case in CASES for words in (1, 2)}
    elsewhere = {"demo", "init", "serve"}  # test_portal.py
    assert tried & set(COMMANDS) | elsewhere == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_that_parses(name: str, capsys) -> None:
    assert main([*name.split(), "--help"]) == 0
    command = COMMANDS[name]
    (example,) = re.findall(r"Example: `catalogsite (.+?)`", command.help)
    words = example.split(" >")[0].split()
    known = {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
    assert example.startswith(name)
    assert {word for word in words if word.startswith("-")} <= known
    shown = capsys.readouterr().out
    assert all(option in shown for option in known if option.startswith("--"))


QUESTIONS = {"list", "show", "impact", "path", "graph query", "graph findings", "graph shared"}


@pytest.mark.parametrize("name", COMMANDS)
def test_options_mean_the_same_everywhere(name: str) -> None:
    """Every command reads the configuration but those that need none; questions speak JSON."""
    options = {o for p in COMMANDS[name].params for o in p.opts}
    if name not in {"init", "demo", "describe", "completion", "scaffold test"}:
        assert {"--config", "-c"} <= options
    if name in {*QUESTIONS, "check", "doctor", "history status", "scaffold test"}:
        assert "--format" in options
    if name in {"init", "demo", "collect", "build", "serve", "check", "new", "scaffold test"}:
        assert {"--quiet", "-q"} <= options


@pytest.mark.parametrize(
    ("args", "key"),
    [
        (["list"], "ref"),
        (["show", "mint"], "entity"),
        (["impact", "ledger-db"], "dependents"),
        (["graph", "query", "mint"], "nodes"),
        (["graph", "findings"], "cycles"),
        (["path", "mint", "ledger-db"], None),
        (["doctor"], "ok"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_questions_answer_in_json(args: list[str], key: str | None, enter, capsys) -> None:
    enter()
    main([*args, "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    first = answer[0] if isinstance(answer, list) else answer
    assert isinstance(first, str) if key is None else key in first


def test_problems_as_json(enter, capsys) -> None:
    enter()
    assert main(["check", ".", "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["files"], answer["entities"]) == (3, 7)
    tag = next(p for p in answer["problems"] if p["rule"] == "tag-format")
    assert tag == {
        "rule": "tag-format",
        "level": "error",
        "message": tag["message"],
        "fix": "use `python`",
        "file": "teams/catalog-info.yaml",
        "line": 8,
        "column": 31,
        "entityRef": "component:default/till",
    }


def test_files_are_named_from_where_the_user_stands(enter, capsys, monkeypatch) -> None:
    folder = enter()
    monkeypatch.chdir(folder / "ledger")
    main(["check", "../teams", "-q"])
    assert capsys.readouterr().out.startswith("../teams/catalog-info.yaml:8:31: error: ")


def test_problems_as_sarif(enter, capsys) -> None:
    enter()
    main(["check", ".", "--format", "sarif"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    tag = next(r for r in run["results"] if r["ruleId"] == "tag-format")
    assert tag["level"] == "error"
    assert tag["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "teams/catalog-info.yaml"},
        "region": {"startLine": 8, "startColumn": 31},
    }


def test_problems_as_junit(enter, capsys) -> None:
    enter()
    main(["check", ".", "--format", "junit"])
    root = ET.fromstring(capsys.readouterr().out)
    assert root.attrib == {"name": "catalogsite check", "tests": "4", "failures": "1"}
    names = [case.get("name") for case in root.iter("testcase")]
    assert names == [
        "broken-link (line 3)",
        "tag-format (line 8)",
        "template-parameter-unused (line 27)",
        "template-parameters (line 27)",
    ]


def test_no_problems_are_one_passing_test(enter, capsys) -> None:
    enter({"README.md": "# A\n\nText of some length.\n"})
    assert main(["check", "--format", "junit"]) == 0
    root = ET.fromstring(capsys.readouterr().out)
    assert [case.get("name") for case in root.iter("testcase")] == ["no problems"]


def test_check_leaves_nothing_behind(enter) -> None:
    folder = enter({"README.md": "# A\n"})
    assert main(["check"]) == 0
    assert [path.name for path in folder.iterdir()] == ["README.md"]


def test_a_schema_offers_the_names_of_the_snapshot(enter, capsys) -> None:
    from jsonschema import Draft7Validator

    folder = enter()
    owners = {}
    for options in ([], ["--with-refs"]):
        assert main(["schema", "entity", *options]) == 0
        schema = json.loads(capsys.readouterr().out)
        owners[len(options)] = schema["definitions"]["reference-group-user"]
    text = (folder / "ledger/catalog-info.yaml").read_text("utf-8")
    for document in yaml.safe_load_all(text):
        Draft7Validator(schema).validate(document)
    assert "anyOf" not in owners[0]
    assert owners[1]["anyOf"][0]["enum"] == ["group:default/team-money"]


@pytest.mark.parametrize("name", ["config", "snapshot"])
def test_schemas_accept_what_we_write(name: str, enter, capsys) -> None:
    from jsonschema import Draft202012Validator

    folder = enter()
    assert main(["schema", name]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert "base_dir" not in schema["properties"]
    value = (
        json.loads((folder / ".catalogsite/snapshot.json").read_text("utf-8"))
        if name == "snapshot"
        else {"title": "X", "sources": [{"kind": "folder", "path": "."}]}
    )
    Draft202012Validator(schema).validate(value)


@pytest.mark.parametrize(
    ("error", "code", "reported"),
    [
        (UserError("is wrong", where="a.yaml:3", fix="mend it"), 1, "error a.yaml:3: is wrong"),
        (SourceError("is gone"), 1, "error is gone"),
        (ProviderError("is down", where="https://ci.example"), 1, "https://ci.example: is down"),
        (PermissionError(errno.EACCES, "Permission denied", "site"), 1, "site: Permission denied"),
        (OSError(errno.EADDRINUSE, "Address already in use"), 1, "another one with --address"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_errors_become_exit_codes(error: BaseException, code: int, reported: str, capfd) -> None:
    assert main([], _failing(error)) == code
    err = capfd.readouterr().err
    assert reported in err
    assert "Traceback" not in err


def test_a_bug_is_reported_with_a_log(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main([], _failing(ZeroDivisionError("division by zero"))) == 3
    err = capsys.readouterr().err
    (log,) = tmp_path.iterdir()
    assert f"the details are in {log}" in err
    assert "this is a bug of catalogsite: ZeroDivisionError: division by zero" in err
    assert "Traceback" not in err
    text = log.read_text()
    assert re.match(r"catalogsite \S+, Python 3\.", text)
    assert "ZeroDivisionError" in text


def test_a_wrong_epoch_is_an_error_of_the_user(enter, capsys, monkeypatch) -> None:
    enter()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert main(["check", "."]) == 1
    assert (
        "error SOURCE_DATE_EPOCH must be a Unix timestamp, not 'yesterday'"
        in capsys.readouterr().err
    )


def _failing(error: BaseException) -> typer.Typer:
    application = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

    @application.command()
    def fail() -> None:
        raise error

    return application


def test_help_waits_for_no_library_that_only_the_work_needs() -> None:
    heavy = {
        "catalogsite.model.snapshot",
        "git",
        "httpx",
        "jinja2",
        "mkdocs",
        "networkx",
        "pydantic",
        "yaml",
    }
    code = "import sys, catalogsite.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(done.stdout.split())


@pytest.mark.parametrize(
    ("platform", "code", "reported"),
    [
        ("linux", 0, ""),
        ("darwin", 0, ""),
        ("win32", 1, "error catalogsite needs Linux or macOS\n  fix: on Windows, install"),
    ],
)
def test_only_a_supported_platform_runs_commands(platform, code, reported, capsys) -> None:
    assert main(["--version"], platform=platform) == code
    out, err = capsys.readouterr()
    assert err.startswith(reported)
    assert (out != "") == (code == 0)
    assert unsupported("linux") is unsupported("darwin") is None
