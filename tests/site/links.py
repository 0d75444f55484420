"""Finds the links of a finished site that lead nowhere, in every kind of file that has links.

`python -m tests.site.links SITE` prints them; tests call `check`.
"""

from __future__ import annotations

import gzip
import json
import posixpath
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_ADDRESSES = frozenset(
    {"href", "src", "poster", "data", "action", "formaction", "cite", "background", "xlink:href"}
)
_STYLE_ADDRESS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')]+))\s*\)|@import\s+["']([^"']+)["']"""
)
_MODULE = re.compile(r"\b(?:from|import)\s*\(?\s*[\"'](\.[^\"']+)[\"']")
_MARKDOWN_LINK = re.compile(r"(?<!\\)\]\(<?([^\s)>]+)>?\)|^- JSON: (\S+)$", re.MULTILINE)
_LOCATION = re.compile(r"<loc>([^<]+)</loc>")
_OPEN_FRAGMENT = re.compile(r"top\Z|:~:|.*=")
_PAGEFIND_MARK = b"pagefind_dcd"


class Link(NamedTuple):
    """A link as it stands in a file, and what it is: an attribute, a style, a module."""

    file: str
    kind: str
    target: str


class Broken(NamedTuple):
    """A link of the site to the site that leads nowhere."""

    link: Link
    reason: str
    fragment: str = ""

    def __str__(self) -> str:
        return f"{self.link.file}: {self.link.kind}={self.link.target!r}: {self.reason}"


@dataclass
class Report:
    """What a check found; `links` counts those that lead into the site, by kind."""

    files: int = 0
    links: Counter[str] = field(default_factory=Counter)
    fragments: int = 0
    foreign: int = 0
    broken: list[Broken] = field(default_factory=list)

    def __str__(self) -> str:
        counts = ", ".join(f"{count:,} {kind}" for kind, count in self.links.most_common())
        total = f"{self.files:,} files, {self.links.total():,} internal links ({counts})"
        more = f"{self.fragments:,} with a fragment; {self.foreign:,} lead abroad"
        lines = [f"{total}, {more}", f"{len(self.broken):,} broken"]
        return "\n".join((*lines, *(f"  {broken}" for broken in self.broken)))


class Page(HTMLParser):
    """The links and the ids of one HTML file."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.canonical = ""
        self._style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._style = tag == "style"
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href", "")
        for name, value in given.items():
            if name == "id" or (name == "name" and tag == "a"):
                self.ids.add(value)
            elif name in _ADDRESSES and tag != "meta":
                self.links.append((name, value))
            elif name in {"srcset", "imagesrcset"}:
                self.links += [(name, part.split()[0]) for part in value.split(",") if part.strip()]
            elif name == "style":
                self.links += [("style", target) for target in styles(value)]
        if tag == "meta" and "url=" in given.get("content", "").lower():
            self.links.append(
                ("refresh", re.split("url=", given["content"], flags=re.IGNORECASE)[1])
            )

    def handle_data(self, data):
        if self._style:
            self.links += [("style", target) for target in styles(data)]

    def handle_endtag(self, tag):
        self._style = False


def styles(text: str) -> list[str]:
    """The addresses in a style sheet."""
    found = (next(filter(None, match.groups()), "") for match in _STYLE_ADDRESS.finditer(text))
    return [address for address in found if address]


def check(site: Path) -> Report:
    """Follow every link of every file of a site that leads into it."""
    return _Check(site).run()


class _Check:
    def __init__(self, site: Path) -> None:
        self.site = site
        paths = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
        self.files = frozenset(paths)
        self.report = Report(files=len(self.files))
        self.page = cache(self._page)
        self.url = self.page("index.html").canonical
        self.top = urlsplit(self.url).path or "/"

    def _page(self, file: str) -> Page:
        return Page((self.site / file).read_text("utf-8"))

    def run(self) -> Report:
        for file in sorted(self.files):
            for kind, target in self._links(file):
                self._follow(Link(file, kind, target))
        return self.report

    def _links(self, file: str) -> list[tuple[str, str]]:
        path, suffix = self.site / file, posixpath.splitext(file)[1]
        if suffix == ".html":
            return self.page(file).links
        if suffix == ".css":
            return [("style", target) for target in styles(path.read_text("utf-8"))]
        if suffix == ".js" and "/vendor/" not in file and not file.startswith("pagefind/"):
            return [("module", target) for target in _MODULE.findall(path.read_text("utf-8"))]
        if suffix == ".md" or file == "llms.txt":
            found = _MARKDOWN_LINK.findall(path.read_text("utf-8"))
            return [("markdown", one or other) for one, other in found]
        if file == "sitemap.xml":
            return [("loc", target) for target in _LOCATION.findall(path.read_text("utf-8"))]
        if suffix == ".pf_fragment":
            return [("search", self._indexed(path))]
        if file == "api/catalog/entities.json":
            return [("entity", target) for target in self._entity_files(path)]
        return []

    def _indexed(self, path: Path) -> str:
        """Where a hit of the full-text search leads."""
        data = gzip.decompress(path.read_bytes()).removeprefix(_PAGEFIND_MARK)
        return "/" + json.loads(data)["url"].lstrip("/")

    def _entity_files(self, path: Path) -> list[str]:
        """What every entity has: a program builds these addresses from the reference."""
        found = []
        for entity in json.loads(path.read_bytes()):
            metadata = entity["metadata"]
            kind, namespace, name = (
                part.lower() for part in (entity["kind"], metadata["namespace"], metadata["name"])
            )
            page = f"/catalog/{namespace}/{kind}/{name}/"
            found += [page, f"{page}index.md"]
            found.append(f"/api/catalog/entities/by-name/{kind}/{namespace}/{name}.json")
        return found

    def _follow(self, link: Link) -> None:
        inside = self._inside(link)
        if inside is None:
            self.report.foreign += 1
            return
        self.report.links[link.kind] += 1
        path, fragment = inside
        file = self._file(link, path)
        reason = self._missing(file)
        if reason:
            self.report.broken.append(Broken(link, reason))
        elif file and fragment and file.endswith(".html"):
            self._follow_fragment(link, file, fragment)

    def _inside(self, link: Link) -> tuple[str, str] | None:
        """Path and fragment of a link into the site; None for one that leads abroad."""
        target = link.target.strip()
        if self.url and target.startswith(self.url):
            target = self.top + target[len(self.url) :]
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return None
        return unquote(parts.path), unquote(parts.fragment)

    def _missing(self, file: str | None) -> str | None:
        if file is None:
            return "leads out of the site"
        if file in self.files:
            return None
        folder = f"{file}/index.html" in self.files
        return "lacks the slash at its end" if folder else f"there is no {file}"

    def _follow_fragment(self, link: Link, file: str, fragment: str) -> None:
        if _OPEN_FRAGMENT.match(fragment):
            return
        self.report.fragments += 1
        if fragment not in self.page(file).ids:
            reason = f"no id {fragment!r} in {file}"
            self.report.broken.append(Broken(link, reason, fragment))

    def _file(self, link: Link, path: str) -> str | None:
        if not path:
            return link.file
        if path.startswith("/"):
            own = link.kind in {"entity", "search"}
            if not own and not path.startswith(self.top):
                return None
            joined = posixpath.normpath(path.removeprefix("/" if own else self.top))
        else:
            joined = posixpath.normpath(posixpath.join(posixpath.dirname(link.file), path))
        if joined == ".." or joined.startswith(("../", "/")):
            return None
        if path.endswith(("/", "/.", "..")) or joined == ".":
            joined = posixpath.normpath(posixpath.join(joined, "index.html"))
        return joined


if __name__ == "__main__":
    print(check(Path(sys.argv[1])))
