"""Portals built by the library: built-in look, a user's mkdocs.yml, and errors."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from catalogsite.errors import ConfigError
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.portal import build_portal
from catalogsite.site.portal_build import LinkTargets


def test_the_built_in_portal(tmp_path: Path) -> None:
    site, targets = tmp_path / "site", LinkTargets(created=date(2020, 1, 2))
    portal = build_portal(None, site, title="Acme", url="https://p.example/x", targets=targets)
    html = (site / "index.html").read_text()
    assert "<lastmod>2020-01-02</lastmod>" in (site / "sitemap.xml").read_text()
    assert "<title>Acme</title>" in html
    assert 'href="https://p.example/x/"' in html
    assert {"", "catalog/", "docs/", "problems/", "catalog", "docs"} <= set(portal.shells)
    assert not list(site.rglob("_shell"))
    ShellRenderer(portal.shells)


@pytest.mark.parametrize(
    "plugins",
    ["", "plugins: []", "plugins: [search]", "plugins: {search: {}}", "plugins: [catalogsite]"],
)
def test_the_plugin_is_added_however_plugins_are_written(tmp_path: Path, plugins: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Own\n")
    config = tmp_path / "mkdocs.yml"
    config.write_text(f"site_name: Own\ntheme: {{name: material, font: false}}\n{plugins}\n")
    portal = build_portal(config, tmp_path / "site", title="Acme")
    assert "<title>Own</title>" in (tmp_path / "site" / "index.html").read_text()
    assert "" not in portal.shells
    assert "catalog/" in portal.shells


@pytest.mark.parametrize(
    "text",
    [
        "site_name: [\n",
        "- a\n",
        "site_name: Own\nplugins: 3\n",
        "site_name: Own\nplugins: [{}]\n",
        "site_name: Own\nplugins: [[search]]\n",
    ],
)
def test_a_broken_mkdocs_yml_is_an_error_of_the_user(tmp_path: Path, text: str) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text(text)
    (tmp_path / "docs").mkdir()
    with pytest.raises(ConfigError, match=r"mkdocs\.yml"):
        build_portal(config, tmp_path / "site")


def test_an_mkdocs_yml_that_is_not_there_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        build_portal(tmp_path / "nothing.yml", tmp_path / "site")


class _Texts(HTMLParser):
    """The title of a page, and every tag that an attack would have added."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.wrong, self._inside = "", [], ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        if tag == "x-hostile" or any(name.startswith("on") for name, _ in attrs):
            self.wrong.append(self.get_starttag_text())

    def handle_data(self, data: str) -> None:
        self.title += data if self._inside == "title" else ""


MATERIAL = {"name": "material", "font": False}
ATTACKS = (
    "</title><x-hostile>",
    '"><x-hostile a="',
    "'><x-hostile>",
    '" onmouseover="hostile()',
    "</script><x-hostile>",
    "R&D &lt;b&gt; <x-hostile>",
)


@pytest.mark.parametrize("text", ATTACKS)
def test_the_title_of_the_configuration_is_text(tmp_path: Path, text: str) -> None:
    site = tmp_path / "site"
    portal = build_portal(None, site, title=text)
    for html in (*portal.shells.values(), (site / "404.html").read_text("utf-8")):
        page = _Texts(html)
        assert page.wrong == []
        assert text in page.title


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("key", ["site_name", "site_description", "site_author", "repo_name"])
def test_texts_of_mkdocs_yml_are_texts(tmp_path: Path, key: str, text: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Own\n")
    config = {
        "site_name": "Own",
        "repo_url": "https://git.example/x",
        "theme": {"name": "material", "font": False},
    }
    (tmp_path / "mkdocs.yml").write_text(json.dumps({**config, key: text}))
    build_portal(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert _Texts((tmp_path / "site" / "index.html").read_text("utf-8")).wrong == []


# Where a text stands in mkdocs.yml, or in the front matter or heading of a page.
PLACES = {
    "home": lambda text: {"nav": [{text: "index.md"}, {"B": "b.md"}]},
    "page": lambda text: {"nav": [{"A": "index.md"}, {text: "b.md"}]},
    "section": lambda text: {"nav": [{"A": "index.md"}, {text: [{"B": "b.md"}]}]},
    "nested": lambda text: {"nav": [{"A": "index.md"}, {"S": [{"T": [{text: "b.md"}]}]}]},
    "link": lambda text: {"nav": [{"A": "index.md"}, {"B": "b.md"}, {text: "https://a.example/"}]},
    "address": lambda text: {"nav": [{"A": "index.md"}, {"B": "b.md"}, {"C": f"https://a/{text}"}]},
    "homepage": lambda text: {"extra": {"homepage": f"https://a.example/{text}"}},
    "social": lambda text: {
        "extra": {"social": [{"icon": "material/home", "link": f"https://a/{text}", "name": text}]}
    },
    "languages": lambda text: {"extra": {"alternate": [{"name": text, "link": "/", "lang": "en"}]}},
    "palette": lambda text: {
        "theme": {
            **MATERIAL,
            "palette": [
                {"scheme": scheme, "toggle": {"icon": "material/weather-sunny", "name": text}}
                for scheme in ("default", "slate")
            ],
        }
    },
}
PAGES = {
    "title": lambda text: f"---\ntitle: {json.dumps(text)}\n---\n# B\n",
    "description": lambda text: f"---\ndescription: {json.dumps(text)}\n---\n# B\n",
    "author": lambda text: f"---\nauthor: {json.dumps(text)}\n---\n# B\n",
    "heading": lambda text: f"# `` {text} ``\n",
}


def _own_portal(folder: Path, config: dict, page: str) -> list[str]:
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Own\n")
    (folder / "docs/b.md").write_text(page)
    config = {"site_name": "Own", "theme": MATERIAL, **config}
    (folder / "mkdocs.yml").write_text(json.dumps(config))
    build_portal(folder / "mkdocs.yml", folder / "site")
    return [
        (folder / "site" / at).read_text("utf-8")
        for at in ("index.html", "b/index.html", "404.html")
    ]


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("place", PLACES)
def test_titles_and_names_of_mkdocs_yml_are_texts(tmp_path: Path, place: str, text: str) -> None:
    for html in _own_portal(tmp_path, PLACES[place](text), "# B\n"):
        assert _Texts(html).wrong == []


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("place", PAGES)
def test_what_a_page_is_called_is_text(tmp_path: Path, place: str, text: str) -> None:
    _, html, _ = _own_portal(tmp_path, {}, PAGES[place](text))
    page = _Texts(html)
    assert page.wrong == []
    if place in {"title", "heading"}:
        assert f"{text} - Own" in page.title
