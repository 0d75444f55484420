"""The definitions of APIs: which files belong to one, where its text begins, what a snapshot keeps."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
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


def _read(folder: Path, files: dict[str, str], kept: Path | None = None) -> RepositoryReading:
    repository = Repository(id="acme", name="acme", source="acme")
    request = RepositoryRequest(
        source="acme", name="acme", scope=Scope.REPOSITORY, path=str(folder)
    )
    tree, store = MemoryTree(files), Store(folder)
    return read_repository(tree, repository, request, Policy(), store, definitions=kept)


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


LARGE = """\
openapi: 3.1.0
info: {title: Payments, version: "1"}
paths:
  /payments:
    get: {responses: {"200": {$ref: "#/components/responses/Missing"}}}
""" + "".join(f"    # line {number}\n" for number in range(300))


def _damage(kept: Path, _store: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-9])


def _lose_the_model(_kept: Path, store: Path) -> None:
    for path in store.glob("[0-9a-f][0-9a-f]/*"):
        path.unlink()


@pytest.mark.parametrize("change", [None, _damage, _lose_the_model])
def test_what_was_read_from_a_large_definition_is_kept_by_its_content(
    tmp_path: Path, change: Callable[[Path, Path], None] | None
) -> None:
    store, kept = tmp_path / "store", tmp_path / "kept"
    files = {"catalog-info.yaml": API + "\n    $text: ./api.yaml\n", "api.yaml": LARGE}
    first = _read(store, files, kept)
    (file,) = kept.iterdir()
    os.utime(file, (0, 0))
    if change is not None:
        change(file, store)
    second = _read(store, {**files, "README.md": "# Another commit\n"}, kept)
    assert second.definitions == first.definitions
    assert [one.rule for one in first.problems if one.rule.startswith(("openapi", "definition"))]
    assert second.problems == first.problems
    assert file.stat().st_mtime > 0
    (found,) = second.definitions.values()
    assert all(Store(store).get(digest) for digest in found.digests)


def test_a_kept_reading_is_that_of_the_same_text_and_type(tmp_path: Path) -> None:
    descriptor, kept = API + "\n    $text: ./api.yaml\n", tmp_path / "kept"
    files = {"catalog-info.yaml": descriptor, "api.yaml": LARGE}
    _read(tmp_path, files, kept)
    _read(tmp_path, {**files, "api.yaml": LARGE + "# more\n"}, kept)
    _read(tmp_path, {**files, "catalog-info.yaml": descriptor.replace("internal", "other")}, kept)
    assert len(list(kept.iterdir())) == 3


def test_a_small_definition_is_read_again(tmp_path: Path) -> None:
    _read(tmp_path, {"catalog-info.yaml": API + " one\n"}, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
