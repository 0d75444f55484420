"""What a terminal shows: progress, problems and tables; used by `cli.py` alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from catalogsite.model import Level, Problem

_COLOUR = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "blue"}


class Terminal:
    """The Progress of the command line: bars on a terminal, plain lines in CI, less when quiet."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)
        self.quiet, self.verbose = quiet, verbose
        self._tasks: dict[str, TaskID] = {}
        live = sys.stderr.isatty() and not quiet and not os.environ.get("CI")
        columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(*columns, console=self.err, transient=True, disable=not live)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def start(self, stage: str, total: int) -> None:
        """Open a bar for the stage."""
        self._tasks[stage] = self._bars.add_task(stage, total=total or None)

    def step(self, stage: str, detail: str = "") -> None:
        """Move the bar on; `detail` is shown with `-v`."""
        if stage in self._tasks:
            self._bars.advance(self._tasks[stage])
        if detail and self.verbose:
            self.err.print(f"  {detail}", markup=False)

    def done(self, stage: str, summary: str) -> None:
        """Close the bar and leave one line."""
        if stage in self._tasks:
            self._bars.remove_task(self._tasks.pop(stage))
        if not self.quiet:
            self.err.print(f"{stage:<12} {summary}", markup=False)

    def say(self, text: str) -> None:
        """A line for the reader of the result."""
        self.out.print(text, markup=False)

    def note(self, text: str) -> None:
        """A line beside the result, not part of it."""
        if not self.quiet:
            self.err.print(text, markup=False)

    def complain(self, text: str) -> None:
        """An error, always shown."""
        self.err.print(f"[red]error[/red] {_escape(text)}")

    def problems(self, problems: Iterable[Problem]) -> None:
        """Problems one under the other, `file:line:column: level: message [rule]` and the fix."""
        for problem in problems:
            colour = _COLOUR[problem.level]
            where = problem_place(problem)
            self.out.print(
                f"{_escape(where)}: [{colour}]{problem.level.value}[/{colour}]: "
                f"{_escape(problem.message)} [dim]({problem.rule})[/dim]"
            )
            if problem.fix:
                self.out.print(f"    fix: {problem.fix}", markup=False)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table without lines, which `grep` and `awk` can read."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in header:
            table.add_column(name, overflow="fold" if name == "title" else "ignore", no_wrap=True)
        for row in rows:
            table.add_row(*map(_escape, row))
        width = None if sys.stdout.isatty() else 240
        self.out.print(table, width=width)


def problem_place(problem: Problem) -> str:
    """Where a problem is: `repository/file:line:column`, as much of it as is known."""
    place = "/".join(part for part in (problem.repository, problem.file) if part)
    numbers = [str(n) for n in (problem.line, problem.column) if n is not None]
    return ":".join([place or problem.entity_ref or "catalog", *numbers])


def _escape(text: str) -> str:
    return text.replace("[", "\\[")
