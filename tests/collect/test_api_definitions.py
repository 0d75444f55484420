"""The definitions of APIs: which files belong to one, where its text begins, what a snapshot keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.repositories.memory_tree import MemoryTree

from catalogsite.apis.definition_format import DefinitionFormat, Paths, ReadDefinition
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.reading.api_definitions import definition_files
from catalogsite.collect.reading.read_repository import RepositoryReading, read_repository
from catalogsite.model.repository import Repository, RepositoryRequest, Scope
from catalogsite.state.store import Store

API = """\
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: payments}
spec:
  type: internal
  lifecycle: production
  owner: team
  definition:"""


def _read(folder: Path, files: dict[str, str]) -> RepositoryReading:
    repository = Repository(id="acme", name="acme", source="acme")
    request = RepositoryRequest(
        source="acme", name="acme", scope=Scope.REPOSITORY, path=str(folder)
    )
    return read_repository(MemoryTree(files), repository, request, Policy(), Store(folder))


@pytest.mark.parametrize(
    ("written", "root", "line"),
    [
        (" |\n    one\n    two\n", "catalog-info.yaml", 9),
        (" >-\n    one two\n", "catalog-info.yaml", 9),
        (" one two\n", "catalog-info.yaml", 8),
        ("\n    $text: ./api/payments.txt\n", "api/payments.txt", 1),
        ("\n    $text: /api/payments.txt\n", "api/payments.txt", 1),
    ],
)
def test_the_text_of_a_definition_has_its_place(
    tmp_path: Path, written: str, root: str, line: int
) -> None:
    files = {"catalog-info.yaml": API + written, "api/payments.txt": "one two"}
    (found,) = _read(tmp_path, files).definitions.values()
    assert (list(found.files), found.line, found.model) == ([root], line, "")
    assert Store(tmp_path).get(found.files[root]).split()[:2] == [b"one", b"two"]


def test_a_definition_that_was_not_read_is_none(tmp_path: Path) -> None:
    reading = _read(tmp_path, {"catalog-info.yaml": API + "\n    $text: ./missing.txt\n"})
    assert reading.definitions == {}
    assert [one.rule for one in reading.catalog.problems] == ["placeholder"]


def _included(path: str, text: str, _: Paths) -> Iterable[str]:
    return re.findall(r"include (\S+)", text)


LISTING = DefinitionFormat(
    name="trpc",
    types=frozenset({"listing"}),
    recognises=lambda text: text.startswith("include"),
    read=lambda _: ReadDefinition(None),
    references=_included,
)


def test_the_files_of_a_definition_are_those_that_it_refers_to_each_once() -> None:
    tree = MemoryTree(
        {"a": "include b\ninclude c", "b": "include c\ninclude a", "c": "include gone", "d": "no"}
    )
    files = definition_files(tree, "a", "include b\ninclude c", LISTING)
    assert list(files) == ["a", "b", "c"]
    assert list(definition_files(tree, "a", "include b", None)) == ["a"]


def test_the_files_of_a_definition_are_bounded() -> None:
    chain = MemoryTree({str(n): f"include {n + 1}" for n in range(1000)})
    assert len(definition_files(chain, "0", "include 1", LISTING)) == 300
    large = MemoryTree({str(n): "x" * 9_000_000 for n in range(1, 5)})
    text = " ".join(f"include {n}" for n in range(1, 5))
    assert list(definition_files(large, "0", text, LISTING)) == ["0", "1", "2"]
