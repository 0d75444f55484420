"""Runs the cases of templates, each in a folder of its own, and says how each ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalogsite.errors import TemplateError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.entity import ref_of
from catalogsite.scaffold.parameters.answers import parse_values
from catalogsite.scaffold.run.record import RECORD_FILE
from catalogsite.scaffold.run.steps import run
from catalogsite.scaffold.templates.template import Template
from catalogsite.scaffold.testing.case import Case, PlacedCase
from catalogsite.scaffold.testing.expectations import (
    Difference,
    differences,
    golden_differences,
)
from catalogsite.scaffold.testing.tree import Tree, read_tree, write_tree

RunCommand = Callable[[str, Path], str | None]
"""Runs a command in a folder; returns what went wrong and its last lines, None where it succeeded."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case ended: what differs, how many commands were left out, whether files were updated."""

    template: str
    placed: PlacedCase
    differences: tuple[Difference, ...]
    commands_left_out: int = 0
    updated: bool = False

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.differences


def run_cases(
    template: Template,
    cases: Iterable[PlacedCase],
    run_command: RunCommand | None,
    *,
    update: bool = False,
) -> Iterator[CaseResult]:
    """Run each case; `run_command` None leaves commands out, `update` writes the golden folders."""
    for placed in cases:
        with temporary_folder() as scratch:
            yield _result(template, placed, scratch / "made", run_command, update)


def _result(
    template: Template, placed: PlacedCase, dest: Path, run_command: RunCommand | None, update: bool
) -> CaseResult:
    case = placed.case
    try:
        values = parse_values(template, (), case.answers, case.environment)
        outcome = run(template, values, dest, entities={ref_of(one): one for one in case.catalog})
    except TemplateError as error:
        return CaseResult(template.ref, placed, tuple(_refused(case, error)))
    if case.error is not None:
        missing = Difference(f"succeeded, and should be refused with {' and '.join(case.error)!r}")
        return CaseResult(template.ref, placed, (missing,))
    # The record has the version of the template, which every commit changes.
    made = {name: file for name, file in read_tree(dest).items() if name != RECORD_FILE}
    found = [*differences(case, made), *_untold(case, outcome.notes)]
    updated = False
    if case.golden is not None:
        folder = placed.file.parent / case.golden
        updated = update and _updated(folder, made)
        found += _golden(folder, case.golden, made)
    if run_command is not None:
        found += _failed(case, dest, run_command)
    left_out = len(case.commands) if run_command is None else 0
    return CaseResult(template.ref, placed, tuple(found), left_out, updated)


def _refused(case: Case, error: TemplateError) -> Iterator[Difference]:
    message = str(error)
    if case.error is None:
        yield Difference("was refused", message)
        return
    for wanted in case.error:
        if wanted not in message:
            yield Difference(f"the error does not contain {wanted!r}", message)


def _untold(case: Case, notes: Sequence[str]) -> Iterator[Difference]:
    for wanted in case.notes:
        if not any(wanted in note for note in notes):
            yield Difference(f"no note contains {wanted!r}", "\n".join(notes))


def _updated(folder: Path, made: Tree) -> bool:
    if folder.is_dir() and read_tree(folder) == made:
        return False
    write_tree(folder, made)
    return True


def _golden(folder: Path, name: str, made: Tree) -> Iterator[Difference]:
    if not folder.is_dir():
        yield Difference(f"there is no golden folder {name}: write it with --update")
        return
    yield from golden_differences(read_tree(folder), made)


def _failed(case: Case, dest: Path, run_command: RunCommand) -> Iterator[Difference]:
    for command in case.commands:
        wrong = run_command(command, dest)
        if wrong is not None:
            yield Difference(f"{command}: failed", wrong)
            return
