"""What Acme's Argo CD answers: an application for each service and environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from catalogsite.commands.demo.answers.github import WEB as GITHUB
from catalogsite.commands.demo.answers.stated_deployments import (
    StatedDeployment,
    stated_deployments,
)

WEB = "https://argocd.acme.example"
_PHASES = {"passed": "Succeeded", "failed": "Failed", "running": "Running", "waiting": "Running"}


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` is by service, then by environment."""
    listed = [
        _application(service, list(stated_deployments(service, environment, one, now)))
        for service, environments in stated.items()
        for environment, one in environments.items()
    ]
    yield f"{WEB}/api/v1/applications", {"metadata": {}, "items": listed}


def _application(service: str, deployed: list[StatedDeployment]) -> dict[str, Any]:
    newest, environment = deployed[0], deployed[0].environment
    name, history = f"{service}-{environment}", [one for one in deployed if one.outcome == "passed"]
    image = f"registry.acme.example/{service}:{history[0].version}"
    source = {
        "repoURL": f"{GITHUB}/acme/deployments.git",
        "path": f"{service}/{environment}",
        "targetRevision": "HEAD",
    }
    place = {"server": "https://kubernetes.default.svc", "namespace": service}
    return {
        "metadata": {
            "name": name,
            "namespace": "argocd",
            "labels": {"service": service, "environment": environment},
            "uid": name,
        },
        "spec": {"project": "payments", "source": source, "destination": place},
        "status": {
            "sync": {
                "status": "OutOfSync" if newest.outcome == "failed" else "Synced",
                "revision": newest.commit,
            },
            "health": {
                "status": "Healthy" if newest.ended else "Progressing",
                "lastTransitionTime": _text(newest.last),
            },
            "reconciledAt": _text(newest.last),
            "summary": {"images": [image]},
            "history": [
                {
                    "id": number,
                    "revision": one.commit,
                    "deployStartedAt": _text(one.started),
                    "deployedAt": _text(one.last),
                    "source": source,
                    "initiatedBy": {"automated": True},
                }
                for number, one in enumerate(reversed(history), 1)
            ],
            "operationState": _operation(newest, source),
        },
    }


def _operation(newest: StatedDeployment, source: Mapping[str, Any]) -> dict[str, Any]:
    ended = {"finishedAt": _text(newest.ended)} if newest.ended else {}
    return {
        "phase": _PHASES[newest.outcome],
        "message": "one or more objects failed to apply" if newest.outcome == "failed" else "",
        "startedAt": _text(newest.started),
        **ended,
        "operation": {"initiatedBy": {"automated": True}, "sync": {"revision": newest.commit}},
        "syncResult": {"revision": newest.commit, "source": dict(source)},
    }


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
