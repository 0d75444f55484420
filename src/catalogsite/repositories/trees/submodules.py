"""The submodules that `.gitmodules` names: where they are, and the web address of each."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from catalogsite.paths.inner_path import is_inner_path
from catalogsite.repositories.hosts import web_url_of

FILE = ".gitmodules"

_LONGEST = 200_000
_MOST = 1000
_SECTION = re.compile(r'\s*\[\s*submodule\s+"(?:[^"\\]|\\.)*"\s*\]\s*(.*)', re.IGNORECASE)
_OTHER_SECTION = re.compile(r"\s*\[")
_VALUE = re.compile(r"\s*(path|url)\s*=\s*(.*?)\s*", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https://[\w.-]+(?::\d+)?/[^\s<>\"'\\]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\s*[#;].*)?')
_COMMENT = re.compile(r"\s+[#;].*")


def read_submodules(text: str, web_url: str | None) -> dict[str, str]:
    """The folder of each submodule to the web address of its repository, `""` where it has none.

    `web_url` is the page of the repository itself, which relative addresses begin at. A folder
    outside the repository is left out; an address that is not `http`, `https` or `ssh` is none.
    """
    found: dict[str, str] = {}
    for path, url in _entries(text[:_LONGEST]):
        if is_inner_path(path) and len(found) < _MOST:
            found[posixpath.normpath(path)] = _web_address(url, web_url)
    return found


def submodule_of(path: str, submodules: Iterable[str]) -> str | None:
    """The folder of the submodule that a path is in, or None."""
    return next((one for one in submodules if path == one or path.startswith(f"{one}/")), None)


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Path and address of each submodule, as git reads its configuration."""
    values: dict[str, str] | None = None
    for raw in text.splitlines():
        line = raw
        section = _SECTION.fullmatch(line)
        if section or _OTHER_SECTION.match(line):
            if values and "path" in values:
                yield values["path"], values.get("url", "")
            values = {} if section else None
            line = section[1] if section else ""
        value = _VALUE.fullmatch(line)
        if value and values is not None:
            values[value[1].lower()] = _unquoted(value[2])
    if values and "path" in values:
        yield values["path"], values.get("url", "")


def _unquoted(value: str) -> str:
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        return quoted[1].replace('\\"', '"').replace("\\\\", "\\")
    return _COMMENT.sub("", value)


def _web_address(url: str, web_url: str | None) -> str:
    if url.startswith(("./", "../")):
        # Git takes the address of the repository for a folder.
        url = urljoin(f"{web_url}/", url) if web_url else ""
    # `user@host:path` and `host.org:path` are addresses of SSH, `javascript:x` is none.
    host = url.partition(":")[0]
    known = web_url_of(url) if "://" in url or "@" in host or "." in host else None
    return known[0] if known and _WEB_ADDRESS.fullmatch(known[0]) else ""
