"""Asks servers for the tips of branches by one HTTP request each, over connections that stay open.

Git needs two requests and a process for each repository. Where a server does not answer this way,
or only git knows how to reach it (a proxy, certificates, another address), git is left to ask.
"""

from __future__ import annotations

import threading
from functools import cached_property
from urllib.parse import urlsplit

from catalogsite.errors import GitError, ProviderError
from catalogsite.network.client import Client, Clients
from catalogsite.network.credentials import Credentials, basic
from catalogsite.network.request_limits import ServerLimits, Shared
from catalogsite.network.retry_policy import RetryPolicy
from catalogsite.repositories.git import run_git
from catalogsite.repositories.ref_listing import (
    HEADERS,
    SERVICE,
    Head,
    head_of_answer,
    head_request,
)
from catalogsite.repositories.remote import Remote, login_of

_ENOUGH_REFUSALS = 3
# Where this fails, git asks.
_RETRIES = RetryPolicy(attempts=1, lost_requests=3)
_OWN_OPTION = "http.followredirects"


class HeadRequests:
    """Heads of remote repositories, by HTTP; it is shared by the threads of a run.

    `most` requests are sent to one server at a time.
    """

    def __init__(self, most: int) -> None:
        self._open = Clients(retry_policy=_RETRIES, shared=Shared(servers=ServerLimits(most)))
        self._clients: dict[tuple[str, Credentials | None], Client] = {}
        self._refusals: dict[str, int] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.__exit__(None, None, None)
        self._clients.clear()

    def head(self, remote: Remote) -> Head | None:
        """The tip of the branch to read; None where git must be asked for it."""
        parts = urlsplit(remote.url)
        server = f"{parts.scheme}://{parts.netloc}"
        if parts.scheme not in ("http", "https") or parts.query:
            return None
        if self._refusals.get(server, 0) >= _ENOUGH_REFUSALS or self._is_configured:
            return None
        try:
            client = self._client(server, _credentials(remote))
            path = f"{parts.path.rstrip('/')}/{SERVICE}"
            answer = client.post_bytes(path, head_request(remote.branch), HEADERS)
        except ProviderError:
            answer = b""
        head = head_of_answer(answer, remote.branch)
        with self._lock:
            # A server that has answered once is asked for all of its repositories.
            refusals = self._refusals.get(server, 0)
            self._refusals[server] = refusals + 1 if head is None and refusals >= 0 else -1
        return head

    def _client(self, server: str, credentials: Credentials | None) -> Client:
        with self._lock:
            key = (server, credentials)
            if key not in self._clients:
                self._clients[key] = self._open(server, credentials=credentials)
            return self._clients[key]

    @cached_property
    def _is_configured(self) -> bool:
        """Whether the configuration of git says how servers are reached, or by other addresses."""
        try:
            names = run_git(["config", "--name-only", "--get-regexp", r"^(http\.|url\.)"])
        except GitError:
            return True
        return bool(set(names.decode(errors="replace").lower().split()) - {_OWN_OPTION})


def _credentials(remote: Remote) -> Credentials | None:
    login = login_of(remote.credential)
    return basic(*login) if login else None
