"""Reads the addresses that placeholders name, on the hosts that the configuration allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from catalogsite.collect.crawl.checkout import Content
from catalogsite.errors import ProviderError
from catalogsite.network.client import Client, Clients
from catalogsite.repositories.file_links import split_file_url
from catalogsite.repositories.hosts import authority_of, is_among, parts_of
from catalogsite.state.store import Store

_ANY = {"Accept": "*/*"}
_RAW = re.compile(r"^https?://raw\.|/raw/")


def read_addresses(
    addresses: Sequence[str], *, hosts: Sequence[str], client: Clients, store: Store
) -> dict[str, Content]:
    """The content of each address on one of `hosts`, put into the store, or why it was not read.

    Addresses on other hosts are missing in the result: a repository must not be able to make this
    machine send requests to any server. So are the web pages of files at git hosts, which show a
    file and are not its content.
    """
    by_server: dict[str, list[str]] = {}
    for address in filter(_is_a_file, addresses):
        parts = parts_of(address)
        if parts is None or not is_among(authority_of(parts), hosts):
            continue
        by_server.setdefault(f"{parts.scheme}://{parts.netloc}", []).append(address)
    found: dict[str, Content] = {}
    for server, listed in by_server.items():
        found |= _read_server(server, listed, client, store)
    return found


def _is_a_file(address: str) -> bool:
    web = urlsplit(address).scheme in {"http", "https"}
    return web and (split_file_url(address) is None or _RAW.search(address) is not None)


def _read_server(
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
