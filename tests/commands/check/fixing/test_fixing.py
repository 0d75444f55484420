from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.repositories.memory_tree import MemoryTree

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.cli import main
from catalogsite.commands.check.fixing import FIXABLE, fix_file, unified_diff
from catalogsite.model.repository import Repository

CASES = yaml.safe_load((Path(__file__).parent / "cases/fixes.yaml").read_text("utf-8"))
REPOSITORY = Repository(
    id="acme", name="acme", source="folder", web_url="https://github.example/acme", host="github"
)
FILE = "catalog-info.yaml"


def problems_of(text):
    return read_catalog(MemoryTree({FILE: text}), REPOSITORY).problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_fixes(case):
    before = problems_of(case["text"])
    assert before, "the case has nothing to mend"
    found = fix_file(case["text"], problems_of)
    assert found.after == case.get("fixed", case["text"])
    assert (found.before, bool(found.fixed)) == (case["text"], "fixed" in case)
    if case.get("rules"):
        assert [problem.rule for problem in found.fixed] == case["rules"]
    left = problems_of(found.after)
    assert len(left) == len(before) - len(found.fixed)
    assert fix_file(found.after, problems_of).after == found.after


def test_every_repair_has_a_case():
    gone = {rule for case in CASES for rule in case.get("rules", ())}
    assert FIXABLE.keys() - gone == {"api-version-format", "kind-format"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("apiVersion: backstage.io/v1.alpha\nkind: Group\n", "api-version-format"),
        ("apiVersion: backstage.io/v1alpha1\nkind: Gro-up\n", "kind-format"),
    ],
)
def test_what_differs_by_more_than_case_stays(text, rule):
    whole = f"{text}metadata: {{name: a}}\nspec: {{type: team, children: []}}\n"
    assert rule in {problem.rule for problem in problems_of(whole)}
    assert fix_file(whole, problems_of).fixed == ()


def test_a_repair_that_is_not_proved_is_not_made():
    text = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a, tags: [Java, Go]}\nspec: {type: team, children: []}\n"

    def suspicious(proposal):
        found = problems_of(proposal)
        # A reader that takes offence at `java` in particular.
        return [*found, found[0]] if "java" in proposal and found else found

    after = fix_file(text, suspicious).after
    assert "Java, go" in after or "java, go" in after
    assert fix_file(text, lambda _: problems_of(text)).after == text


def test_a_diff_as_git_writes_it():
    found = fix_file(
        "apiVersion: backstage.io/v1alpha1\nkind: group\nmetadata: {name: a}\nspec: {type: team, children: []}",
        problems_of,
    )
    assert unified_diff(found, "a/catalog-info.yaml") == (
        "--- a/a/catalog-info.yaml\n+++ b/a/catalog-info.yaml\n@@ -1,4 +1,4 @@\n"
        " apiVersion: backstage.io/v1alpha1\n-kind: group\n+kind: Group\n metadata: {name: a}\n"
        " spec: {type: team, children: []}\n"
    )


WORDS = st.sampled_from(
    [
        "Java",
        "a b",
        '"X"',
        "'Y'",
        "true",
        "1.0",
        "~",
        "[a]",
        "[A, b]",
        "{x: Y}",
        "&a Z",
        "!t Q",
        "|\n   T",
        "*a",
        "",
        "#",
    ]
)
KEYS = st.sampled_from(["description", "tags", "title", "namespace", "labels", "name", "links"])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["Group", "group", "COMPONENT", "x"]),
    st.lists(st.tuples(KEYS, WORDS), max_size=4, unique_by=lambda pair: pair[0]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_no_text_gets_worse(kind, fields, end):
    lines = ["apiVersion: backstage.io/v1alpha1", f"kind: {kind}", "metadata:"]
    lines += [f"  {key}: {value}" for key, value in fields]
    text = end.join([*lines, "spec: {type: team}", ""])
    before = [(one.rule, one.message) for one in problems_of(text)]
    found = fix_file(text, problems_of)
    after = [(one.rule, one.message) for one in problems_of(found.after)]
    fixed = [(one.rule, one.message) for one in found.fixed]
    assert sorted([*after, *fixed]) == sorted(before)


BROKEN = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop # the shop
  tags: [Java]
spec: {type: service, lifecycle: production, owner: team}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    file = tmp_path / "shop/catalog-info.yaml"
    file.parent.mkdir()
    file.write_text(BROKEN)
    file.chmod(0o640)
    monkeypatch.chdir(tmp_path)
    return tmp_path


DIFF = """\
--- a/shop/catalog-info.yaml
+++ b/shop/catalog-info.yaml
@@ -2,5 +2,5 @@
 kind: Component
 metadata:
   name: shop # the shop
-  tags: [Java]
+  tags: [java]
 spec: {type: service, lifecycle: production, owner: team}
"""


def test_fix_shows_the_diff_writes_it_and_checks_again(folder, capsys):
    file = folder / "shop/catalog-info.yaml"
    assert main(["check", "--fix", "."]) == 0
    output = capsys.readouterr()
    assert output.out.startswith(DIFF)
    assert "tag-format" not in output.out
    assert "1 problem fixed in 1 file" in output.err
    assert file.read_text() == BROKEN.replace("Java", "java")
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in file.parent.iterdir()) == ["catalog-info.yaml"]


def test_a_dry_run_writes_nothing(folder, capsys):
    assert main(["check", "--fix", "--dry-run", "."]) == 1
    output = capsys.readouterr()
    assert output.out.startswith(DIFF)
    assert "tag-format" in output.out
    assert "1 problem could be fixed in 1 file" in output.err
    assert (folder / "shop/catalog-info.yaml").read_text() == BROKEN


@pytest.mark.parametrize("arguments", [["--fix", "--format", "json"], ["--dry-run"]])
def test_usage(folder, arguments):
    assert main(["check", *arguments, "."]) == 2


def test_nothing_to_fix(folder, capsys):
    (folder / "shop/catalog-info.yaml").write_text(BROKEN.replace("Java", "java"))
    assert main(["check", "--fix", "."]) == 0
    assert "nothing that can be fixed" in capsys.readouterr().err


WRONG = """apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: a, tags: [Java]}
spec: {type: team, children: []}
"""


@pytest.mark.parametrize("linked", ["a file of the repository", "a file outside", "nothing"])
def test_a_link_is_not_written_through(tmp_path, monkeypatch, capsys, linked):
    repository = tmp_path / "shop"
    (repository / "parts").mkdir(parents=True)
    target = {
        "a file of the repository": repository / "parts" / "group.txt",
        "a file outside": tmp_path / "outside.yaml",
        "nothing": repository / "gone.yaml",
    }[linked]
    if linked != "nothing":
        target.write_text(WRONG, "utf-8")
    link = repository / "catalog-info.yaml"
    link.symlink_to(target)
    monkeypatch.chdir(tmp_path)
    main(["check", "shop", "--fix"])
    assert link.is_symlink()
    assert not target.exists() or target.read_text("utf-8") == WRONG
