"""Which versions lock files chose: of what manifests name, and of everything else that they list."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml
from tests.repositories.memory_tree import MemoryTree

from catalogsite.inference import infer_repository
from catalogsite.inference.lock_files.registry import FORMATS, MOST_LOCKED
from catalogsite.inference.repository import find_lock_files
from catalogsite.model.repository import Repository

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "lock_files.yaml").read_text("utf-8"))


def infer(files):
    return infer_repository(
        MemoryTree(files), Repository(id="acme/x", name="x", source="folder", topics=())
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_versions_of_lock_files(case):
    found = infer(case["files"])
    assert [f"{d.purl} {d.requirement} -> {d.version}" for d in found.dependencies] == case[
        "dependencies"
    ]
    assert sorted(
        f"{one.purl}@{one.version} {one.file}:{one.line}{' *' * one.direct}" for one in found.locked
    ) == sorted(case["locked"])
    problems = sorted(f"{p.file}:{p.line} {p.message}" for p in found.problems)
    assert problems == case.get("problems", [])


def test_every_format_has_a_case():
    names = {path.rpartition("/")[2] for case in CASES for path in case["files"]}
    assert all(any(form.FILES.fullmatch(name) for name in names) for form in FORMATS)


def test_packages_over_the_limit_are_left_out_those_that_manifests_name_last():
    installed = {f"node_modules/p{n}": {"version": "1.0.0"} for n in range(MOST_LOCKED + 10)}
    last = f"p{MOST_LOCKED + 9}"
    found = infer(
        {
            "package.json": json.dumps({"name": "x", "dependencies": {last: "*"}}),
            "package-lock.json": json.dumps({"packages": installed}),
        }
    )
    assert len(found.locked) == MOST_LOCKED
    assert found.locked[0].purl == f"pkg:npm/{last}"
    assert [one.message for one in found.problems] == [
        "the lock files of the repository name 5,010 packages; 5,000 are kept"
    ]


def test_lock_files_over_the_limits_are_not_read():
    many = {f"p{n:03}/yarn.lock": 1 for n in range(103)}
    read, (problem,) = find_lock_files(many)
    assert (len(read), problem.file) == (100, "p100/yarn.lock")
    assert problem.message.startswith("3 of the lock files")
    large = {"a/yarn.lock": 30_000_000, "b/yarn.lock": 15_000_000}
    assert find_lock_files(large)[0] == ["a/yarn.lock"]


HOSTILE = {
    "package-lock.json": [
        '{"packages": {"": ' + '{"a": ' * 5_000 + "1" + "}" * 5_002,
        '{"dependencies": {"a": {"dependencies": ' * 300 + "{}" + "}}" * 300,
        '{"packages": {"node_modules/' + "a/node_modules/" * 50_000 + 'b": {"version": "1"}}}',
    ],
    "yarn.lock": ["a@1, " * 100_000 + "a@1:\n  version 1\n", "@" * 1_000_000 + ":\n", '"' * 1_000_000],
    "pnpm-lock.yaml": ["lockfileVersion: 9\n" + " a:\n" * 100_000, "lockfileVersion: " + "a:" * 1_000_000],
    "poetry.lock": ["a = " + "[" * 100_000, "[[package]]\n" * 100_000],
    "Gemfile.lock": ["GEM\n" + "    a (1)\n" * 50_000, "GEM\n    " + "a-" * 1_000_000],
    "gradle.lockfile": ["a:b:1=x\n" * 50_000, "a:" * 1_000_000],
    "go.sum": ["a v1.0.0 h1:x=\n" * 50_000, "a v" + "1" * 1_000_000 + " h1:x=\n"],
    ".terraform.lock.hcl": ["{" * 1_000_000, 'provider "' + "${" * 1_000_000],
    "packages.lock.json": ['{"dependencies": ' + "[" * 50_000],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(name, text, id=f"{name}-{number}")
        for name, texts in HOSTILE.items()
        for number, text in enumerate(texts)
    ],
)
def test_a_hostile_lock_file_takes_little_time(name, text):
    start = time.process_time()
    infer({name: text})
    assert time.process_time() - start < 5
