"""Limits how many repositories are fetched from one server at a time."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.hosts import web_url_of

Fetch = Callable[[RepositoryRequest], list[Checkout | Failure]]


def at_most_per_host(fetch: Fetch, limit: int) -> Fetch:
    """The fetch, which runs at most so many times at once for a server, and once for an address."""
    hosts: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(limit))
    addresses: dict[str, threading.Lock] = defaultdict(threading.Lock)
    lock = threading.Lock()

    def gated(request: RepositoryRequest) -> list[Checkout | Failure]:
        if request.url is None:
            return fetch(request)
        with lock:
            # Two requests for one repository use the same mirror, so one waits for the other.
            address = addresses[request.url]
            host = hosts[server_of(request.url)]
        with address, host:
            return fetch(request)

    return gated


def server_of(url: str) -> str:
    """The host and port of the server of an address; of one without a server the address."""
    known = web_url_of(url)
    return urlsplit(known[0]).netloc if known else url
