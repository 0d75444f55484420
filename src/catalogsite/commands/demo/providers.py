"""The providers of the demo: what answers the collectors' requests while the demo collects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from catalogsite.commands.demo import (
    github_answers,
    gitlab_answers,
    jenkins_answers,
    prometheus_answers,
)
from catalogsite.network.connection import Transport, transport_of

PROVIDER_SETTINGS = f"""
# These answer only while `catalogsite demo` runs. A later `catalogsite build` keeps what they answered,
# shows how old it is, and ends with exit code 4.
enrich:
  - kind: github_actions
    api_url: {github_answers.API}
    web_url: {github_answers.WEB}
    token: {{env: CATALOGSITE_DEMO_TOKEN}}
  - kind: gitlab_ci
    api_url: {gitlab_answers.API}
    token: {{env: CATALOGSITE_DEMO_TOKEN}}
  - kind: jenkins
    url: {jenkins_answers.WEB}
    token: {{env: CATALOGSITE_DEMO_TOKEN}}
  - kind: prometheus
    url: {prometheus_answers.WEB}
    queries:
      availability: {{query: availability, unit: "%"}}
"""
"""What the configuration of the demo says of its providers."""


def example_providers(
    stated: Mapping[str, Any], now: datetime, *, refused: tuple[str, ...] = ()
) -> Transport:
    """What answers the requests to Acme's providers as of `now`, without a network.

    `stated` is by the kind of a collector; projects that are `refused` are answered with 403.
    """
    answers = dict(_answers(stated, now))
    hidden = tuple(f"/{quote(one, safe='')}/" for one in refused)

    def answer(_method: str, url: str) -> tuple[int, bytes]:
        address = url.partition("?")[0]
        if any(one in address for one in hidden):
            return 403, b"{}"
        found = answers.get(address, github_answers.no_answer(address))
        text = found if isinstance(found, str) else json.dumps(found)
        return 404 if found is None else 200, text.encode()

    return transport_of(answer)


def _answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """The address and the answer of each request that the collectors send."""
    yield from github_answers.github_answers(stated.get("github_actions", {}), now)
    yield from gitlab_answers.gitlab_answers(stated.get("gitlab_ci", {}), now)
    yield from jenkins_answers.jenkins_answers(stated.get("jenkins", {}), now)
    if "prometheus" in stated:
        yield from prometheus_answers.prometheus_answers(stated["prometheus"], now)
