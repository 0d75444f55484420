"""Finds what a finished site would load from another host, in every kind of file that can.

A link that a reader follows may lead abroad; what a browser asks for by itself may not. So every
attribute of every element is looked at, and only those that hold words or are clicked are let be.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from tests.site.links import Page, styles

_ABROAD = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}([^/?#\s]*)", re.IGNORECASE)
_IN_SCRIPT = re.compile(r"(?:https?:|[\"'`])//([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_CLICKED = frozenset({("a", "href"), ("area", "href"), ("a", "xlink:href"), ("blockquote", "cite")})
_WORDS = frozenset(
    {
        "title",
        "alt",
        "aria-label",
        "value",
        "placeholder",
        "label",
        "d",
        "for",
        "id",
        "name",
        "data-owner",
        "data-tags",
        "data-type",
        "data-cs-lifecycle",
        "data-cs-title",
    }
)
_LISTS = frozenset({"srcset", "imagesrcset"})
_NAMESPACES = frozenset({"www.w3.org", "www.sitemaps.org"})

VENDORED = {
    "assets/javascripts/bundle.": {
        "clipboardjs.com": "a licence, in a comment",
        "api.github.com": "the stars of a `repo_url` of the portal's own mkdocs.yml",
        "unpkg.com": "Mermaid, which mermaid-shim.js defines first; a polyfill of no browser today",
    },
    "assets/javascripts/workers/": {
        "lunrjs.com": "a licence, in a comment",
        "tartarus.org": "a licence, in a comment",
        "bit.ly": "an explanation, in a comment",
    },
    "assets/javascripts/lunr/": {"": "licences and sources of word lists; loaded by no page"},
    "assets/catalogsite/vendor/mermaid/": {"": "licences and advice in messages of errors"},
    "assets/catalogsite/vendor/minisearch/": {
        "developer.mozilla.org": "explanations, in comments",
        "stevehanov.ca": "an explanation, in a comment",
    },
    "assets/catalogsite/vendor/nunjitsu/": {
        "lodash.com": "a licence, in a comment",
        "openjsf.org": "a licence, in a comment",
        "underscorejs.org": "a licence, in a comment",
    },
    "assets/catalogsite/vendor/scaffold-form/": {
        "github.com": "advice in messages of errors",
        "json-schema.org": "the names of versions of JSON Schema",
    },
    "assets/catalogsite/vendor/rapidoc/": {
        "": "licences, names of specifications, fonts; it runs in a frame that may send no request"
    },
    "pagefind/": {"example.com": "the base of addresses that are compared, never asked for"},
}
"""Hosts that libraries name and no page asks, and why they do; an empty name is any host."""


class Foreign(NamedTuple):
    """Another host that a file names where a browser would ask it."""

    file: str
    what: str
    address: str


def check(site: Path) -> list[Foreign]:
    """Everything in the files of a site that would be asked of another host."""
    own = urlsplit(Page((site / "index.html").read_text("utf-8")).canonical).netloc
    return [
        Foreign(file, what, address.strip())
        for file in sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file())
        for what, address in _named(site / file, file)
        if _host(address) not in {None, own, *_NAMESPACES}
    ]


def _host(address: str) -> str | None:
    found = _ABROAD.match(address)
    return found[1].lower() if found else None


def _named(path: Path, file: str) -> Iterator[tuple[str, str]]:
    suffix = posixpath.splitext(file)[1]
    if suffix == ".html":
        yield from _Elements(path.read_text("utf-8")).found
    elif suffix in {".svg", ".xml"}:
        yield from _xml(path.read_bytes())
    elif suffix == ".css":
        yield from (("style", one) for one in styles(path.read_text("utf-8")))
    elif suffix in {".js", ".mjs"}:
        yield from _script(path.read_text("utf-8"), file)


def _script(text: str, file: str) -> Iterator[tuple[str, str]]:
    allowed = {
        host for prefix, hosts in VENDORED.items() if file.startswith(prefix) for host in hosts
    }
    for host in dict.fromkeys(_IN_SCRIPT.findall(text)):
        if not {"", host.lower()} & allowed:
            yield "script", f"//{host}"


def _xml(content: bytes) -> Iterator[tuple[str, str]]:
    for element in ET.fromstring(content).iter():
        tag = str(element.tag).rpartition("}")[2]
        for key, value in element.attrib.items():
            yield from _attribute(tag, key.rpartition("}")[2].lower(), value)
        if tag in {"loc", "style"}:
            yield from ((tag, one) for one in (styles(element.text or "") or [element.text or ""]))


def _attribute(tag: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    if (tag, name) in _CLICKED or name in _WORDS or (tag, name) == ("meta", "content"):
        if "url=" in value.lower() and tag == "meta":
            yield "refresh", value.lower().partition("url=")[2]
    elif name in _LISTS:
        yield from ((f"{tag} {name}", part) for part in value.split(",") if part.strip())
    elif name == "style":
        yield from ((f"{tag} style", one) for one in styles(value))
    else:
        yield f"{tag} {name}", value


class _Elements(HTMLParser):
    """What the elements of a page name, and its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._inside = tag
        # The words of a description may hold `url=`; only a refresh leads there.
        words = tag == "meta" and "http-equiv" not in dict(attrs)
        for name, value in () if words else attrs:
            self.found += _attribute(tag, name, value or "")

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside == "style":
            self.found += [("style", one) for one in styles(data)]
        elif self._inside == "script":
            self.found += _script(data, "")
