"""Applies repairs to one file, one by one; each is kept only if reading the file again proves it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from catalogsite.commands.check.fixing.repairs import FIXABLE, as_told, without_tabs
from catalogsite.commands.check.fixing.source import Edit, Source
from catalogsite.model.problem import Problem
from catalogsite.yaml12.documents import parse_documents
from catalogsite.yaml12.positions import Path

Verify = Callable[[str], Sequence[Problem]]
"""A function that returns the problems of the file with another text."""

_MOST = 500
_MOST_ROUNDS = 4


class FixedFile(NamedTuple):
    """The text of a file before and after, and the problems that were fixed."""

    before: str
    after: str
    fixed: tuple[Problem, ...]


def fix_file(text: str, verify: Verify) -> FixedFile:
    """The text with every fix after which `verify` finds fewer problems and no new one."""
    known = list(verify(text))
    together = _all_at_once(text, known, verify)
    if together is not None:
        return together
    now = text
    fixed: list[Problem] = []
    refused: set[tuple[str, str]] = set()
    for _ in range(_MOST):
        step = _next(now, known, refused, verify)
        if step is None:
            break
        now, left = step
        fixed += _gone(known, left)
        known = left
    return FixedFile(text, now, tuple(fixed))


def unified_diff(fixed: FixedFile, name: str) -> str:
    """The change in unified diff format; lines are named as by `git diff` with prefixes a/ and b/."""
    before, after = (part.splitlines(keepends=True) for part in fixed[:2])
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _all_at_once(text: str, known: list[Problem], verify: Verify) -> FixedFile | None:
    """All fixes in as few rounds as possible; None if they cause any new problem.

    A fixed field may bring up another problem of its own, which the next round fixes.
    """
    now, left = text, known
    handled: set[tuple[str, str]] = set()
    for _ in range(_MOST_ROUNDS):
        chosen = _compatible(Source(now), left)
        if not chosen:
            break
        edits = [edit for edit, _ in chosen]
        proposal = Source(now).edited_all(edits)
        if not _touches_only(now, proposal, tuple(path for one in edits for path in one.touches)):
            return None
        handled |= {_identity(problem) for _, problem in chosen}
        now, left = proposal, list(verify(proposal))
    gone = _gone(known, left)
    if len(gone) + len(left) != len(known) or not handled.isdisjoint(map(_identity, left)):
        return None
    return FixedFile(text, now, tuple(gone))


def _compatible(source: Source, problems: list[Problem]) -> list[tuple[Edit, Problem]]:
    """The first edit of each problem, without edits that overlap an earlier one."""
    found = [(edit, one) for one in problems if (edit := next(_edits(source, one), None))]
    chosen: list[tuple[Edit, Problem]] = []
    for edit, problem in sorted(found, key=lambda pair: pair[0].start):
        if not chosen or chosen[-1][0].end <= edit.start:
            chosen.append((edit, problem))
    return chosen


def _next(
    text: str, known: list[Problem], refused: set[tuple[str, str]], verify: Verify
) -> tuple[str, list[Problem]] | None:
    source = Source(text)
    for problem in known:
        for edit in _edits(source, problem):
            proposal = source.edited(edit)
            # Lines move with each edit, so a refused attempt is recognised by its message.
            attempt = (problem.message, edit.text)
            if attempt in refused or not _touches_only(text, proposal, edit.touches):
                continue
            left = list(verify(proposal))
            if _is_one_less(known, left, problem):
                return proposal, left
            refused.add(attempt)
    return None


def _edits(source: Source, problem: Problem) -> Iterator[Edit]:
    if problem.line is None:
        return
    if problem.rule == "yaml-syntax":
        edits = [without_tabs(source, problem.line)]
    elif problem.rule == "reference-case":
        fields = source.fields_at(problem.line, problem.column or 1)
        edits = [as_told(source, field, problem.fix or "") for field in fields]
    else:
        repair = FIXABLE.get(problem.rule)
        fields = source.fields_at(problem.line, problem.column or 1) if repair else []
        edits = [repair(source, field) for field in fields if repair]
    yield from (edit for edit in edits if edit is not None)


def _is_one_less(before: Iterable[Problem], after: Iterable[Problem], gone: Problem) -> bool:
    """Whether the problem is gone and there is no new one."""
    old = Counter(map(_identity, before))
    new = Counter(map(_identity, after))
    return not new - old and new[_identity(gone)] < old[_identity(gone)]


def _gone(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """The problems of `before` that are not in `after`."""
    left = Counter(map(_identity, after))
    gone = []
    for problem in before:
        left[_identity(problem)] -= 1
        if left[_identity(problem)] < 0:
            gone.append(problem)
    return gone


def _identity(problem: Problem) -> tuple[str, str]:
    return problem.rule, problem.message


def _touches_only(before: str, after: str, allowed: tuple[Path, ...]) -> bool:
    """Whether all fields outside the allowed paths have the same values as before."""
    if () in allowed:
        return True
    documents = zip_longest(parse_documents(before), parse_documents(after))
    for old, new in documents:
        if old is None or new is None or (old.error is None) != (new.error is None):
            return False
        for path in _different(old.data, new.data, ()):
            if not any(path[: len(one)] == one for one in allowed):
                return False
    return True


def _different(old: Any, new: Any, path: Path) -> Iterator[Path]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            if key not in old or key not in new:
                yield (*path, key)
            else:
                yield from _different(old[key], new[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _different(one, other, (*path, index))
    elif type(old) is not type(new) or old != new:
        yield path
