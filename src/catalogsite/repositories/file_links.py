"""Takes links to files on the hosts of repositories apart, by the shape of their address."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote

from catalogsite.repositories.hosts import KNOWN_HOSTS, flavour, parts_of

_REST = r"(?P<ref>[^/]+)(?:/(?P<path>.*))?"
_SHAPES = {
    "gitlab": rf"/-/(?:blob|tree|edit|raw)/{_REST}",
    "bitbucket_server": r"(?<=/repos/)(?P<slug>[^/]+)/(?:browse|raw)(?:/(?P<path>.*))?",
    "gitea": rf"/(?:src|raw)/(?:branch|commit|tag)/{_REST}",
    "bitbucket": rf"/(?:src|raw)/{_REST}",
    "github": rf"/(?:blob|tree|edit|raw)/{_REST}",
}
_SELF_MANAGED = ("gitlab", "bitbucket_server", "gitea")
"""Flavours whose addresses no other host has, whatever the name of the server is."""

_SERVER_PAGE = re.compile(
    r"(?P<base>.*)/(?P<kind>projects|users)/(?P<key>[^/]+)/repos/(?P<slug>[^/]+)"
)
_REF = re.compile(r"refs/(?:heads|tags)/")


class FileUrl(NamedTuple):
    """A link to a file or folder on a host, taken apart; `host` is the flavour of the host."""

    web_url: str
    host: str
    ref: str
    path: str

    @property
    def clone_url(self) -> str:
        """The address from which git fetches the repository."""
        if self.host == "azure":
            return self.web_url
        page = _SERVER_PAGE.fullmatch(self.web_url) if self.host == "bitbucket_server" else None
        if page is None:
            return f"{self.web_url}.git"
        key = page["key"].lower() if page["kind"] == "projects" else f"~{page['key']}"
        return f"{page['base']}/scm/{key}/{page['slug']}.git"


def split_file_url(url: str) -> FileUrl | None:
    """Take a link to a file on a host apart; None where it is not one.

    Public hosts are known by name. A server with any name is known by the shape of the address, as
    GitLab, Bitbucket Data Center, Azure DevOps and Gitea have one of their own.
    """
    parts = parts_of(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    if parts.hostname == "raw.githubusercontent.com":
        return _raw_github(parts.path)
    if (link := _azure(parts)) is not None:
        return link
    found = ((one, re.search(_SHAPES[one], parts.path)) for one in _flavours(parts.hostname))
    marks = [(mark.start(), host, mark) for host, mark in found if mark]
    # A folder of one host may be called like the mark of another: the first mark is that of the host.
    marks = sorted(marks, key=lambda one: one[0])[:1]
    return next((_split(parts, host, mark) for start, host, mark in marks if start), None)


def _flavours(hostname: str) -> tuple[str, ...]:
    """The flavours that a host may have."""
    named = flavour(hostname)
    own = (named,) if named in _SHAPES else ()
    return own if hostname in KNOWN_HOSTS else (*_SELF_MANAGED, *own)


def _split(parts: SplitResult, host: str, mark: re.Match[str]) -> FileUrl | None:
    end, path = mark.start(), unquote(mark["path"] or "")
    if host == "bitbucket_server":
        end = mark.end("slug")
        if not _SERVER_PAGE.fullmatch(parts.path[:end]):
            return None
        ref = _REF.sub("", parse_qs(parts.query).get("at", ["HEAD"])[0], count=1)
    else:
        ref = unquote(mark["ref"])
    return FileUrl(f"{_origin(parts)}{parts.path[:end]}", host, ref, path)


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _raw_github(path: str) -> FileUrl | None:
    found = re.fullmatch(r"/([^/]+/[^/]+)/(?:refs/heads/)?([^/]+)/(.+)", path)
    if found is None:
        return None
    web = f"https://github.com/{found[1]}"
    return FileUrl(web_url=web, host="github", ref=unquote(found[2]), path=unquote(found[3]))


def _azure(parts: SplitResult) -> FileUrl | None:
    query = dict(parse_qsl(parts.query))
    if "/_git/" not in parts.path or "path" not in query:
        return None
    # `GB` stands for a branch, `GC` for a commit and `GT` for a tag.
    ref = query.get("version", "")[2:] or "HEAD"
    return FileUrl(f"{_origin(parts)}{parts.path}", "azure", ref, query["path"].lstrip("/"))
