"""Writes problems as JSON. The keys are public: they never change their meaning."""

from __future__ import annotations

import json
from pathlib import Path

from catalogsite.commands.check.report.findings import CheckReport
from catalogsite.commands.check.suggestions import Suggestion


def problems_as_json(report: CheckReport, here: Path, *, suggest: bool = False) -> str:
    """The counts and problems of a report as JSON, with files relative to the folder `here`.

    With `suggest` also what could be added to descriptors.
    """
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
    answer: dict[str, object] = {
        "files": report.files,
        "entities": report.entities,
        "problems": rows,
    }
    if suggest:
        answer["suggestions"] = [_suggestion(one, report, here) for one in report.suggestions]
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _suggestion(one: Suggestion, report: CheckReport, here: Path) -> dict[str, object]:
    return {
        "entityRef": one.entity_ref,
        "file": report.place(one, here),
        "line": one.line,
        "field": one.field,
        "add": [
            {
                "reference": added.reference,
                "targetRef": added.target,
                "package": added.package or None,
                "file": added.file or None,
                "line": added.line or None,
            }
            for added in one.additions
        ],
        "yaml": one.yaml,
    }
