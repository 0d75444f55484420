"""A server of git repositories on this machine, over HTTP by `git http-backend`, that logs requests."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.git_backend import GitAnswer, git_answer, request_body, send


class GitServer(ThreadingHTTPServer):
    """Serves the repositories below a folder; `requests` are the methods and paths that were asked.

    With a `token`, only who has it is answered; with a `post_status`, every POST gets that status.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.requests: list[str] = []
        self.token: str | None = None
        self.post_status: int | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked(self) -> list[str]:
        """The requests since the last call."""
        found, self.requests = self.requests, []
        return found


@contextmanager
def git_server(folder: Path) -> Iterator[GitServer]:
    with GitServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: GitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = request_body(self)
        self.server.requests.append(f"{self.command} {urlsplit(self.path).path}")
        send(self, self._refusal() or git_answer(self.server.folder, self, body))

    def do_POST(self) -> None:
        self.do_GET()

    def _refusal(self) -> GitAnswer | None:
        given = self.headers.get("Authorization", "").partition(" ")[2]
        if self.server.token and b64decode(given).decode().partition(":")[2] != self.server.token:
            return GitAnswer(401, {"WWW-Authenticate": 'Basic realm="git"'}, b"")
        if self.server.post_status and self.command == "POST":
            return GitAnswer(self.server.post_status, {}, b"")
        return None

    def log_message(self, *_: object) -> None:
        pass
