"""Writes problems as JSON. The keys are public: they never change their meaning."""

from __future__ import annotations

import json
from pathlib import Path

from catalogsite.commands.check.report.findings import CheckReport


def problems_as_json(report: CheckReport, here: Path) -> str:
    """The counts and problems of a report as JSON, with files relative to the folder `here`."""
    rows = [
        {
            "rule": problem.rule,
            "level": problem.level.value,
            "message": problem.message,
            "fix": problem.fix,
            "file": report.place(problem, here),
            "line": problem.line,
            "column": problem.column,
            "entityRef": problem.entity_ref,
        }
        for problem in report.problems
    ]
    answer = {"files": report.files, "entities": report.entities, "problems": rows}
    return json.dumps(answer, indent=2, ensure_ascii=False)
