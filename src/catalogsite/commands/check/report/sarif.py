"""Writes problems as SARIF 2.1.0, which code scanning and editors read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from catalogsite import __version__
from catalogsite.commands.check.report.findings import CheckReport
from catalogsite.model.problem import Level, Problem
from catalogsite.problems import rulebook

_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def problems_as_sarif(report: CheckReport, here: Path) -> str:
    """A log with one run and the rules of its problems; files are relative to `here`."""
    rules = sorted({problem.rule for problem in report.problems})
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": "catalogsite",
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    results = [_result(problem, report, here, numbers) for problem in report.problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    answer = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _rule(name: str) -> dict[str, Any]:
    rule = rulebook.rules().get(name)
    if rule is None:
        # A collector or a check of another package may report rules of its own.
        return {"id": name}
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.why, "markdown": rulebook.explained(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
    }


def _result(
    problem: Problem, report: CheckReport, here: Path, numbers: dict[str, int]
) -> dict[str, Any]:
    text = problem.message + (f"\nFix: {problem.fix}" if problem.fix else "")
    place = report.place(problem, here)
    # Without the line, so that a problem keeps its fingerprint when lines move.
    print_of = "\0".join((problem.rule, place or "", problem.entity_ref or "", problem.message))
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": numbers[problem.rule],
        "level": _LEVELS[problem.level],
        "message": {"text": text},
        "partialFingerprints": {"catalogsite/v1": hashlib.sha256(print_of.encode()).hexdigest()},
    }
    if place is not None:
        result["locations"] = [{"physicalLocation": _location(problem, place)}]
    return result


def _location(problem: Problem, place: str) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(place)}}
    if problem.line is not None:
        region = {"startLine": problem.line}
        if problem.column is not None:
            region["startColumn"] = problem.column
        location["region"] = region
    return location
