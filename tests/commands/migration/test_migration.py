from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsite.cli import main
from catalogsite.commands.migration import migrate
from catalogsite.commands.migration.config_text import flow
from catalogsite.commands.migration.repository_patterns import globs_of
from catalogsite.config.settings import load_config
from catalogsite.errors import UserError
from catalogsite.paths.glob import compile_glob

CASES = yaml.safe_load((Path(__file__).parent / "cases/configs.yaml").read_text("utf-8"))


def write(root, files):
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "portal").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_what_a_configuration_becomes(case, folder):
    write(folder, case.get("tree", {}))
    write(folder / "app", case["files"])
    files = [Path("app") / name for name in case["files"]]
    found = migrate(files, Path("portal"), case.get("env", {}))
    assert found.config == case["config"]
    if "notes" in case:
        assert [str(note) for note in found.notes] == case["notes"]
    assert "SECRET" not in found.config + "".join(map(str, found.notes))
    (folder / "portal/catalogsite.yaml").write_text(found.config)
    load_config(folder / "portal/catalogsite.yaml")


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("a: b: c\n", "app-config.yaml:1: not valid YAML"),
        ("a: 1\na: 2\n", "app-config.yaml:2: not valid YAML: the key `a` is given twice"),
        (b"\xff\xfe\x00", "app-config.yaml: cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read(folder, text, reported):
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "app-config.yaml").write_bytes(data)
    with pytest.raises(UserError) as caught:
        migrate([Path("app-config.yaml")], Path("portal"), {})
    assert reported in str(caught.value)


def test_a_file_that_includes_itself_ends(folder):
    write(folder, {"app-config.yaml": "app: {$include: app-config.yaml}\n"})
    assert migrate([Path("app-config.yaml")], Path("portal"), {}).title is None


PATTERNS = [
    (".*", ["*"]),
    ("^service-.*$", ["service-*"]),
    ("web", ["web"]),
    ("a|b-.+", ["a", "b-?*"]),
    ("(web|api)-(a|b)", ["web-a", "web-b", "api-a", "api-b"]),
    ("(?:x|y.*)z", ["xz", "y*z"]),
    (r"my\.site", ["my.site"]),
    ("v[0-9]", ["v[0-9]"]),
    ("v[^0-9]", ["v[!0-9]"]),
    ("a.c", ["a?c"]),
    ("(?!old).*", None),
    ("a+", None),
    ("a{2}", None),
    (r"\d+", None),
    (r"\w", None),
    ("(a|(b|c))", None),
    ("(a)?b", None),
    ("[a-z]+", None),
    ("(a|b|c|d|e|f)(a|b|c|d|e|f)", None),
    ("a(", None),
]
NAMES = ["", "a", "b", "b-x", "b-", "web", "web-a", "api-b", "service-", "service-x", "xz", "yooz", "my.site",
         "myxsite", "v1", "vx", "v", "abc", "ac", "a-c", "aa", "web-ax"]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), PATTERNS, ids=[one for one, _ in PATTERNS])
def test_globs_match_what_the_expression_does(expression, expected):
    globs = globs_of(expression)
    assert globs == expected
    for name, glob in product(NAMES, globs or ()):
        if compile_glob(glob).matches(name):
            assert re.fullmatch(expression, name)
    matched = {name for name in NAMES if re.fullmatch(expression, name)} if globs else set()
    for name in matched - {""}:
        assert any(compile_glob(glob).matches(name) for glob in globs)


@settings(max_examples=80, deadline=None)
@given(st.recursive(st.text() | st.booleans() | st.integers(), lambda x: st.lists(x, max_size=3)))
def test_what_is_written_is_read_again(value):
    assert yaml.safe_load(flow({"key": value})) == {"key": value}


def test_the_command_writes_a_portal_and_reports_what_is_missing(folder, capsys):
    config = "catalog: {providers: {github: {organization: acme}, gerrit: {a: {host: b}}}}\n"
    write(folder, {"app-config.yaml": f"app: {{title: Acme}}\n{config}"})
    assert main(["init", "portal", "--from-backstage", "app-config.yaml"]) == 0
    output = capsys.readouterr()
    assert output.out == (
        "app-config.yaml:2: catalog.providers.gerrit.a: gerrit is not listed by catalogsite: "
        "name each repository as a `git` source, or clone them and name the `folder`\n"
    )
    assert "wrote portal/catalogsite.yaml" in output.err
    loaded = load_config(folder / "portal/catalogsite.yaml")
    assert (loaded.title, [source.kind for source in loaded.sources]) == ("Acme", ["github"])
    assert "Acme" in (folder / "portal/mkdocs.yml").read_text()
    assert main(["init", "portal", "--from-backstage", "app-config.yaml"]) == 1
    assert main(["init", "other", "--title", "Ours", "--from-backstage", "app-config.yaml"]) == 0
    assert load_config(folder / "other/catalogsite.yaml").title == "Ours"
    assert main(["init", "third", "--from-backstage", "missing.yaml"]) == 2
