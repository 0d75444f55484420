"""The GitHub and Prometheus of the demo: a server on this machine while the demo collects.

The collectors read it like the real ones.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel

from catalogsite.collectors.builds import github_actions
from catalogsite.collectors.monitoring import prometheus
from catalogsite.collectors.protocol import Secret

GIT = "https://git.acme.example"
METRICS = "https://prometheus.acme.example"
PROVIDER_SETTINGS = f"""
# Both answer only while `catalogsite demo` runs. A later `catalogsite build` keeps what they answered,
# shows how old it is, and ends with exit code 4.
enrich:
  - kind: github_actions
    api_url: {GIT}/api/v3
    web_url: {GIT}
    token: {{env: CATALOGSITE_DEMO_TOKEN}}
  - kind: prometheus
    url: {METRICS}
    queries:
      availability: {{query: availability, unit: "%"}}
"""
"""What the configuration of the demo says of its providers."""

# The demo must not read the user's own token.
_NO_TOKEN = Secret(env="CATALOGSITE_DEMO_TOKEN")


@contextmanager
def example_providers(file: Path, now: datetime) -> Iterator[tuple[BaseModel, ...]]:
    """Serve the answers of the file; yields the settings of the collectors that read them."""
    answers = dict(_answers(yaml.safe_load(file.read_text("utf-8")), now))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answers))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield (
            github_actions.Settings(api_url=address, web_url=GIT, token=_NO_TOKEN),
            prometheus.Settings(
                url=address,
                web_url=METRICS,
                queries={"availability": prometheus.Query(query="availability", unit="%")},
            ),
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(answers: Mapping[str, Any]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """The answer of the file, else an empty answer of GitHub."""
            known = answers.get(urlsplit(self.path).path)
            nothing = {"total_count": 0, "workflows": [], "workflow_runs": []}
            body = json.dumps(nothing if known is None else known).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            """The answer to the one query of the demo."""
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Write no log."""

    return Handler


def _answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    for repository, workflows in stated["builds"].items():
        path = f"/repos/acme/{repository}/actions"
        page = f"{GIT}/acme/{repository}/actions"
        listed = [_workflow(n, name, page) for n, name in enumerate(workflows, 1)]
        runs = [_run(n, run, page, now) for n, run in enumerate(workflows.values(), 1)]
        yield f"{path}/workflows", {"total_count": len(listed), "workflows": listed}
        yield f"{path}/runs", {"total_count": len(runs), "workflow_runs": runs}
    series = [
        {"metric": {"service": name}, "value": [now.timestamp(), str(value)]}
        for name, value in stated["metrics"]["availability"].items()
    ]
    yield "/api/v1/query", _success({"resultType": "vector", "result": series})
    rules = [_rule(alert, now) for alert in stated["alerts"]]
    yield "/api/v1/rules", _success({"groups": [{"name": "acme", "rules": rules}]})


def _success(data: Any) -> dict[str, Any]:
    return {"status": "success", "data": data}


def _workflow(number: int, name: str, page: str) -> dict[str, Any]:
    file = name.lower().replace(" ", "-")
    return {
        "id": number,
        "name": name,
        "path": f".github/workflows/{file}.yml",
        "state": "active",
        "html_url": f"{page}/workflows/{file}.yml",
    }


def _run(number: int, stated: list[Any], page: str, now: datetime) -> dict[str, Any]:
    outcome, hours, seconds = stated
    running = outcome == "in_progress"
    started = now - timedelta(hours=hours, seconds=seconds)
    return {
        "workflow_id": number,
        "run_number": 100 + number,
        "event": "push",
        "status": "in_progress" if running else "completed",
        "conclusion": None if running else outcome,
        "head_branch": "main",
        "html_url": f"{page}/runs/{100 + number}",
        "run_started_at": started.isoformat(timespec="seconds"),
        "updated_at": (now - timedelta(hours=hours)).isoformat(timespec="seconds"),
    }


def _rule(alert: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    since = now - timedelta(hours=alert["hours"])
    raised = {
        "labels": {"service": alert["service"], "severity": alert["severity"]},
        "annotations": {"summary": alert["summary"]},
        "state": alert["state"],
        "activeAt": since.isoformat(timespec="seconds"),
    }
    return {"name": alert["name"], "type": "alerting", "health": "ok", "alerts": [raised]}
