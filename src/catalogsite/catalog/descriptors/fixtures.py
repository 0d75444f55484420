"""Test data among the files of a repository: descriptors that describe nothing that runs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from itertools import pairwise

from catalogsite.model.problem import Problem
from catalogsite.paths.descriptor_names import DESCRIPTOR_NAMES
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.visible_paths import GLOB_WORDS, matching_named

_FOLDERS = frozenset(
    {"mock", "mocks", "__mock__", "__mocks__", "fixture", "fixtures", "__fixture__", "__fixtures__",
     "testdata", "test-data", "test_data", "__testdata__", "test-fixtures", "test_fixtures",
     "__tests__", "__snapshots__"}
)  # fmt: skip
_TESTS = frozenset({"test", "tests", "spec", "specs", "e2e", "testing"})
_FOLDERS_OF_TESTS = frozenset({"data", "resources", "samples", "stubs"})
_MAX_NAMED = 3


def is_fixture(path: str) -> bool:
    """Whether a path is in a folder of fixtures or mocks."""
    return any(True for _ in _fixture_folders(path))


def names_fixture(glob: str, path: str) -> bool:
    """Whether a glob names each folder of fixtures that is in a path."""
    return set(_fixture_folders(path)) <= set(GLOB_WORDS.split(glob))


def fixture_files(paths: Iterable[str], globs: Iterable[str]) -> set[str]:
    """The paths that are test data, and have the name of a descriptor or match a glob of the source."""
    data = [path for path in paths if is_fixture(path)]
    named = {path for path in data if posixpath.basename(path) in DESCRIPTOR_NAMES}
    return named.union(*(matching_named(data, glob) for glob in globs))


def fixture_problem(files: list[str]) -> Problem:
    """One problem for all test data of a repository, with the setting that would read it."""
    named = ", ".join(files[:_MAX_NAMED]) + (", …" if len(files) > _MAX_NAMED else "")
    at = SourceLocation(files[0])
    if len(files) == 1:
        return problem("descriptor-fixture", at=at, file=named)
    return problem("descriptor-fixture", "several", at=at, count=len(files), files=named)


def _fixture_folders(path: str) -> Iterator[str]:
    for above, name in pairwise(["", *path.split("/")[:-1]]):
        if name in _FOLDERS or (above in _TESTS and name in _FOLDERS_OF_TESTS):
            yield name
