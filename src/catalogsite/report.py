"""Problems as other programs read them: JSON, and annotations of a GitHub run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from catalogsite.model import Level, Problem, Snapshot, Value

_GITHUB = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}


class CheckReport(Value):
    """What `check` found; `roots` are the folders of the repositories by their id."""

    files: int
    entities: int
    problems: tuple[Problem, ...]
    roots: dict[str, Path]


def check_report(snapshot: Snapshot) -> CheckReport:
    """The problems of a snapshot whose sources are folders of this machine."""
    return CheckReport(
        files=len({(o.repository, o.file) for o in snapshot.origins.values() if o.file}),
        entities=len(snapshot.entities),
        problems=snapshot.problems,
        roots={},
    )


def problems_as_json(report: CheckReport, here: Path) -> str:
    """The public form of design §5, files relative to `here`."""
    rows = [
        {
            "rule": problem.rule,
            "level": problem.level.value,
            "message": problem.message,
            "fix": problem.fix,
            "file": _file(problem, report, here),
            "line": problem.line,
            "column": problem.column,
            "entityRef": problem.entity_ref,
        }
        for problem in report.problems
    ]
    answer: dict[str, Any] = {"files": report.files, "entities": report.entities, "problems": rows}
    return json.dumps(answer, indent=2, ensure_ascii=False)


def problems_as_github(report: CheckReport, here: Path) -> str:
    """Workflow commands, one a line; GitHub shows them at the line of the file."""
    return "\n".join(_command(problem, report, here) for problem in report.problems)


def _command(problem: Problem, report: CheckReport, here: Path) -> str:
    places = {
        "file": _file(problem, report, here),
        "line": problem.line,
        "col": problem.column,
        "title": problem.rule,
    }
    settings = ",".join(f"{k}={_property(str(v))}" for k, v in places.items() if v is not None)
    text = problem.message + (f"\nfix: {problem.fix}" if problem.fix else "")
    return f"::{_GITHUB[problem.level]} {settings}::{_data(text)}"


def _file(problem: Problem, report: CheckReport, here: Path) -> str | None:
    if problem.file is None:
        return None
    root = report.roots.get(problem.repository or "")
    path = root / problem.file if root else Path(problem.file)
    try:
        return path.relative_to(here).as_posix()
    except ValueError:
        return path.as_posix()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
