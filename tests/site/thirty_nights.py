"""A portal over the nights that `thirty_nights.yaml` states: its providers answer as of each night."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import yaml

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.config.settings import load_config
from catalogsite.state.folders import State

GITHUB = "https://git.acme.example"
DEPLOYMENTS = "https://deployments.acme.example"
PAGERDUTY = "https://pagerduty.acme.example"
FIRST = datetime(2026, 1, 2, 2, tzinfo=UTC)
CONFIG = {
    "title": "Shop",
    "sources": [{"kind": "folder", "path": "repos/*"}],
    "enrich": [
        {"kind": "github_actions", "api_url": f"{GITHUB}/api/v3", "web_url": GITHUB},
        {"kind": "pagerduty", "api_url": PAGERDUTY},
        {"kind": "facts", "url": f"{DEPLOYMENTS}/facts.json"},
    ],
}


def moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


class Nights:
    """The portal and its state; `night` collects."""

    def __init__(self, folder: Path, stated: dict[str, Any]) -> None:
        self.folder, self.stated, self.number = folder, stated, 0
        (folder / "repos/shop").mkdir(parents=True)
        entities = "---\n".join(map(yaml.safe_dump, self._entities()))
        (folder / "repos/shop/catalog-info.yaml").write_text(entities, "utf-8")
        (folder / "catalogsite.yaml").write_text(json.dumps(CONFIG), "utf-8")

    def _entities(self) -> Iterator[dict[str, Any]]:
        yield _entity("System", "shop", {"owner": "blue"})
        for team, names in self.stated["owners"].items():
            yield _entity("Group", team, {"type": "team", "children": []})
            for name in names:
                service = self.stated["services"].get(name)
                notes = {"pagerduty.com/service-id": service} if service else {}
                notes["github.com/project-slug"] = f"acme/{name}"
                spec = {"type": "service", "lifecycle": "production"}
                yield _entity("Component", name, {**spec, "owner": team, "system": "shop"}, notes)

    @property
    def now(self) -> datetime:
        return FIRST + timedelta(days=self.number - 1)

    def run(self) -> Run:
        file = self.folder / "catalogsite.yaml"
        state, transport = State(self.folder / ".catalogsite"), httpx.MockTransport(self.answer)
        return Run(load_config(file), state, self.now, config_file=file, transport=transport)

    def collect(self, number: int) -> Any:
        self.number = number
        return pipeline.collect(self.run())

    def build(self) -> Path:
        pipeline.build(self.run(), self.folder / "site", accept=True)
        return self.folder / "site"

    # What the providers answer tonight.

    def answer(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        if url.startswith(DEPLOYMENTS):
            if self.number in self.stated["deployments"]["down"]:
                return httpx.Response(401)
            return httpx.Response(200, json={"source": "Deployments", "facts": list(self._facts())})
        if url.startswith(PAGERDUTY):
            parts = urlsplit(url)
            return httpx.Response(200, json=self._pagerduty(parts.path, parse_qs(parts.query)))
        name = request.url.path.removeprefix("/api/v3/repos/acme/").partition("/")[0]
        return httpx.Response(200, json=self._builds(name, request.url.path))

    def _facts(self) -> Iterator[dict[str, Any]]:
        for name, one in self.stated["deployments"].items():
            if name != "down" and self.number >= one.get("from", 0):
                given = one.get("list") or list(_daily(one["daily"]))
                ended = [
                    deployment for deployment in given if moment(deployment["finished"]) <= self.now
                ]
                listed = [_listed(deployment, ended) for deployment in ended]
                yield {
                    "key": "deployments.acme",
                    "entity": name,
                    "deployments": listed[-one["most"] :],
                }

    def _pagerduty(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        if path == "/services":
            ids = sorted(set(self.stated["services"].values()))
            policy = {"id": "POL", "summary": "All"}
            services = [
                {"id": one, "html_url": f"{PAGERDUTY}/{one}", "status": "active",
                 "escalation_policy": policy}
                for one in ids
            ]  # fmt: skip
            return {"services": services, "more": False}
        if path == "/oncalls":
            return {"oncalls": [], "more": False}
        found = [
            incident
            for one in self.stated["incidents"]
            if (incident := self._incident(one))["status"] in query["statuses[]"]
            and moment(one["opened"]) <= self.now
            and ("since" not in query or incident["created_at"] >= query["since"][0])
        ]
        return {"incidents": found, "more": False}

    def _incident(self, one: dict[str, Any]) -> dict[str, Any]:
        resolved = (
            one["resolved"] if one["resolved"] and moment(one["resolved"]) <= self.now else None
        )
        return {
            "id": one["id"],
            "title": "Shop is down",
            "status": "resolved" if resolved else "triggered",
            "urgency": "high",
            "html_url": f"{PAGERDUTY}/incidents/{one['id']}",
            "created_at": moment(one["opened"]).isoformat(),
            "resolved_at": resolved and moment(resolved).isoformat(),
            "service": {"id": one["service"]},
        }

    def _builds(self, name: str, path: str) -> dict[str, Any]:
        """The workflow of a repository, or its runs of the last ten nights, each an hour before."""
        if path.endswith("/workflows"):
            workflow = {
                "id": 1,
                "name": "CI",
                "path": ".github/workflows/ci.yml",
                "state": "active",
            }
            return {"total_count": 1, "workflows": [workflow]}
        if not path.endswith("/runs"):
            return {"total_count": 0, "jobs": []}
        failing = self.stated["failing"].get(name, ())
        nights = range(self.number, max(0, self.number - 10), -1)
        runs = [_run(night, "failure" if night in failing else "success") for night in nights]
        return {"total_count": len(runs), "workflow_runs": runs}


def _run(night: int, conclusion: str) -> dict[str, Any]:
    started = FIRST + timedelta(days=night - 1, hours=-1)
    return {
        "id": night,
        "workflow_id": 1,
        "run_number": night,
        "event": "push",
        "status": "completed",
        "conclusion": conclusion,
        "head_branch": "main",
        "head_sha": f"{night:040}",
        "html_url": f"{GITHUB}/acme/runs/{night}",
        "run_started_at": started.isoformat(),
        "updated_at": (started + timedelta(minutes=1)).isoformat(),
    }


def _entity(
    kind: str, name: str, spec: dict[str, Any], annotations: dict[str, str] | None = None
) -> dict[str, Any]:
    metadata = {"name": name, "annotations": annotations or {}}
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    }


def _daily(stated: dict[str, Any]) -> Iterator[dict[str, Any]]:
    day = stated["from"]
    while day <= stated["until"]:
        at = f"{day.isoformat()}T12:00:00Z"
        committed = f"{day.isoformat()}T11:00:00Z"
        yield {"finished": at, "committed": committed, "commit": f"d{day:%m%d}000"}
        day += timedelta(days=1)


def _listed(one: dict[str, Any], ended: list[dict[str, Any]]) -> dict[str, Any]:
    """A deployment as its provider lists it: only the newest of an environment is live."""
    where = one.get("environment", "production")
    successes = [
        other
        for other in ended
        if other.get("environment", "production") == where and other.get("state") != "failed"
    ]
    state = one.get("state") or ("live" if successes and successes[-1] is one else "superseded")
    times = {key: moment(one[key]).isoformat() for key in ("finished", "committed") if key in one}
    named = {key: one[key] for key in ("commit", "version") if key in one}
    return {"environment": where, "state": state, "since": times["finished"], **named, **times}


def rows_of(page: str) -> dict[str, list[str]]:
    """The rows of the table of delivery: the words of each cell, and of the line what it says."""
    table = page.partition("cs-delivery")[2].partition("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {title: [_words(cell) for cell in cells.split("</td>")[:-1]] for title, cells in rows}


def _words(cell: str) -> str:
    line = re.search(r'aria-label="([^"]*)"', cell)
    if line:
        return unescape(line.group(1))
    return " | ".join(filter(None, (text.strip() for text in re.split("<[^>]*>", unescape(cell)))))


def stale_cards(page: str) -> list[str]:
    """The titles of the cards that are marked as stale."""
    return re.findall(r'<section class="[^"]*cs-card--stale[^"]*" aria-label="([^"]*)"', page)
