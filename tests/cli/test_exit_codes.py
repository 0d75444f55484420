"""Which exit code an outcome has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.cli import exit_codes
from catalogsite.commands.check.report import CheckReport
from catalogsite.errors import (
    ConfigError,
    DiskError,
    GitError,
    NotPublishedError,
    ProviderError,
    SnapshotError,
)
from catalogsite.model.problem import Level, Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure, SourceRun

ERROR = Problem(rule="tag-format", level=Level.ERROR, message="m")
WARNING = Problem(rule="tag-format", level=Level.WARNING, message="m")
INFO = Problem(rule="unknown-kind", level=Level.INFO, message="m")

LEVELS = [exit_codes.FailOn(name) for name in ("never", "info", "warning", "error")]


def snapshot(*problems, states=("ok",)):
    runs = tuple(SourceRun(kind="git", name=state, state=state) for state in states)
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return Snapshot(version="", created=now, sources=runs, problems=problems)


@pytest.mark.parametrize(
    ("given", "never", "info", "warning", "error"),
    [
        (snapshot(states=()), 0, 0, 0, 0),
        (snapshot(INFO), 0, 1, 0, 0),
        (snapshot(WARNING), 0, 1, 1, 0),
        (snapshot(ERROR), 0, 1, 1, 1),
        (snapshot(states=("ok", "stale")), 4, 4, 4, 4),
        (snapshot(states=("failed",)), 4, 4, 4, 4),
        (snapshot(WARNING, states=("failed",)), 4, 1, 1, 4),
        (snapshot(ERROR, states=("failed",)), 4, 1, 1, 1),
    ],
    ids=["none", "info", "warning", "error", "stale", "failed", "warning failed", "error failed"],
)
def test_code_of_a_snapshot(given, never, info, warning, error):
    codes = [exit_codes.of_snapshot(given, level) for level in LEVELS]
    assert codes == [never, info, warning, error]
    assert exit_codes.of_snapshot(given) == never


@pytest.mark.parametrize(
    ("problems", "failures", "code", "never", "warning"),
    [
        ((), (), 0, 0, 0),
        ((WARNING,), (), 0, 0, 1),
        ((ERROR,), (), 1, 0, 1),
        ((), (Failure(source="a", reason="b"),), 1, 1, 1),
    ],
    ids=["nothing", "warning", "error", "failure"],
)
def test_code_of_a_check(problems, failures, code, never, warning):
    report = CheckReport(files=0, entities=0, problems=problems, roots={}, failures=failures)
    assert exit_codes.of_report(report) == code
    assert exit_codes.of_report(report, exit_codes.FailOn.NEVER) == never
    assert exit_codes.of_report(report, exit_codes.FailOn.WARNING) == warning


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError, 1),
        (GitError, 1),
        (SnapshotError, 1),
        (ProviderError, 1),
        (DiskError, 1),
        (NotPublishedError, 5),
    ],
)
def test_code_of_an_error(error, code):
    assert exit_codes.of_error(error("w")) == code


def test_code_of_a_signal_is_that_of_a_shell():
    assert (exit_codes.of_signal(15), exit_codes.of_signal(1)) == (143, 129)
    assert exit_codes.of_signal(2) == exit_codes.INTERRUPTED
