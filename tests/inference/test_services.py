"""The services of real repositories, compared with what a reader wrote down; precision and recall."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from tests.environment import CORPUS, needs_corpus
from tests.repositories.memory_tree import MemoryTree

from catalogsite.inference.services.read_services import read_services

TRUTH = Path(__file__).parent / "truth" / "monorepos"
REPOSITORIES = sorted(TRUTH.glob("*.yaml"))
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "services.yaml").read_text("utf-8"))
LANGUAGES = {
    "csharp": "C#",
    "go": "Go",
    "java": "Java",
    "javascript": "JavaScript",
    "python": "Python",
    "rust": "Rust",
    "typescript": "TypeScript",
    None: None,
}
LEAST = 0.9
"""Precision and recall that each repository must reach."""


def found_in(folder):
    root = CORPUS.parent / "monorepos" / folder
    paths = [path for path in root.rglob("*") if path.is_file()]
    return read_services(
        MemoryTree({path.relative_to(root).as_posix(): path.read_bytes() for path in paths})
    )


def compared(found, truth):
    """What was found and what is expected, by what it is about."""
    return {
        "services": (
            {(one.name, one.folder, one.language, one.image) for one in found.services},
            {
                (one["name"], one["folder"], LANGUAGES[one["language"]], one["image"])
                for one in truth["services"]
            },
        ),
        "stores": (
            {(one.name, one.type) for one in found.stores},
            {(one["name"], one["type"]) for one in truth["stores"]},
        ),
        "edges": (
            {(one.source, one.target) for one in found.needs},
            {(one["from"], one["to"]) for one in truth["edges"]},
        ),
    }


def share(part, whole):
    return len(part) / len(whole) if whole else 1.0


@needs_corpus
@pytest.mark.parametrize("path", REPOSITORIES, ids=lambda path: path.stem)
def test_services_of_a_repository(path, capsys):
    truth = yaml.safe_load(path.read_text("utf-8"))
    found, lines = found_in(truth["folder"]), []
    for name, (got, expected) in compared(found, truth).items():
        precision, recall = share(got & expected, got), share(got & expected, expected)
        lines.append(
            f"{path.stem}: {len(expected)} {name}, precision {precision:.2f}, recall {recall:.2f}"
        )
        assert min(precision, recall) >= LEAST, (got - expected, expected - got)
    places = {(one["from"], one["to"]): one["at"] for one in truth["edges"]}
    same = [places.get((one.source, one.target)) == f"{one.file}:{one.line}" for one in found.needs]
    lines.append(f"{path.stem}: {sum(same)} of {len(same)} at the line that the reader named")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_what_files_say(case):
    found = read_services(MemoryTree(case["files"]))
    services = [(one.name, one.folder or ".", one.language, one.image) for one in found.services]
    assert [" ".join(map(str, (part or "-" for part in one))) for one in services] == case.get(
        "services", []
    )
    assert [f"{one.name} {one.type}" for one in found.stores] == case.get("stores", [])
    assert sorted(
        f"{one.source} > {one.target} {one.file}:{one.line}" for one in found.needs
    ) == sorted(case.get("needs", []))
