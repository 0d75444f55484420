"""What Acme's SonarQube answers: measures of projects, and when each was analysed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from catalogsite.commands.demo.answers.request import Request

WEB = "https://sonarqube.acme.example"
_METRICS = {
    "alert_status": ("LEVEL", "Quality Gate Status"),
    "quality_gate_details": ("DATA", "Quality Gate Details"),
    "coverage": ("PERCENT", "Coverage"),
    "lines_to_cover": ("INT", "Lines to Cover"),
    "uncovered_lines": ("INT", "Uncovered Lines"),
    "bugs": ("INT", "Bugs"),
    "vulnerabilities": ("INT", "Vulnerabilities"),
    "code_smells": ("INT", "Code Smells"),
    "duplicated_lines_density": ("PERCENT", "Duplicated Lines (%)"),
    "new_coverage": ("PERCENT", "Coverage on New Code"),
}
_GATE: Mapping[str, tuple[str, float]] = {
    "new_coverage": ("LT", 80),
    "bugs": ("GT", 0),
    "vulnerabilities": ("GT", 0),
}
"""The conditions of Acme's gate: what fails it, and beyond which limit."""


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` is by the key of a project."""
    yield (
        f"{WEB}/api/metrics/search",
        {"metrics": [_metric(key) for key in _METRICS], "total": len(_METRICS), "p": 1, "ps": 500},
    )
    measures = [one for key, project in stated.items() for one in _measures(key, project)]
    yield f"{WEB}/api/measures/search", {"measures": measures}

    def analyses(request: Request) -> Any:
        found = [one for key, one in stated.items() if request.asks("project", key)]
        return _analyses(now - timedelta(hours=found[0]["hours"])) if found else None

    yield f"{WEB}/api/project_analyses/search", analyses


def _metric(key: str) -> dict[str, Any]:
    type_, name = _METRICS[key]
    return {"id": key, "key": key, "type": type_, "name": name, "domain": "", "hidden": False}


def _measures(key: str, stated: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    lines, conditions = stated["lines"], [_condition(metric, stated) for metric in _GATE]
    state = "ERROR" if any(one["level"] == "ERROR" for one in conditions) else "OK"
    values = {
        "alert_status": state,
        "quality_gate_details": json.dumps({"level": state, "conditions": conditions}),
        "coverage": stated["coverage"],
        "lines_to_cover": lines,
        "uncovered_lines": lines - round(lines * stated["coverage"] / 100),
        "code_smells": stated["code_smells"],
        "duplicated_lines_density": stated["duplicated_lines_density"],
    }
    return ({"component": key, "metric": name, "value": str(values[name])} for name in values)


def _condition(metric: str, stated: Mapping[str, Any]) -> dict[str, str]:
    op, limit = _GATE[metric]
    value = stated.get(metric, 0)
    failed = value < limit if op == "LT" else value > limit
    level = "ERROR" if failed else "OK"
    return {
        "metric": metric,
        "op": op,
        "error": str(limit),
        "actual": str(value),
        "level": level,
    }


def _analyses(moment: datetime) -> dict[str, Any]:
    one = {"key": "latest", "date": f"{moment:%Y-%m-%dT%H:%M:%S%z}", "events": []}
    return {"paging": {"pageIndex": 1, "pageSize": 1, "total": 1}, "analyses": [one]}
