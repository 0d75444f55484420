"""What Acme's GitHub answers about Dependabot: which repositories it watches, and its open alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from catalogsite.commands.demo.answers.github import API, WEB
from catalogsite.commands.demo.answers.request import Request


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has the `watched` repositories, and `alerts`."""
    alerts = [_alert(number, one, now) for number, one in enumerate(stated["alerts"], 1)]
    yield f"{API}/orgs/acme/dependabot/alerts", alerts
    nodes = [
        {"nameWithOwner": f"acme/{name}", "hasVulnerabilityAlertsEnabled": True}
        for name in stated["watched"]
    ]
    page = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": nodes}

    def watched(request: Request) -> Any:
        # Its builds are read by the REST API, as from a server whose GraphQL API is off.
        asked = b"hasVulnerabilityAlertsEnabled" in request.body
        return {"data": {"organization": {"repositories": page}}} if asked else None

    yield f"{WEB}/api/graphql", watched


def _alert(number: int, stated: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    repository, severity = stated["repository"], stated["severity"]
    # No advisory has such an id: GitHub's have other letters.
    id_ = f"GHSA-acme-0000-{number:04d}"
    package = {"ecosystem": stated["ecosystem"], "name": stated["package"]}
    return {
        "number": number,
        "state": "open",
        "dependency": {
            "package": package,
            "manifest_path": stated["file"],
            "scope": "runtime",
        },
        "security_advisory": {
            "ghsa_id": id_,
            "cve_id": None,
            "summary": stated["summary"],
            "severity": severity,
        },
        "security_vulnerability": {
            "package": package,
            "severity": severity,
            "first_patched_version": {"identifier": stated["fixed"]},
        },
        "html_url": f"{WEB}/acme/{repository}/security/dependabot/{number}",
        "created_at": f"{now - timedelta(days=stated['days']):%Y-%m-%dT%H:%M:%SZ}",
        "repository": {"name": repository, "full_name": f"acme/{repository}"},
    }
