"""Reads what placeholders name on hosts that may be read: each address once a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from catalogsite.collect.fetch import Content
from catalogsite.errors import ProviderError
from catalogsite.network.client import Client, Clients
from catalogsite.repositories.hosts import is_among, split_file_url
from catalogsite.state.store import Store

_ANY = {"Accept": "*/*"}
_RAW = re.compile(r"^https?://raw\.|/raw/")

Ask = Callable[[Sequence[str]], Mapping[str, Content]]


def ask_addresses(
    addresses: Sequence[str], *, hosts: Sequence[str], client: Clients, store: Store
) -> dict[str, Content]:
    """What lies at each address, in the store, or why it could not be read.

    Only `hosts` are asked, which the configuration names: what a repository says must not lead
    anywhere. Pages of files at a git host show the file and are not it, so they are not read.
    """
    by_server: dict[str, list[str]] = {}
    for address in filter(_is_a_file, addresses):
        if not is_among(urlsplit(address).hostname or "", hosts):
            continue
        parts = urlsplit(address)
        by_server.setdefault(f"{parts.scheme}://{parts.netloc}", []).append(address)
    found: dict[str, Content] = {}
    for server, listed in by_server.items():
        found |= _asked(server, listed, client, store)
    return found


def _is_a_file(address: str) -> bool:
    web = urlsplit(address).scheme in {"http", "https"}
    return web and (split_file_url(address) is None or _RAW.search(address) is not None)


def _asked(
    server: str, addresses: Iterable[str], client: Clients, store: Store
) -> Iterator[tuple[str, Content]]:
    try:
        with client(server, headers=_ANY) as opened:
            yield from opened.each(
                lambda address: _content(opened, server, address, store), addresses
            )
    except ProviderError as error:
        yield from ((address, Content(None, error.what)) for address in addresses)


def _content(client: Client, server: str, address: str, store: Store) -> Content:
    try:
        return Content(store.put(client.get_bytes(address.removeprefix(server))))
    except ProviderError as error:
        return Content(None, error.what)
