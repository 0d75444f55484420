"""A git server on this machine, over HTTP by `git http-backend`, that only its token may push to."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from base64 import b64decode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from tests.git_backend import GitAnswer, git_answer, request_body, send


@dataclass
class GitServer:
    """The bare repositories below a folder; `users` are the names that pushes came with.

    `api` has the status and the JSON for each method and path below `/api/`.
    """

    token: str
    projects: Path
    url: str = ""
    users: set[str] = field(default_factory=set)
    api: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"server_of": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def authority(self) -> str:
        return self.url.removeprefix("http://")

    def create(self, path: str) -> None:
        """An empty bare repository, whose HEAD is on a branch that nobody pushes."""
        folder = self.projects / f"{path}.git"
        git("init", "--quiet", "--bare", str(folder))
        git("-C", str(folder), "symbolic-ref", "HEAD", "refs/heads/unborn")

    def commit(self, path: str, branch: str, files: dict[str, str]) -> str:
        """A commit of files on a branch of a repository; its hash."""
        folder = str(self.projects / f"{path}.git")
        lines = []
        for name, content in files.items():
            blob = git("-C", folder, "hash-object", "-w", "--stdin", stdin=content)
            lines.append(f"100644 blob {blob.strip()}\t{name}\n")
        tree = git("-C", folder, "mktree", stdin="".join(lines)).strip()
        commit = git("-C", folder, "commit-tree", tree, "-m", "start").strip()
        git("-C", folder, "update-ref", f"refs/heads/{branch}", commit)
        return commit

    def pushed(self, path: str, branch: str) -> dict[str, Any]:
        """The tip of a branch: author, message, parents, and mode and content of each file."""
        folder = str(self.projects / f"{path}.git")
        form = "%an <%ae>%n%cn <%ce>%n%P%n%B"
        head = git("-C", folder, "log", "-1", f"--format={form}", branch).split("\n", 3)
        listed = git("-C", folder, "ls-tree", "-r", "-z", branch).split("\0")
        files = {}
        for entry in filter(None, listed):
            about, _, name = entry.partition("\t")
            mode, _, blob = about.split()
            content = subprocess.run(
                ["git", "-C", folder, "cat-file", "blob", blob], capture_output=True, check=True
            ).stdout
            files[name] = [mode, content.decode("latin-1")]
        return {
            "author": head[0],
            "committer": head[1],
            "parents": len(head[2].split()),
            "message": head[3].strip(),
            "files": files,
        }


def git(*arguments: str, stdin: str = "") -> str:
    """The output of a git command without the user's configuration."""
    identity = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Base"), ("EMAIL", "base@acme.example"))
    }
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **identity,
    }
    return subprocess.run(
        ["git", *arguments], input=stdin.encode(), env=environment, capture_output=True, check=True
    ).stdout.decode("latin-1")


class _Handler(BaseHTTPRequestHandler):
    server_of: GitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = request_body(self)
        if self.path.startswith("/api/"):
            send(self, self._api_answer())
            return
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        user, _, password = (
            b64decode(given).decode().partition(":") if kind == "Basic" else ("",) * 3
        )
        if password != self.server_of.token:
            send(self, GitAnswer(401, {"WWW-Authenticate": 'Basic realm="git"'}, b""))
            return
        self.server_of.users.add(user)
        send(self, git_answer(self.server_of.projects, self, body, user))

    def do_POST(self) -> None:
        self.do_GET()

    def _api_answer(self) -> GitAnswer:
        known = self.headers.get("Authorization") == f"Bearer {self.server_of.token}"
        absent = (404, {"message": "Not Found"})
        key = f"{self.command} {self.path}"
        status, answer = self.server_of.api.get(key, absent) if known else (401, {})
        headers = {"Content-Type": "application/json"}
        return GitAnswer(status, headers, json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass
