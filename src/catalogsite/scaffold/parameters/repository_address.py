"""Addresses of repositories as RepoUrlPicker makes them: `host?owner=o&repo=r`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

_HOSTS_WITH_OWNERS: Mapping[str, tuple[str, ...]] = {
    "github.com": ("owner",),
    "gitlab.com": ("owner",),
    "bitbucket.org": ("workspace", "project"),
    "dev.azure.com": ("organization", "project"),
}
"""What public hosts need beside `repo`; GitLab takes `project` in the place of `owner`."""

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "allowedOwners": ("owner", "workspace"),
    "allowedOrganizations": ("organization",),
    "allowedProjects": ("project",),
    "allowedRepos": ("repo",),
}
FORM_OF_ADDRESS = "must be the address of a repository: host?owner=o&repo=r"


def address_complaints(text: str, options: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the address of a repository, by the options of its picker."""
    host, given = parts_of(text)
    needed = parts_needed(host)
    owned = any(name in given for name in (*needed, "owner", "project", "workspace"))
    if not (host and given.get("repo") and (owned or not needed)):
        yield FORM_OF_ADDRESS
        return
    hosts = _names(options.get("allowedHosts"))
    if hosts and host not in {one.lower() for one in hosts}:
        yield f"the host must be one of {', '.join(hosts)}"
    for option, parts in _ALLOWED.items():
        allowed = _names(options.get(option))
        for name in parts:
            if allowed and name in given and given[name] not in allowed:
                yield f"`{name}` must be one of {', '.join(allowed)}"


def parts_of(text: str) -> tuple[str, dict[str, str]]:
    """The host and the parts of an address; an empty host where it cannot be read."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.netloc.lower()
    except ValueError:
        return "", {}
    return host, {name: values[0] for name, values in parse_qs(parts.query).items()}


def parts_needed(host: str) -> tuple[str, ...]:
    """The names of what an address on a host needs beside `repo`; none of an unknown host."""
    return _HOSTS_WITH_OWNERS.get(host, ())


def parts_asked(host: str) -> tuple[str, ...]:
    """The names of what a form asks for a host, `repo` last."""
    return (*(parts_needed(host) or ("owner",)), "repo")


def allowed_for(name: str, options: Mapping[str, Any]) -> list[str]:
    """The values that the options of a picker allow for a part; none where any is."""
    return [
        value
        for option, parts in _ALLOWED.items()
        if name in parts
        for value in _names(options.get(option))
    ]


def allowed_hosts(options: Mapping[str, Any]) -> list[str]:
    """The hosts that the options of a picker allow; none where any is."""
    return _names(options.get("allowedHosts"))


def address(host: str, parts: Mapping[str, str]) -> str:
    """The address of a repository from its parts."""
    query = "&".join(f"{name}={quote(value, safe='/')}" for name, value in parts.items() if value)
    return f"{host}?{query}"


def _names(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
