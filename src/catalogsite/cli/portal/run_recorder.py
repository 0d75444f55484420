"""Writes the summary of a run when it ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from catalogsite import __version__
from catalogsite.cli import exit_codes
from catalogsite.cli.options import now
from catalogsite.cli.terminal import levels
from catalogsite.errors import CatalogsiteError, NotPublishedError, UserError
from catalogsite.model.run_summary import CatalogSummary, Outcome, RunSummary

if TYPE_CHECKING:
    from catalogsite.cli.terminal import Terminal
    from catalogsite.collect.run import Run
    from catalogsite.model.snapshot import Snapshot

_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable with the file that GitHub and Forgejo show on the page of a job."""


class RunRecorder:
    """A context that writes `run.json`, metrics and the summary of a CI step when it ends.

    `folder` is the state folder; where the run ends before it is known to be one, only a folder that
    exists is written to. `metrics` is another file for the metrics. A file that cannot be written
    is a warning: the outcome of the run counts.
    """

    def __init__(
        self, command: str, terminal: Terminal, folder: Path, metrics: Path | None = None
    ) -> None:
        from catalogsite.state.folders import State
        from catalogsite.state.run_file import read_run

        self._command, self._terminal, self._metrics = command, terminal, metrics
        self._state = State(folder)
        self._before = read_run(self._state.run_summary)
        self._started, self._clock, self._cpu = _started(), time.monotonic(), _cpu_seconds()
        self._run: Run | None = None
        self._collected: Snapshot | None = None
        self.snapshot: Snapshot | None = None
        self._outcome, self._code = Outcome.FAILED, exit_codes.BUG
        self._reason: str | None = None

    def __enter__(self) -> Self:
        return self

    @property
    def terminal(self) -> Terminal:
        """Where the run says what it does."""
        return self._terminal

    def begin(self, run: Run) -> Run:
        """Record that a run has begun, so that a killed one does not look like the one before."""
        self._run = run
        self._state.make()
        self._write_summary(self._summary(Outcome.RUNNING, None, None))
        return run

    def collected(self, snapshot: Snapshot) -> None:
        """Record what a run collected; `seconds` of its sources are known in no other snapshot."""
        self._collected = self.snapshot = snapshot

    def end(
        self, code: int, snapshot: Snapshot, *, published: bool, reason: str | None = None
    ) -> int:
        """Record how the run ended; returns its exit code."""
        self._outcome = Outcome.PUBLISHED if published else Outcome.COLLECTED
        self._code, self.snapshot = code, snapshot
        self._reason = reason or _reason(code, snapshot)
        return code

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._fail(error)
        summary = self._summary(self._outcome, self._code, self._reason)
        self._write(summary)

    def _fail(self, error: BaseException) -> None:
        from catalogsite.network.redaction import redact

        self._code = exit_codes.of_exception(error)
        self._outcome = Outcome.FAILED
        self._reason = redact(f"{type(error).__name__}: {error}")
        if isinstance(error, CatalogsiteError):
            self._reason = f"{error.where}: {error.what}" if error.where else error.what
        if isinstance(error, KeyboardInterrupt):
            self._outcome, self._reason = Outcome.INTERRUPTED, "a signal ended the run"
        if isinstance(error, NotPublishedError):
            self._outcome = Outcome.REFUSED
            self.snapshot = self.snapshot or self._last_snapshot()

    def _last_snapshot(self) -> Snapshot | None:
        from catalogsite.state.snapshot_file import read_snapshot

        try:
            return read_snapshot(self._state.snapshot)
        except CatalogsiteError:
            return None

    def _summary(self, outcome: Outcome, code: int | None, reason: str | None) -> RunSummary:
        seconds = round(time.monotonic() - self._clock, 3)
        ended = outcome is not Outcome.RUNNING
        published = outcome is Outcome.PUBLISHED
        before = self._before.last_published if self._before else None
        return RunSummary(
            version=__version__,
            command=self._command,
            portal=self._run.config.title if self._run else None,
            outcome=outcome,
            exit_code=code,
            published=published,
            reason=reason,
            started=self._started,
            finished=self._started + timedelta(seconds=seconds) if ended else None,
            seconds=seconds if ended else None,
            cpu_seconds=round(_cpu_seconds() - self._cpu, 3) if ended else None,
            last_published=self._started if published else before,
            catalog=self._catalog() if ended else None,
        )

    def _catalog(self) -> CatalogSummary | None:
        from catalogsite.commands.run_summary import catalog_summary

        if self.snapshot is None:
            return None
        return catalog_summary(self.snapshot, self._started, self._seconds(self.snapshot))

    def _seconds(self, snapshot: Snapshot) -> dict[tuple[str, str], float]:
        """How long each source took, also where another command collected the same snapshot."""
        if self._collected is not None:
            return {(one.kind, one.name): one.seconds for one in self._collected.sources}
        before = self._before.catalog if self._before else None
        if before is None or before.created != snapshot.created:
            return {}
        return {
            (one.kind, one.name): one.seconds for one in before.sources if one.seconds is not None
        }

    def _write(self, summary: RunSummary) -> None:
        from catalogsite.commands.run_summary import run_as_markdown, run_as_metrics
        from catalogsite.state.run_file import write_metrics

        own = (self._state.metrics,) if self._state.folder.is_dir() else ()
        if own:
            self._write_summary(summary)
        for path in (*own, *filter(None, [self._metrics])):
            with self._warning(path):
                write_metrics(path, run_as_metrics(summary))
        step = os.environ.get(_STEP_SUMMARY)
        if step:
            with self._warning(Path(step)), Path(step).open("a", encoding="utf-8") as file:
                file.write(run_as_markdown(summary))

    def _write_summary(self, summary: RunSummary) -> None:
        from catalogsite.state.run_file import write_run

        with self._warning(self._state.run_summary):
            write_run(self._state.run_summary, summary)

    @contextmanager
    def _warning(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._terminal.warn(f"{path}: the summary cannot be written: {error.strerror}")


def _started() -> datetime:
    try:
        return now()
    except UserError:
        # What is wrong with SOURCE_DATE_EPOCH is reported when the run begins.
        return datetime.now(UTC)


def _cpu_seconds() -> float:
    """The CPU time of this process, and of its workers that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _reason(code: int, snapshot: Snapshot) -> str | None:
    """Why the run of a snapshot did not end with 0, in one line."""
    if code == exit_codes.USER_ERROR:
        return f"--fail-on: {levels(snapshot.problems)}"
    if code == exit_codes.PARTIAL:
        bad = [
            f"{one.kind} {one.name} ({one.state})" for one in snapshot.sources if one.state != "ok"
        ]
        return f"not up to date: {', '.join(bad)}"
    return None
