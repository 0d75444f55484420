"""Enrichment `sonarqube`: the quality gate, measures and coverage of projects of SonarQube."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from catalogsite.collectors.access.rights import Access, account_of
from catalogsite.collectors.account import (
    Account,
    Results,
    collect_account,
    entities_by,
    targets_of,
)
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item, given
from catalogsite.collectors.targets import Hint, Target, is_instance
from catalogsite.errors import ProviderError
from catalogsite.model.facts.quality.coverage import Coverage
from catalogsite.model.facts.quality.gate import Gate, GateMeasure, GateState
from catalogsite.network.client import Client

TITLE = "SonarQube"
HINT = Hint("sonarqube.org/project-key", "{name}")
STATES: dict[str, GateState] = {
    "OK": "passed",
    "WARN": "warning",
    "ERROR": "failed",
    "NONE": "none",
}
_GATE, _DETAILS = "alert_status", "quality_gate_details"
_COVERAGE = ("coverage", "lines_to_cover", "uncovered_lines")
_SHOWN = (
    *("bugs", "vulnerabilities", "code_smells", "security_hotspots", "duplicated_lines_density"),
    # Since 10.8 these stand in the place of the first three.
    *(f"software_quality_{one}_issues" for one in ("reliability", "security", "maintainability")),
)
_LIMITS = {"LT": "at least", "GT": "at most"}
_MOST = 100


class Settings(CollectorSettings):
    """The server to read; `instance` is its name before the slash in the annotation."""

    kind: Literal["sonarqube"] = "sonarqube"
    url: Address
    instance: str | None = None
    token: Secret = Secret(env="SONAR_TOKEN")


class _Metric(NamedTuple):
    name: str
    unit: str | None


def collect(settings: Settings, context: Context) -> Results:
    """The gate of each project that an entity names, and its coverage where that is measured."""
    named = _named(settings, context)
    if named:
        client, read = _open(settings, context), partial(_read, named)
        yield from collect_account(settings, context, "the API of a SonarQube", client, read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each project that entities name."""
    return targets_of(_named(settings, context))


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("api/metrics/search", {"ps": 1})
        return Access(account_of(client, "api/users/current", "login"))


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.url, token=settings.token.value(context.env))


def _named(settings: Settings, context: Context) -> dict[str, list[str]]:
    """The entities by the key of a project on this server."""
    found: dict[str, list[str]] = {}
    for value, refs in entities_by(HINT.annotation, context).items():
        instance, _, key = value.rpartition("/")
        if is_instance(instance or None, settings, context):
            found[key] = sorted({*found.get(key, ()), *refs})
    return found


def _read(named: Mapping[str, Sequence[str]], account: Account) -> Results:
    listed = account.item("api/metrics/search", (("ps", 500),)).need_items("metrics")
    metrics = {key: _metric(one) for one in listed if (key := one.text("key"))}
    # A metric that this version does not have would be an error for all.
    wanted = [one for one in (_GATE, _DETAILS, *_COVERAGE, *_SHOWN) if one in metrics]
    measures: dict[str, dict[str, str]] = {}
    projects = sorted(named)
    for start in range(0, len(projects), _MOST):
        keys = ",".join(projects[start : start + _MOST])
        params = (("projectKeys", keys), ("metricKeys", ",".join(wanted)))
        for one in account.item("api/measures/search", params).need_items("measures"):
            project, metric, value = (one.text(key) for key in ("component", "metric", "value"))
            if project and metric and value is not None:
                measures.setdefault(project, {})[metric] = value
    times = dict(
        account.client.each(partial(_analysed, account), sorted(set(measures) & set(named)))
    )
    for key, refs in named.items():
        if key not in measures:
            # The server leaves out what the token may not read, without a word.
            yield account.missing(key, refs, HINT.annotation)
            continue
        url = f"{account.settings.url}/dashboard?id={quote(key, safe='')}"
        time = times[key]
        if isinstance(time, ProviderError):
            yield account.failure(time, refs, key)
            time = None
        gate = _gate(measures[key], metrics, time, url)
        yield from account.facts(refs, "quality.gate.sonarqube", gate, url)
        coverage = _coverage(measures[key], time, url)
        if coverage is not None:
            yield from account.facts(refs, "quality.coverage.sonarqube", coverage, url)


def _metric(one: Item) -> _Metric:
    unit = "%" if one.text("type") == "PERCENT" else None
    return _Metric(one.text("name") or one.text("key") or "", unit)


def _analysed(account: Account, project: str) -> str | ProviderError | None:
    """When a project was analysed last; None where that may not be read."""
    try:
        found = account.item("api/project_analyses/search", (("project", project), ("ps", 1)))
    except ProviderError as error:
        refused = error.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
        return None if refused else error
    return next((one.time("date") for one in found.items("analyses")), None)


def _gate(
    values: Mapping[str, str], metrics: Mapping[str, _Metric], time: str | None, url: str
) -> Gate:
    raw = values.get(_GATE)
    details = _conditions(values.get(_DETAILS))
    shown = [_condition(one, metrics) for one in details]
    names = {one.get("metric") for one in details}
    shown += [
        _measure(metrics.get(key, _Metric(key, None)), values[key])
        for key in _SHOWN
        if key in values and key not in names
    ]
    state = STATES.get(raw, "unknown") if raw else "none"
    measures = tuple(one for one in shown if one is not None)
    return Gate(**given(state=state, raw=raw, time=time, url=url, measures=measures))


def _conditions(text: str | None) -> list[dict[str, Any]]:
    """The conditions of a gate, which the server writes as JSON into a text."""
    try:
        found = json.loads(text or "{}")
        listed = found.get("conditions") if isinstance(found, dict) else None
    except ValueError:
        return []
    return (
        [one for one in listed or () if isinstance(one, dict)] if isinstance(listed, list) else []
    )


def _condition(one: Mapping[str, Any], metrics: Mapping[str, _Metric]) -> GateMeasure | None:
    key, actual, least = (str(one.get(name, "")) for name in ("metric", "actual", "error"))
    metric = metrics.get(key, _Metric(key, None))
    found = _measure(metric, actual)
    if found is None:
        return None
    limit = " ".join(filter(None, (_LIMITS.get(str(one.get("op"))), least, metric.unit)))
    state = STATES.get(str(one.get("level")), "unknown")
    return found.model_copy(update={"state": state, "limit": limit})


def _measure(metric: _Metric, value: str) -> GateMeasure | None:
    number = _number(value)
    return (
        None
        if number is None
        else GateMeasure(**given(name=metric.name, value=number, unit=metric.unit))
    )


def _coverage(values: Mapping[str, str], time: str | None, url: str) -> Coverage | None:
    percent, lines, missed = (_number(values.get(key, "")) for key in _COVERAGE)
    if percent is None:
        return None
    known = lines is not None and missed is not None
    return Coverage(
        **given(
            percent=percent,
            lines=int(lines or 0) if known else None,
            covered=int((lines or 0) - (missed or 0)) if known else None,
            time=time,
            url=url,
        )
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
