"""`.pre-commit-hooks.yaml`: its entries run as pre-commit runs them, from the top of a repository."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
}


def run(sample, name):
    hook = HOOKS[name]
    assert hook["pass_filenames"] is False
    return sample.run([*shlex.split(hook["entry"]), *hook.get("args", [])])


def test_the_keys_that_pre_commit_asks_for():
    assert set(HOOKS) == {"catalogsite-check", "catalogsite-fix"}
    for hook in HOOKS.values():
        assert {"id", "name", "entry", "language", "files"} <= hook.keys()
        assert hook["language"] == "python"


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize(
    ("path", "looked_at"),
    [
        ("catalog-info.yaml", True),
        ("services/a/catalog-info.yml", True),
        ("catalog-info.json", True),
        ("mkdocs.yml", True),
        ("docs/index.md", True),
        ("services/a/docs/run/book.md", True),
        ("templates/x/template.yaml", True),
        ("catalogsite.yaml", True),
        ("README.md", False),
        ("src/main.py", False),
        ("my-catalog-info.yaml", False),
        ("docs/picture.png", False),
        ("deploy/catalogsite.yaml", False),
    ],
)
def test_which_changes_are_worth_a_check(name, path, looked_at):
    # pre-commit searches, it does not match the whole path.
    assert bool(re.search(HOOKS[name]["files"], path)) == looked_at


def test_check_passes_what_is_right_and_names_what_is_wrong(sample):
    assert run(sample, "catalogsite-check").returncode == 0
    sample.descriptor.write_text(sample.bad)
    done = run(sample, "catalogsite-check")
    assert done.returncode == 1
    assert done.stdout.startswith("catalog-info.yaml:5:10: error: the tag `Java` is not valid")
    assert sample.descriptor.read_text() == sample.bad


def test_fix_changes_the_file_which_pre_commit_sees(sample):
    sample.descriptor.write_text(sample.bad)
    done = run(sample, "catalogsite-fix")
    assert done.returncode == 0
    assert "+  tags: [java]" in done.stdout
    assert sample.descriptor.read_text() == sample.good


def test_inside_a_commit_with_its_own_index(sample):
    # `git commit` tells its hooks which index it is making.
    (sample.root / ".git/hooks/pre-commit").write_text(
        f"#!/bin/sh\n{HOOKS['catalogsite-check']['entry']}\n"
    )
    (sample.root / ".git/hooks/pre-commit").chmod(0o755)
    sample.descriptor.write_text(sample.bad)
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    refused = sample.run(["git", *identity, "commit", "-qam", "bad"])
    assert (refused.returncode, "tag-format" in refused.stdout + refused.stderr) == (1, True)
    sample.commit(sample.good.replace("shop", "shop-2"))
    assert sample.git("log", "--format=%s").splitlines() == ["change", "change"]
