"""Writes problems as annotations of a GitHub Actions run."""

from __future__ import annotations

from pathlib import Path

from catalogsite.commands.check.report.findings import CheckReport
from catalogsite.model.problem import Level, Problem

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}


def problems_as_github(report: CheckReport, here: Path) -> str:
    """One workflow command (`::error file=…`) a line; GitHub shows each at the line of the file."""
    return "\n".join(_command(problem, report, here) for problem in report.problems)


def _command(problem: Problem, report: CheckReport, here: Path) -> str:
    places = {
        "file": report.place(problem, here),
        "line": problem.line,
        "col": problem.column,
        "title": problem.rule,
    }
    settings = ",".join(f"{k}={_property(str(v))}" for k, v in places.items() if v is not None)
    text = problem.message + (f"\nfix: {problem.fix}" if problem.fix else "")
    return f"::{_COMMANDS[problem.level]} {settings}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
