"""The providers of the demo: what answers the collectors' requests while the demo collects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from catalogsite.commands.demo.answers import (
    alertmanager,
    argocd,
    datadog,
    dependabot,
    github,
    github_deployments,
    gitlab,
    grafana,
    jenkins,
    opsgenie,
    pagerduty,
    prometheus,
    scorecard,
    sentry,
    sonarqube,
)
from catalogsite.commands.demo.answers.request import Request
from catalogsite.network.connection import Transport, transport_of

_ANSWERS: Mapping[str, Callable[[Mapping[str, Any], datetime], Iterator[tuple[str, Any]]]] = {
    "github_actions": github.answers,
    "gitlab_ci": gitlab.answers,
    "jenkins": jenkins.answers,
    "prometheus": prometheus.answers,
    "alertmanager": alertmanager.answers,
    "grafana": grafana.answers,
    "datadog": datadog.answers,
    "sentry": sentry.answers,
    "pagerduty": pagerduty.answers,
    "opsgenie": opsgenie.answers,
    "sonarqube": sonarqube.answers,
    "dependabot_alerts": dependabot.answers,
    "scorecard": scorecard.answers,
    "github_deployments": github_deployments.answers,
    "argocd": argocd.answers,
}
"""The answers to each kind of collector, from what is stated for it and the time."""


def stated_providers(folder: Path) -> dict[str, Any]:
    """What the files of a folder state by the kind of a collector, and what is refused tonight."""
    files = sorted(folder.glob("*.yaml"))
    parts = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    return {name: value for part in parts for name, value in part.items()}


def example_providers(
    stated: Mapping[str, Any], now: datetime, *, refused: tuple[str, ...] = ()
) -> Transport:
    """What answers the requests to Acme's providers as of `now`, without a network.

    `stated` is by the kind of a collector; projects that are `refused` are answered with 403.
    """
    known: dict[str, list[Any]] = {}
    for kind, answers in _ANSWERS.items():
        for address, found in answers(stated[kind], now) if kind in stated else ():
            known.setdefault(address, []).append(found)
    hidden = tuple(f"/{quote(one, safe='')}/" for one in refused)

    def answer(method: str, url: str, body: bytes) -> tuple[int, bytes]:
        request = Request(method, url, body)
        if any(one in request.address for one in hidden):
            return 403, b"{}"
        listed = known.get(request.address, [github.no_answer(request.address)])
        answered = (one(request) if callable(one) else one for one in listed)
        found = next((one for one in answered if one is not None), None)
        text = found if isinstance(found, str) else json.dumps(found)
        return 404 if found is None else 200, text.encode()

    return transport_of(answer)
