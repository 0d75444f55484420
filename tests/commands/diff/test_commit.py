"""`diff` as a command, over files, folders and a real git repository."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from catalogsite.cli import main

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  description: Takes money
spec: {{type: service, lifecycle: {lifecycle}, owner: {owner}}}
"""


def component(name="payments", lifecycle="production", owner="group:team"):
    return COMPONENT.format(name=name, lifecycle=lifecycle, owner=owner)


def git(root, *arguments):
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    command = ["git", "-C", str(root), *identity, *arguments]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def write(root, files):
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone on a branch, whose last commit and whose open changes differ from `trunk`."""
    root = tmp_path / "clone"
    root.mkdir()
    git(root, "init", "-q", "-b", "trunk")
    write(root, {"pay/catalog-info.yaml": component(), "old/catalog-info.yaml": component("old")})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    git(root, "checkout", "-qb", "branch")
    (root / "old/catalog-info.yaml").unlink()
    git(root, "commit", "-qam", "second")
    write(root, {"pay/catalog-info.yaml": component(owner="group:other")})
    write(root, {"new/catalog-info.yaml": "kind: Component\nmetadata: {name: new}\n"})
    monkeypatch.chdir(root)
    return root


def run(capsys, *arguments):
    code = main(["diff", "-q", *map(str, arguments)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_base_reads_git_and_leaves_the_clone_alone(clone, capsys):
    before = git(clone, "status", "--porcelain=v2", "--branch"), git(clone, "stash", "list")
    index = (clone / ".git/index").read_bytes()
    code, out, _ = run(capsys, "--base", "trunk", "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert [one["ref"] for one in answer["removed"]] == ["component:default/old"]
    assert answer["changed"] == [
        {
            "ref": "component:default/payments",
            "changes": [
                {"field": "owner", "before": "group:default/team", "after": "group:default/other"}
            ],
        }
    ]
    new = {(one["rule"], one["file"]) for one in answer["problemsNew"]}
    assert ("dangling-reference", "pay/catalog-info.yaml") not in new
    assert any(file == "new/catalog-info.yaml" for _, file in new)
    assert (clone / ".git/index").read_bytes() == index
    assert before == (
        git(clone, "status", "--porcelain=v2", "--branch"),
        git(clone, "stash", "list"),
    )


def test_a_folder_in_a_clone_is_compared_by_itself(clone, capsys):
    code, out, _ = run(capsys, "--base", "trunk", clone / "pay", "--exit-code")
    assert (code, out.splitlines()[0]) == (1, "1 changed")


def test_references_are_judged_by_the_rest_of_the_catalog(clone, capsys, tmp_path):
    """Without it nobody can tell whether a new owner is somewhere else, as most owners are."""
    rest = tmp_path / "entities.json"
    group = {"apiVersion": "v", "kind": "Group", "metadata": {"name": "team"}, "spec": {}}
    rest.write_text(json.dumps([group]), "utf-8")
    (clone / "new/catalog-info.yaml").unlink()
    _, out, _ = run(capsys, "--base", "trunk")
    assert "dangling-reference" not in out
    _, out, _ = run(capsys, "--base", "trunk", "--snapshot", rest)
    assert (
        "+ clone/pay/catalog-info.yaml:6: warning: `spec.owner` refers to group:default/other"
        in out
    )


def test_a_snapshot_goes_with_a_commit(clone, capsys):
    code, _, err = run(capsys, "old", "new", "--snapshot", "rest.json")
    assert (code, "--snapshot goes with" in err) == (2, True)


def test_a_worktree_finds_its_objects(clone, capsys, monkeypatch):
    git(clone, "worktree", "add", "-q", "../tree", "trunk")
    monkeypatch.chdir(clone.parent / "tree")
    code, out, _ = run(capsys, "--base", "branch")
    assert (code, out.splitlines()[0]) == (0, "1 added"), out


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "", "trunk:pay"])
def test_an_unknown_revision_is_an_error_of_the_user(clone, capsys, ref):
    code, out, err = run(capsys, f"--base={ref}")
    assert (code, out) == (1, "")
    assert f"no folder is in a git repository that has `{ref}`" in err


def test_nothing_changed(clone, capsys):
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "third")
    assert run(capsys, "--base", "HEAD", "--exit-code")[:2] == (0, "no changes\n")


def test_snapshots_and_folders_in_every_combination(tmp_path, capsys, monkeypatch):
    write(tmp_path / "old", {"catalog-info.yaml": component()})
    write(tmp_path / "new", {"catalog-info.yaml": component(lifecycle="deprecated")})
    for name in ("old", "new"):
        monkeypatch.chdir(tmp_path / name)
        assert main(["collect", "-q", ".", "--state-dir", str(tmp_path / f"{name}-state")]) == 0
    capsys.readouterr()
    old = [tmp_path / "old", tmp_path / "old-state", tmp_path / "old-state/snapshot.json"]
    new = [tmp_path / "new", tmp_path / "new-state", tmp_path / "new-state/snapshot.json"]
    for before in old:
        for after in new:
            code, out, _ = run(capsys, before, after)
            assert code == 0
            assert "lifecycle: production → deprecated" in out
            assert out.startswith("1 changed\n"), (before, after)
    # Without NEW, the snapshot that is there.
    assert run(capsys, old[0], "--state-dir", tmp_path / "new-state")[1].startswith("1 changed\n")


def test_markdown(clone, capsys):
    _, out, _ = run(capsys, "--base", "trunk", "--format", "markdown")
    assert out.splitlines()[0].startswith("**Catalog:** 1 removed, 1 changed")
    assert out.endswith("<!-- catalogsite diff -->\n")


@pytest.mark.parametrize(
    ("arguments", "code", "reported"),
    [
        ([], 2, "name an older snapshot"),
        (["a", "b", "--base", "HEAD"], 2, "`--base` compares one folder, not two"),
        (["missing.json", "missing.json"], 1, "there is no such snapshot or folder"),
    ],
)
def test_usage(clone, capsys, arguments, code, reported):
    found, _, err = run(capsys, *arguments)
    assert (found, reported in err) == (code, True)


def test_changes_that_are_not_committed_differ_from_head(clone, capsys):
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "third")
    assert run(capsys, "--base", "HEAD")[1].splitlines() == ["no changes"]
    write(clone, {"pay/catalog-info.yaml": component(lifecycle="deprecated", owner="group:other")})
    assert "lifecycle: production → deprecated" in run(capsys, "--base", "HEAD")[1]
