"""A published page loads nothing from another host, whatever HTML its author wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from catalogsite.docs.converter.linking.rewrite import resolve_links
from catalogsite.docs.converter.linking.site import Outcome, Place, Site
from catalogsite.docs.converter.sanitiser.sanitise import sanitise

CASES = yaml.safe_load((Path(__file__).parent / "foreign.yaml").read_text("utf-8"))
FOREIGN = re.compile(r"[a-z][\w+.-]*:|[\\/\s]{2}|evil\.example", re.IGNORECASE)

UNREADABLE = [
    ('<img src="http://evil.example/x.png" aria-.x="1">', ""),
    ("<img src=http://evil.example/x.png>", ""),
    ("<img src='http://evil.example/x.png'>", ""),
    ('<IMG SRC="a.png" x@y>', ""),
    ('<img src="http://evil.example/x.png"', ""),
    ('<a href="b" @click="x">a</a> b', "a b"),
    ('<video src="//evil.example/x" a.b="1"></video>', "</video>"),
]


class _Loaded(HTMLParser):
    """The attributes of a page from which a browser loads something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        texts = {"alt", "title", "class"} | ({"href"} if tag == "a" else set())
        self.values += [value or "" for name, value in attrs if name not in texts]


@pytest.fixture
def site(repository):
    return Site(
        repository=repository,
        addresses=frozenset({"", "a.png"}),
        by_file={"index.md": "", "a.png": "a.png"},
        files=frozenset({"index.md", "a.png"}),
        docs_dir="",
    )


@pytest.mark.parametrize(("html", "published"), CASES)
def test_what_a_page_has_of_html_that_asks_another_host(html, published, site):
    page = resolve_links(sanitise(html), Place("", "index.md"), site, Outcome())
    assert page == published
    assert [value for value in _Loaded(page).values if FOREIGN.search(value)] == []


@pytest.mark.parametrize(("html", "published"), UNREADABLE)
def test_a_tag_that_cannot_be_read_is_left_out(html, published, site):
    assert resolve_links(html, Place("", "index.md"), site, Outcome()) == published
