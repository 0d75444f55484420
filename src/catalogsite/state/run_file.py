"""The files that the last run leaves for machines: `run.json` and `catalogsite.prom`."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from catalogsite.model.run_summary import RUN_SCHEMA, RunSummary
from catalogsite.state.atomic import atomic_write, read_regular

_FOR_EVERYBODY = 0o644
"""Metrics are read by another user, that of node_exporter."""


def write_run(path: Path, summary: RunSummary) -> None:
    """Replace the summary at `path`."""
    atomic_write(path, summary.model_dump_json(by_alias=True, indent=2).encode() + b"\n")


def read_run(path: Path) -> RunSummary | None:
    """The summary at `path`; None where there is none that this version can read."""
    try:
        summary = RunSummary.model_validate_json(read_regular(path))
    except (OSError, ValidationError):
        return None
    return summary if summary.schema_ == RUN_SCHEMA else None


def write_metrics(path: Path, metrics: str) -> None:
    """Replace the metrics at `path` in one step, as node_exporter needs it."""
    atomic_write(path, metrics.encode(), _FOR_EVERYBODY)
