"""What a file is for by its path: to run, to build, or to test."""

from __future__ import annotations

import re

from catalogsite.inference.inferred import Scope

NOT_OURS = frozenset(
    {"node_modules", "vendor", "third_party", "third-party", "testdata", "fixtures", "__fixtures__",
     "skeleton", "skeletons", "content", "template", "templates", "examples", "example", "docs", "doc"}
)  # fmt: skip
"""Folders whose files are copies, patterns or documentation."""

_TEST_FOLDERS = frozenset({"test", "tests", "e2e", "integration-tests", "it"})
_TEST = re.compile(r"(?:^|[._-])(?:test|tests|testing|e2e|ci)(?=$|[._-])", re.IGNORECASE)
_DEVELOPMENT = re.compile(
    r"(?:^|[._-])(?:dev|devel|development|local|debug)(?=$|[._-])", re.IGNORECASE
)


def is_ours(path: str, but: frozenset[str] = frozenset()) -> bool:
    """Whether no folder above a file is one of copies, patterns or documentation; `but` are allowed."""
    return (NOT_OURS - but).isdisjoint(path.split("/")[:-1])


def is_test(path: str) -> bool:
    """Whether a file is for tests, by its folder or the words of its name."""
    *folders, name = path.split("/")
    return not _TEST_FOLDERS.isdisjoint(folders) or _TEST.search(name) is not None


def scope_of(path: str, usual: Scope) -> Scope:
    """`test` for a file of tests; else `build` for one of development, and the usual scope."""
    if is_test(path):
        return "test"
    return "build" if _DEVELOPMENT.search(path.rpartition("/")[2]) else usual
