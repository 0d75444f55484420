"""What Acme's GitHub answers about the environments of its repositories, by GraphQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from catalogsite.commands.demo.answers.github import WEB
from catalogsite.commands.demo.answers.request import Request
from catalogsite.commands.demo.answers.stated_deployments import (
    StatedDeployment,
    stated_deployments,
)

_ASKED = re.compile(r'(r\d+): repository\(owner: "acme", name: "([^"]+)"\)')
_STATES = {
    "passed": "INACTIVE",
    "failed": "FAILURE",
    "running": "IN_PROGRESS",
    "waiting": "WAITING",
}
_ENDS = {"passed": "SUCCESS", "failed": "FAILURE"}


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` is by repository, then by environment."""
    known = {
        name: _repository(name, [*_environments(name, environments, now)])
        for name, environments in stated.items()
    }

    def asked(request: Request) -> Any:
        if b"latestCompletedDeployment" not in request.body:
            return None
        parts = _ASKED.findall(json.loads(request.body)["query"])
        return {"data": {part: known.get(name, _repository(name, [])) for part, name in parts}}

    yield f"{WEB}/api/graphql", asked


def _environments(
    name: str, stated: Mapping[str, Any], now: datetime
) -> Iterator[Sequence[StatedDeployment]]:
    for environment, one in stated.items():
        yield list(stated_deployments(name, environment, one, now))


def _repository(name: str, environments: Sequence[Sequence[StatedDeployment]]) -> dict[str, Any]:
    every = sorted((one for own in environments for one in own), key=lambda one: one.last)
    numbers = {one: number for number, one in enumerate(every, 1)}
    made = [_made(name, number, one, environments) for one, number in numbers.items()]
    listed = [
        {"name": own[0].environment, "latestCompletedDeployment": made[numbers[last] - 1]}
        for own in environments
        if (last := next(one for one in own if one.ended))
    ]
    return {
        "environments": {"totalCount": len(listed), "nodes": listed},
        "deployments": {"totalCount": len(made), "nodes": made[::-1]},
    }


def _made(
    name: str,
    number: int,
    one: StatedDeployment,
    environments: Sequence[Sequence[StatedDeployment]],
) -> dict[str, Any]:
    lives = {
        next((own for own in listed if own.outcome == "passed"), None) for listed in environments
    }
    word = _ENDS.get(one.outcome, _STATES[one.outcome])
    page = f"{WEB}/acme/{name}/actions/runs/{number}"
    return {
        "databaseId": number,
        "environment": one.environment,
        "state": "ACTIVE" if one in lives else _STATES[one.outcome],
        "createdAt": _text(one.started),
        "creator": {"__typename": "Bot", "login": one.by},
        "commitOid": one.commit,
        "commit": {"committedDate": _text(one.committed)},
        "ref": {"name": f"v{one.version}", "prefix": "refs/tags/"},
        "statuses": {
            "nodes": [{"state": word, "createdAt": _text(one.last), "logUrl": page}],
        },
    }


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
