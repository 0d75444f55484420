"""Git over HTTP for the servers of tests and benchmarks: one request, answered by `git http-backend`."""

from __future__ import annotations

import os
import subprocess
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

_SETTINGS = {
    "safe.directory": "*",
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
}


class GitAnswer(NamedTuple):
    """The status, the headers and the body of an answer."""

    status: int
    headers: dict[str, str]
    content: bytes


def request_body(handler: BaseHTTPRequestHandler) -> bytes:
    """The body of a request, whether it has a length or comes in chunks, as git sends large ones."""
    if handler.headers.get("Transfer-Encoding") != "chunked":
        return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    body = b""
    while size := int(handler.rfile.readline().strip(), 16):
        body += handler.rfile.read(size)
        handler.rfile.readline()
    handler.rfile.readline()
    return body


def git_answer(
    projects: Path, handler: BaseHTTPRequestHandler, body: bytes, user: str | None = None
) -> GitAnswer:
    """What git answers to a request for a repository below `projects`; a `user` may push."""
    parts = urlsplit(handler.path)
    settings = _SETTINGS | ({} if user is None else {"http.receivepack": "true"})
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_PROJECT_ROOT": str(projects),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "REQUEST_METHOD": handler.command,
        "CONTENT_TYPE": handler.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": handler.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": handler.headers.get("Git-Protocol", ""),
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for number, (key, value) in enumerate(settings.items()):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    if user is not None:
        environment["REMOTE_USER"] = user
    answer = subprocess.run(
        ["git", "http-backend"], input=body, env=environment, capture_output=True, check=False
    ).stdout
    head, _, content = answer.partition(b"\r\n\r\n")
    pairs = (line.partition(": ") for line in head.decode().split("\r\n"))
    headers = {name: value for name, colon, value in pairs if colon}
    status = int(headers.pop("Status", "200").split()[0])
    return GitAnswer(status, headers, content)


def send(handler: BaseHTTPRequestHandler, answer: GitAnswer) -> None:
    """Write an answer."""
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(answer.content)))
    handler.end_headers()
    handler.wfile.write(answer.content)
