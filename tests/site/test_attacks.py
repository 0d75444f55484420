"""More than 300 attacks through every field: no page holds an element, a form or an address of theirs."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.site import attacks, foreign

HOST = "hostile.example"
PALETTE = {"class": "md-header__option", "data-md-component": "palette"}


class Page(HTMLParser):
    """What of a page only the site may write, but an attack wrote."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._code = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._code = tag if tag in {"script", "style"} else ""
        if tag == "form" and values != PALETTE and values.get("class") != "cs-gallery-filter":
            self.found.append(self.get_starttag_text() or tag)
        for name, value in values.items():
            plain = "".join(c for c in value if c > " ").lower()
            runs = name in {"href", "src", "action", "formaction", "data", "xlink:href", "poster"}
            unsafe = plain.startswith(("javascript:", "data:", "vbscript:", "livescript:"))
            styled = name == "style" and ("url" in plain or HOST in plain)
            if name.startswith("on") or name == "srcdoc" or (runs and unsafe) or styled:
                self.found.append(self.get_starttag_text() or tag)
            if tag in {"script", "link", "iframe", "base"} and HOST in value:
                self.found.append(self.get_starttag_text() or tag)
            if tag == "meta" and name == "content" and "http-equiv" in values and HOST in value:
                self.found.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        if self._code and "hostile" in data:
            self.found.append(f"<{self._code}> {data[:200]!r}")

    def handle_endtag(self, tag: str) -> None:
        self._code = ""

    def handle_comment(self, data: str) -> None:
        if "hostile" in data:
            self.found.append(f"<!--{data[:100]}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return attacks.build(tmp_path_factory.mktemp("attacks"))


def test_there_are_enough_of_them() -> None:
    assert len(set(attacks.PAYLOADS)) == len(attacks.PAYLOADS) >= 300


def test_every_repository_is_in_the_portal(site: Path) -> None:
    """An attack costs no page of its repository."""
    for number in range(len(attacks.PAYLOADS)):
        name = attacks.name_of(number)
        for kind in attacks.KINDS:
            assert (site / f"catalog/default/{kind}/{name}/index.html").is_file(), (kind, name)
        assert (site / f"docs/default/component/{name}/index.html").is_file(), name


def test_no_element_of_a_page_came_of_an_attack(site: Path) -> None:
    found = {}
    for file in filter(Path.is_file, site.rglob("*.html")):
        wrong = Page(file.read_text("utf-8")).found
        if wrong:
            found[file.relative_to(site).as_posix()] = wrong[:3]
    assert not found


def test_nothing_is_asked_of_another_host(site: Path) -> None:
    assert not foreign.check(site)
