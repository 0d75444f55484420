"""A host for publishing actions: a git server on this machine, and an API that answers in process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from tests.scaffold.publishing.git_server import GitServer
from tests.specifications.published import described, is_at_hand, published_for

from catalogsite.collect.run import Run
from catalogsite.collect.templates.publisher import HostPublisher, publisher_of
from catalogsite.config.settings import Config
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing import ACTIONS
from catalogsite.scaffold.run.workspace import Workspace
from catalogsite.scaffold.templates.template import Template
from catalogsite.state.folders import State

TOKEN = "t0ken-of-the-user"
SECRET = "s3cret-of-the-form"
ACTION: dict[str, Action] = {one.name: one for one in ACTIONS}
_API = {
    "github": "https://ghe.acme.example/api/v3",
    "gitlab": "https://gitlab.acme.example/api/v4",
    "gitea": "https://gitea.acme.example/api/v1",
}
_OWNER = {"github": "organization", "gitlab": "group", "gitea": "organization"}
FILES = {
    "README.md": "# Ledger\n",
    "crlf.txt": "a\r\nb\r\n",
    "data.bin": "\0\xff\n",
    "run.sh": "#!/bin/sh\n",
    "src/a b.txt": "x",
    ".gitattributes": "* text=auto filter=lfs\n",
    ".gitignore": "*.log\n",
    "noise.log": "left out\n",
}
TREE = {
    ".gitattributes": ["100644", "* text=auto filter=lfs\n"],
    ".gitignore": ["100644", "*.log\n"],
    "README.md": ["100644", "# Ledger\n"],
    "crlf.txt": ["100644", "a\r\nb\r\n"],
    "data.bin": ["100644", "\0\xff\n"],
    "link": ["120000", "README.md"],
    "run.sh": ["100755", "#!/bin/sh\n"],
    "src/a b.txt": ["100644", "x"],
}
"""What of the workspace is pushed."""


@dataclass
class Api:
    """Answers by method and path; what GitHub's own description does not allow is noted."""

    answers: dict[str, Any]
    kind: str
    seen: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    checked: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = str(request.url).removeprefix(f"{_API[self.kind]}/")
        key = f"{request.method} {path}"
        sent = json.loads(request.content) if request.content else None
        self.seen.append({key: sent} if sent is not None else key)
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        found = self.answers.get(key, {"status": 404, "body": {"message": "Not Found"}})
        if (
            isinstance(found, list)
            and found
            and isinstance(found[0], dict)
            and "status" in found[0]
        ):
            found = found.pop(0) if len(found) > 1 else found[0]
        shaped = isinstance(found, dict) and "status" in found
        status, body = (found["status"], found.get("body")) if shaped else (200, found)
        response = httpx.Response(status, json=body) if body is not None else httpx.Response(status)
        self._compare(request, response)
        return response

    def _compare(self, request: httpx.Request, response: httpx.Response) -> None:
        published = published_for(str(request.url))
        if published and is_at_hand(published):
            self.checked += 1
            given = response if response.is_success else None
            self.problems += described(published).problems(request, given)


@dataclass
class World:
    """What a case runs in."""

    folder: Path
    server: GitServer
    kind: str
    api: Api
    publisher: HostPublisher

    def context(self, *, publish: bool = True) -> ActionContext:
        template = Template({"kind": "Template"}, self.folder, self.folder / "template.yaml")
        return ActionContext(
            template,
            Workspace(self.folder / "workspace"),
            secrets={"key": SECRET},
            publisher=self.publisher if publish else None,
        )

    def filled(self, value: Any) -> Any:
        """A value of a case with the addresses of this world."""
        if isinstance(value, str):
            value = value.replace("{git}", self.server.url).replace("{secret}", SECRET)
            return value.replace("{host}", self.server.authority)
        if isinstance(value, dict):
            return {self.filled(key): self.filled(inner) for key, inner in value.items()}
        return [self.filled(one) for one in value] if isinstance(value, list) else value


@contextmanager
def world(
    folder: Path, kind: str, answers: dict[str, Any], variables: dict[str, str] | None = None
) -> Iterator[World]:
    """A world whose API answers as a case says."""
    fill_workspace(folder / "workspace")
    with GitServer(TOKEN, folder / "projects") as server:
        api = Api({}, kind)
        source = {
            "kind": kind,
            _OWNER[kind]: "acme",
            "api_url": _API[kind],
            "web_url": server.url,
            "token": {"env": "ACME_TOKEN"},
        }
        given = {"ACME_TOKEN": TOKEN} if variables is None else variables
        run = Run(
            Config.model_validate({"sources": [source]}),
            State(folder / "state"),
            datetime(2026, 5, 1, tzinfo=UTC),
            transport=httpx.MockTransport(api),
            variables=given,
        )
        with publisher_of(run) as publisher:
            made = World(folder, server, kind, api, publisher)
            api.answers = made.filled(answers)
            yield made


def fill_workspace(folder: Path) -> None:
    """The files of a run: an executable, a link, a binary, line ends, and one that is ignored."""
    for name, content in FILES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("latin-1"))
        target.chmod(0o755 if name == "run.sh" else 0o644)
    (folder / "link").symlink_to("README.md")
