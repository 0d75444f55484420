"""The messages and the exit code of a collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogsite.cli import exit_codes

if TYPE_CHECKING:
    from catalogsite.cli.portal.run_recorder import RunRecorder
    from catalogsite.cli.terminal import Terminal
    from catalogsite.collect.run import Run
    from catalogsite.model.snapshot import Snapshot


def warn_without_sources(run: Run, terminal: Terminal) -> None:
    """Warn where the configuration names no source."""
    if not run.config.sources:
        terminal.warn(
            "no source is named, so the catalog is empty\n"
            f"  fix: name one under `sources` in {run.config_file}, or folders as PATH"
        )


def end_of_collect(
    recorder: RunRecorder,
    run: Run,
    snapshot: Snapshot,
    fail_on: exit_codes.FailOn,
    *,
    accept: bool,
) -> int:
    """Say what a run has collected, and return its exit code."""
    from catalogsite.collect.publication.decision import refusal_of

    terminal = recorder.terminal
    recorder.collected(snapshot)
    terminal.failures(snapshot)
    refused = None if accept else refusal_of(run, snapshot)
    reason = f"a build will not publish this: {refused}" if refused else None
    if reason is not None:
        terminal.warn(f"{reason}; to publish it, use --accept")
    terminal.note(f"snapshot: {run.state.snapshot}")
    code = exit_codes.of_snapshot(snapshot, fail_on)
    return recorder.end(code, snapshot, published=False, reason=reason)
