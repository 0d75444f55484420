"""Prints progress, problems, notes and tables; nothing outside `cli/` prints."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from catalogsite.execution.progress import counted
from catalogsite.network.redaction import redact

if TYPE_CHECKING:
    from catalogsite.commands.check.report import CheckReport
    from catalogsite.commands.doctor.diagnosis import Diagnosis, ProviderCheck
    from catalogsite.model.problem import Problem
    from catalogsite.model.snapshot import Snapshot
    from catalogsite.model.source_run import Failure

# Characters that move the cursor, change colours or reorder text: titles come from repositories.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COLOUR = {"error": "red", "warning": "yellow", "info": "blue"}  # of every level, worst first

_STATES = {"ok": "[green]ok[/green]  ", "failed": "[red]FAIL[/red]", "skipped": "[dim]skip[/dim]"}
_GAP, _MIN_TITLE = "  ", 16
"""The gap between columns, and the width in cells below which no title is cut."""


class Terminal:
    """The Progress of the command line: bars on a terminal, plain lines in CI, less when quiet."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)
        self.quiet, self.verbose = quiet, verbose
        self._tasks: dict[str, TaskID] = {}
        live = sys.stderr.isatty() and not quiet and not os.environ.get("CI")
        columns = (TextColumn("{task.description:<13}"), BarColumn(), MofNCompleteColumn())
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
            self.err.print(f"  {visible(redact(detail))}", markup=False)

    def done(self, stage: str, summary: str) -> None:
        """Close the bar and leave one line."""
        if stage in self._tasks:
            self._bars.remove_task(self._tasks.pop(stage))
        if not self.quiet:
            self.err.print(f"{stage:<13} {summary}", markup=False)

    def say(self, text: str) -> None:
        """A line of the result, on standard output."""
        self.out.print(visible(text), markup=False)

    def note(self, text: str) -> None:
        """A line on standard error, which is not part of the result."""
        if not self.quiet:
            self.err.print(visible(text), markup=False)

    def error(self, text: str) -> None:
        """An error, always shown."""
        self.err.print(f"[red]error[/red] {_escape(redact(text))}")

    def warn(self, text: str) -> None:
        """A warning, always shown."""
        self.err.print(f"[yellow]warning[/yellow] {_escape(redact(text))}")

    def failure(self, failure: Failure) -> None:
        """A source that could not be read, with the fix."""
        fix = f"\n  fix: {failure.fix}" if failure.fix else ""
        url = f"\n  url: {failure.url}" if failure.url and failure.url not in failure.reason else ""
        self.error(f"{failure.source}: {failure.reason}{url}{fix}")

    def failures(self, snapshot: Snapshot) -> None:
        """Every source that failed in this run."""
        for run in snapshot.sources:
            for failure in run.failures:
                self.failure(failure)

    def summary(self, snapshot: Snapshot, site: Path) -> None:
        """The counts of what was built, and how to open it."""
        self.failures(snapshot)
        counts = (
            counted(len(snapshot.repositories), "repository", "repositories"),
            counted(snapshot.entity_count, "entity", "entities"),
            counted(len(snapshot.documentation), "documentation"),
            levels(snapshot.problems),
        )
        self.note(f"built         {', '.join(counts)}\nsite          {site}")
        folder = shlex.quote(str(site))
        self.note(
            f"open it with  python3 -m http.server --directory {folder} 8000\n"
            "and read      http://localhost:8000/"
        )

    def report(self, report: CheckReport, here: Path) -> None:
        """Problems as `file:line:column: level: message (rule)`, with the line and the fix."""
        from catalogsite.commands.check.report import Excerpts

        excerpts = Excerpts()
        for problem in report.problems:
            where = _numbered(report.place(problem, here) or problem.entity_ref, problem)
            colour = _COLOUR[problem.level.value]
            self.out.print(
                f"{_escape(where)}: [{colour}]{problem.level.value}[/{colour}]: "
                f"{_escape(problem.message)} [dim]({problem.rule})[/dim]"
            )
            excerpt = excerpts.show(report.file(problem), problem.line, problem.column)
            if excerpt:
                self.out.print(f"[dim]{_escape(excerpt)}[/dim]")
            if problem.fix:
                self.out.print(f"      fix: {visible(problem.fix)}", markup=False)
        checked = (
            f"{counted(report.files, 'file')}, {counted(report.entities, 'entity', 'entities')}"
        )
        self.note(f"{checked}: {levels(report.problems)}")

    def diagnosis(self, diagnosis: Diagnosis) -> None:
        """The checks of `doctor`, one line each; the fix of each that failed, and what maps the rest."""
        for finding in diagnosis.checks:
            self._finding("ok" if finding.ok else "failed", finding.what, finding.fix)
        rows = [[visible(cell) for cell in _cells(one)] for one in diagnosis.providers]
        widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for row, one in zip(rows, diagnosis.providers, strict=True):
            padded = [set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)]
            cells = [cell for cell, width in zip(padded, widths, strict=True) if width]
            self._finding(one.state, _GAP.join((*cells, one.answer)), one.fix)
            for note in (*one.notes, *_unmapped(one)):
                self.out.print(f"      {visible(note)}", markup=False)

    def _finding(self, state: str, text: str, fix: str | None) -> None:
        self.out.print(f"{_STATES[state]}  {_escape(text)}")
        if state == "failed" and fix:
            self.out.print(f"      fix: {visible(fix)}", markup=False)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table without lines, which `grep` and `awk` can read."""
        lines = [[visible(" ".join(cell.split())) for cell in row] for row in rows]
        widths = [max(map(cell_len, column)) for column in zip(header, *lines, strict=True)]
        if self.out.is_terminal and "title" in header:
            spare = self.out.width - sum(widths) - len(_GAP) * (len(widths) - 1)
            title = header.index("title")
            widths[title] = max(min(widths[title], _MIN_TITLE), widths[title] + min(spare, 0))
        self.out.print(_row(header, widths), style="bold", markup=False, no_wrap=True)
        # Rich measures each cell four times, which takes five seconds for 10,000 rows.
        self.out.file.writelines(f"{_row(line, widths)}\n" for line in lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    fitted = (set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=True))
    return _GAP.join(fitted).rstrip()


def levels(problems: Iterable[Problem]) -> str:
    """The number of problems of each level: `2 errors, 1 warning, 0 infos`."""
    counts = Counter(problem.level.value for problem in problems)
    return ", ".join(counted(counts[level], level) for level in _COLOUR)


def _numbered(place: str | None, problem: Problem) -> str:
    numbers = [str(n) for n in (problem.line, problem.column) if n is not None]
    return ":".join([place or "catalog", *numbers])


def _cells(check: ProviderCheck) -> tuple[str, ...]:
    return (
        check.role,
        check.kind,
        check.name,
        "" if check.seconds is None else f"{check.seconds:.1f} s",
        f"{check.reach.mapped} of {check.reach.of}" if check.reach else "",
        f"as {check.account}" if check.account else "",
    )


def _unmapped(check: ProviderCheck) -> Iterator[str]:
    """What would map the entities that do not map to a provider, and the first few of them."""
    reach = check.reach
    if reach is None or reach.annotation is None or not reach.unmapped:
        return
    count = counted(reach.unmapped, "component does not map", "components do not map")
    yield f"{count} to it; `{reach.annotation}` would map them:"
    for one in reach.suggestions:
        place = "/".join(filter(None, (one.repository, one.file))) or one.ref
        line = f":{one.line}" if one.line else ""
        yield f"{_GAP}{place}{line}: {one.annotation}: {one.value}"


def _escape(text: str) -> str:
    return visible(text).replace("[", "\\[")


def visible(text: str) -> str:
    """The text with its control characters replaced: a terminal would follow them."""
    return _CONTROL.sub("\ufffd", text)
