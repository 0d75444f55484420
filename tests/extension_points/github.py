"""A GitHub on this machine: the REST calls that the collectors make, and git over HTTP.

It gives GraphQL to no token, so that the collectors use REST, and refuses what GitHub would refuse: calls, query parameters and values that `github_api.json`
does not name, and readers without the token. Answers have every field that GitHub promises; objects
in them (an owner, a run's repository) have no more than an id.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from base64 import b64decode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.git_backend import GitAnswer, git_answer, request_body, send

_API = json.loads((Path(__file__).parent / "github_api.json").read_text("utf-8"))
_PREFIX = "/api/v3"
_GRAPHQL = "/api/graphql"
_REFUSED = GitAnswer(401, {"WWW-Authenticate": 'Basic realm="GitHub"'}, b"")
_LARGEST_PAGE = 2
"""GitHub's is 100: small, so that every list of the tests has pages."""


@dataclass
class Trouble:
    """What the next `times` requests below a path are answered with instead."""

    path: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1


@dataclass
class GitHub:
    """One organisation; `projects` are the folders of its bare repositories."""

    token: str
    projects: Path
    organization: str = "acme"
    repositories: dict[str, dict] = field(default_factory=dict)
    workflows: dict[str, list[dict]] = field(default_factory=dict)
    runs: dict[str, list[dict]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    log: list[tuple[str, str, int]] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"github": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def statuses(self, path: str = _PREFIX) -> list[int]:
        """The statuses of the requests below a path since the log was emptied."""
        return [status for _, asked, status in self.log if asked.startswith(path)]

    def trouble_of(self, path: str) -> Trouble | None:
        """The trouble that this request runs into, if any."""
        found = next((t for t in self.troubles if t.times and path.startswith(t.path)), None)
        if found:
            found.times -= 1
        return found

    def items_of(self, call: str, names: tuple[str, ...], query: dict[str, str]) -> list | None:
        """All items that a call lists; None where there is nothing of that name."""
        if call in {"/orgs/{org}/repos", "/users/{username}/repos"}:
            kind = "/orgs/{org}/repos"
            known = names == (self.organization,) and call == kind
            return list(self.repositories.values()) if known else None
        name = names[1]
        if names[0] != self.organization or name not in self.repositories:
            return None
        if call.endswith("/workflows"):
            return self.workflows.get(name, [])
        branch = query.get("branch")
        runs = self.runs.get(name, [])
        return [run for run in runs if branch in (None, run["head_branch"])]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    github: GitHub

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if not parts.path.startswith(_PREFIX):
            self._git()
            return
        trouble = self.github.trouble_of(parts.path)
        if trouble is not None:
            self._json(trouble.status, {"message": "trouble"}, trouble.headers)
        elif self.headers.get("Authorization") != f"Bearer {self.github.token}":
            self._json(401, {"message": "Bad credentials"})
        else:
            self._api(parts.path.removeprefix(_PREFIX), dict(parse_qsl(parts.query)))

    def do_POST(self) -> None:
        if urlsplit(self.path).path != _GRAPHQL:
            self._git()
            return
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        trouble = self.github.trouble_of(_GRAPHQL)
        if trouble is not None:
            self._json(trouble.status, {"message": "trouble"}, trouble.headers)
        elif self.headers.get("Authorization") != f"Bearer {self.github.token}":
            self._json(401, {"message": "Bad credentials"})
        else:
            # As for a token that may read neither contents nor checks.
            message = "Resource not accessible by personal access token"
            self._json(200, {"data": None, "errors": [{"type": "FORBIDDEN", "message": message}]})

    def _api(self, path: str, query: dict[str, str]) -> None:
        for call, rules in _API["calls"].items():
            pattern = re.sub(r"\{\w+\}", "([^/]+)", call)
            if not (match := re.fullmatch(pattern, path)):
                continue
            if wrong := _wrong(rules["query"], query):
                self._json(422, {"message": f"Validation Failed: {wrong}"})
                return
            items = self.github.items_of(call, match.groups(), query)
            if items is not None:
                self._page(
                    path, query, [_filled(rules["object"], i) for i in items], rules["items"]
                )
                return
        self._json(404, {"message": "Not Found"})

    def _page(self, path: str, query: dict[str, str], items: list, key: str | None) -> None:
        size = min(int(query.get("per_page", 30)), _LARGEST_PAGE if key != "workflow_runs" else 100)
        number, last = int(query.get("page", 1)), max(1, -(-len(items) // size))
        shown = items[(number - 1) * size : number * size]
        base = f"{self.github.url}{_PREFIX}{path}"
        near = {"prev": number - 1, "first": 1} if number > 1 else {}
        near |= {"next": number + 1, "last": last} if number < last else {}
        links = [
            f'<{base}?{urlencode({**query, "page": n})}>; rel="{rel}"' for rel, n in near.items()
        ]
        body = {"total_count": len(items), key: shown} if key else shown
        self._json(200, body, {"Link": ", ".join(links)} if links else {})

    def _json(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        # As at GitHub, whose marks are made of the token too.
        hashed = content + self.headers.get("Authorization", "").encode()
        etag = f'W/"{hashlib.sha256(hashed).hexdigest()}"'
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, content = 304, b""
        self.github.log.append((self.command, self.path, status))
        self.send_response(status)
        limits = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4999"}
        given = {"ETag": etag} if status in (200, 304) else {}
        for name, value in {**limits, **given, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _git(self) -> None:
        body = request_body(self)
        answer = git_answer(self.github.projects, self, body) if self._may_fetch() else _REFUSED
        self.github.log.append((self.command, self.path, answer.status))
        send(self, answer)

    def _may_fetch(self) -> bool:
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        password = b64decode(given).decode() if kind == "Basic" else ""
        return password.partition(":")[2] == self.github.token

    def log_message(self, *_: object) -> None:
        pass


def _wrong(allowed: dict, query: dict[str, str]) -> str | None:
    for name, value in query.items():
        rule = allowed.get(name)
        fits = {
            "integer": value.isdecimal(),
            "boolean": value in {"true", "false"},
            "string": True,
        }
        if rule is None or not (value in rule if isinstance(rule, list) else fits[rule]):
            return f"{name}={value}"
    return None


def _filled(kind: str, item: dict) -> dict:
    """The item, with an example in every promised field that the test does not care for."""
    examples = {"string": "x", "integer": 1, "boolean": False, "object": {"id": 1}, "array": []}
    promised = _API["objects"][kind]
    rest = {name: None if "?" in type_ else examples[type_] for name, type_ in promised.items()}
    return {**rest, **item}
