"""A server for the tests of `doctor`: it gives each path its answer, and keeps what was requested."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest


class Host(ThreadingHTTPServer):
    """A server that gives each path its answer: a status, JSON or text, and headers; `seen` are the requests."""

    daemon_threads = True
    request_queue_size = 64
    answers: dict[str, Any]
    wait = 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.seen = {}, []
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        time.sleep(self.server.wait)
        path = self.path.partition("?")[0]
        self.server.seen.append((path, self.headers.get("Authorization")))
        status, answer, *more = self.server.answers.get(path, (404, {}))
        body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (more[0] if more else {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def host() -> Iterator[Host]:
    with Host() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a repository with one commit."""
    folder: Path = tmp_path_factory.mktemp("clone") / "clone"
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@x"]
    folder.mkdir()
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    return folder.as_uri()
