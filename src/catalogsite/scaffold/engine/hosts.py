"""Which provider runs on the hosts that a template asks for: its filters of addresses go by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.repositories.hosts import flavour

_PROVIDERS = {"bitbucket": "bitbucketCloud", "bitbucket_server": "bitbucketServer"}


def provider_hosts(parameters: Any) -> dict[str, str]:
    """The hosts that the pickers of a form allow, with Backstage's names of their providers."""
    found = {host.lower(): flavour(host) for host in _allowed(parameters)}
    return {host: _PROVIDERS.get(kind, kind) for host, kind in sorted(found.items())}


def _allowed(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            hosts = one.get("allowedHosts")
            if isinstance(hosts, list):
                yield from (host for host in hosts if isinstance(host, str))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
