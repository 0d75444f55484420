"""Adds the problems of documentation to a snapshot, by converting all of it."""

from __future__ import annotations

from catalogsite.collect.run import Run
from catalogsite.docs.documentation import Prepared, prepare
from catalogsite.model.snapshot import Snapshot


def with_documentation(snapshot: Snapshot, run: Run) -> Prepared:
    """The snapshot with all problems that are not suppressed, and its converted documentation."""
    config = run.config
    return prepare(
        snapshot,
        run.state,
        run.progress,
        config.problems,
        config.jobs,
        config.limits,
        config.executor,
    )
