"""Compares what a run made with what its case expects; each difference is a line and a diff."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from catalogsite.paths.wildcard import matches_path
from catalogsite.scaffold.testing.case import Case
from catalogsite.scaffold.testing.tree import Tree, TreeFile

_MOST_LINES = 60


class Difference(NamedTuple):
    """One thing that is not as expected; `diff` are the lines that show it, where there are any."""

    what: str
    diff: str = ""


def differences(case: Case, made: Tree) -> Iterator[Difference]:
    """Everything that the files of a run lack or have too much, except for its golden folder."""
    if case.files is not None:
        yield from _names(set(case.files), set(made))
    for pattern in case.exists:
        if not _named(pattern, made):
            yield Difference(f"{pattern}: is missing")
    for pattern in case.absent:
        for name in _named(pattern, made):
            yield Difference(f"{name}: should not be there")
    yield from _texts(case, made)


def golden_differences(expected: Tree, made: Tree) -> Iterator[Difference]:
    """How the files of a run differ from those of a golden folder."""
    yield from _names(set(expected), set(made))
    for name in sorted(expected.keys() & made.keys()):
        yield from _file(name, expected[name], made[name])


def _names(expected: set[str], made: set[str]) -> Iterator[Difference]:
    for name in sorted(expected - made):
        yield Difference(f"{name}: is missing")
    for name in sorted(made - expected):
        yield Difference(f"{name}: is not expected")


def _named(pattern: str, made: Tree) -> list[str]:
    return [name for name in made if name == pattern or matches_path(name, pattern)]


def _texts(case: Case, made: Tree) -> Iterator[Difference]:
    for name, wanted in case.contains.items():
        yield from _each(name, made, wanted, lambda text, one: one in text, "does not contain")
    for name, wanted in case.lacks.items():
        yield from _each(name, made, wanted, lambda text, one: one not in text, "contains")
    for name, wanted in case.matches.items():
        yield from _each(name, made, wanted, _matches, "does not match")
    for name, whole in case.equals.items():
        if name in made:
            yield from _file(name, made[name]._replace(content=whole.encode()), made[name])
        else:
            yield Difference(f"{name}: is missing")


def _matches(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.MULTILINE) is not None


def _each(
    name: str,
    made: Tree,
    wanted: tuple[str, ...],
    holds: Callable[[str, str], bool],
    complaint: str,
) -> Iterator[Difference]:
    file = made.get(name)
    if file is None:
        yield Difference(f"{name}: is missing")
    elif file.text is None:
        yield Difference(f"{name}: is no text")
    else:
        for one in wanted:
            if not holds(file.text, one):
                yield Difference(f"{name}: {complaint} {one!r}")


def _file(name: str, expected: TreeFile, made: TreeFile) -> Iterator[Difference]:
    if expected.link != made.link:
        yield Difference(f"{name}: is {'a link' if made.link else 'no link'}")
    elif expected.content != made.content:
        yield Difference(f"{name}: differs", _diff(name, expected, made))
    elif expected.executable != made.executable:
        yield Difference(f"{name}: can{'' if made.executable else 'not'} be run")


def _diff(name: str, expected: TreeFile, made: TreeFile) -> str:
    if expected.text is None or made.text is None:
        return ""
    lines = list(
        difflib.unified_diff(
            expected.text.splitlines(),
            made.text.splitlines(),
            f"expected/{name}",
            f"made/{name}",
            lineterm="",
        )
    )
    if not lines:
        return "the ends of lines differ"
    more = len(lines) - _MOST_LINES
    return "\n".join(lines[:_MOST_LINES] + ([f"… {more} more lines"] if more > 0 else []))
