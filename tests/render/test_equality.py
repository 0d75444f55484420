"""A filled page equals the page that MkDocs would have built, whitespace between tags aside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page as BuiltPage

from catalogsite.model.page import Link, NavItem, Page, TocItem
from catalogsite.model.urls import relative
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.portal_build import EXTRA_KEY, HumanSite, PortalBuild

DOCS = "docs/default/component/pay"
PAGES = {
    f"{DOCS}/start.md": "# Start\n\nFirst page, [a link](more/toc.md).\n",
    f"{DOCS}/more/toc.md": "# Contents\n\n## One `code`\n\ntext\n\n### Deep\n\ntext\n\n## Two\n",
    f"{DOCS}/more/plain.md": "Only text, no heading at all.\n",
    f"{DOCS}/more/two.md": "# First\n\n## Under first\n\n# Second\n\n## Under second\n",
    f"{DOCS}/more/titled.md": "---\ntitle: Other title\ndescription: Own words\n---\n## Only second\n",
    f"{DOCS}/deep/index.md": "# Deep index\n\n## Part\n",
    f"{DOCS}/deep/inner/last.md": "# Last\n\n```python\nx  =  1\n```\n",
    "catalog/default/component/pay.md": "---\nhide: [toc]\n---\n# Pay\n",
    "catalog/default/component/toc.md": "# With contents\n\n## Relations\n\n## Builds\n",
}
DOCS_NAV = [
    {"Start": f"{DOCS}/start.md"},
    {"More": [f"{DOCS}/more/{name}.md" for name in ("toc", "plain", "two", "titled")]},
    {"Deep": [f"{DOCS}/deep/index.md", {"Inner": [f"{DOCS}/deep/inner/last.md"]}]},
]
CATALOG_NAV = ["catalog/default/component/pay.md", "catalog/default/component/toc.md"]


@dataclass
class Recorded:
    """What MkDocs knew of a page when it rendered it."""

    page: BuiltPage
    path: str
    body: str
    html: str = ""


class Recorder(BasePlugin):
    """Keeps every page of a build."""

    def __init__(self) -> None:
        self.pages: dict[str, Recorded] = {}

    def on_page_context(self, context: Any, *, page: BuiltPage, **_: Any) -> Any:
        self.pages[page.file.src_uri] = Recorded(page, page.url, page.content or "")
        return context

    @event_priority(-100)  # after the plugin of the portal
    def on_post_page(self, output: str, *, page: BuiltPage, **_: Any) -> str:
        self.pages[page.file.src_uri].html = output
        return output


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Recorded], ShellRenderer]:
    root = tmp_path_factory.mktemp("equality")
    # One reference for each layout: a filled page's navigation shows only its own tab's pages.
    catalog, _ = _build(root, "catalog", CATALOG_NAV, [])
    docs, _ = _build(root, "docs", [], [{"Pay": DOCS_NAV}])
    _, human = _build(root, "none", [], [])
    return catalog | docs, ShellRenderer(human.shells)


def _build(
    root: Path, folder: str, catalog: list[Any], docs: list[Any]
) -> tuple[dict[str, Recorded], HumanSite]:
    texts = {path: text for path, text in PAGES.items() if path.startswith(f"{folder}/")}
    for path, text in ({"index.md": "# Home\n"} | texts).items():
        file = root / folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    config_file = root / f"{folder}.yml"
    features = ["tabs", "indexes", "path", "footer", "top"]
    settings = {
        "site_name": "Portal",
        "site_url": "https://portal.example/sub/",
        "repo_url": "https://git.example/acme/portal",
        "edit_uri": "edit/main/docs/",
        "docs_dir": folder,
        "site_dir": f"{folder}-site",
        "theme": {
            "name": "material",
            "font": False,
            "features": [f"navigation.{f}" for f in features] + ["content.action.edit"],
        },
        "markdown_extensions": [{"toc": {"permalink": True}}, "pymdownx.superfences"],
        "plugins": ["search", "catalogsite"],
        "nav": [
            {"Home": "index.md"},
            {"Catalog": ["catalog/index.md", *catalog]},
            {"Docs": ["docs/index.md", *docs]},
        ],
    }
    config_file.write_text(yaml.safe_dump(settings))
    config = load_config(str(config_file))
    recorder = Recorder()
    recorder.load_config({})
    config.plugins["recorder"] = recorder
    built: list[HumanSite] = []
    config.extra[EXTRA_KEY] = PortalBuild(deliver=built.append)
    build(config)
    return {uri: recorder.pages[uri] for uri in texts}, built[0]


def _as_page(recorded: Recorded) -> Page:
    page, path = recorded.page, recorded.path
    layout = "docs" if path.startswith("docs/") else "catalog"
    top = page.ancestors[-1]
    items = top.children[1:]
    if layout == "docs":
        items = items[0].children
    between = list(reversed(page.ancestors[:-1]))
    return Page(
        path=path,
        layout=layout,
        title=page.title,
        description=page.meta.get("description", ""),
        body=recorded.body,
        toc=tuple(_toc(entry) for entry in page.toc),
        nav=tuple(_nav(item, page) for item in items),
        nav_title="Pay",
        previous=_link(page.previous_page, path),
        following=_link(page.next_page, path),
        edit_url=page.edit_url,
        breadcrumbs=tuple(Link(s.title, relative(path, _first(s).url)) for s in between),
        section=f"{layout}/",
    )


def _toc(entry: Any) -> TocItem:
    return TocItem(entry.id, entry.title, entry.level, tuple(_toc(c) for c in entry.children))


def _link(page: BuiltPage | None, path: str) -> Link | None:
    return Link(page.title, relative(path, page.url)) if page else None


def _first(item: Any) -> Any:
    return _first(item.children[0]) if item.children else item


def _nav(item: Any, page: BuiltPage) -> NavItem:
    if not isinstance(item, Section):
        return NavItem(item.title, relative(page.url, item.url), item is page)
    index = next((c for c in item.children if getattr(c, "is_index", False)), None)
    rest = tuple(_nav(child, page) for child in item.children if child is not index)
    active = index is page or any(child.active for child in rest)
    return NavItem(item.title, relative(page.url, index.url) if index else None, active, rest)


def normalised(html: str, path: str) -> list[str]:
    """The page as a list of tags and texts; addresses are absolute, whitespace is collapsed."""
    here = f"https://portal.example/sub/{path}"
    html = re.sub(r'((?:href|src)=")([^"]*)', lambda m: m[1] + urljoin(here, m[2]), html)
    html = re.sub(r"__nav_\w*?(_label|_title)?(?=\")", r"__nav\1", html)
    pieces = (re.sub(r"\s+", " ", piece).strip() for piece in re.split(r"(<[^<>]*>)", html))
    pieces = (re.sub(r' (?=>|")', "", piece) for piece in pieces)
    return [piece for piece in pieces if piece]


@pytest.mark.parametrize("uri", PAGES)
def test_a_filled_page_equals_the_page_of_mkdocs(
    built: tuple[dict[str, Recorded], ShellRenderer], uri: str
) -> None:
    pages, renderer = built
    recorded = pages[uri]
    filled = renderer.html(_as_page(recorded))
    assert normalised(filled, recorded.path) == normalised(recorded.html, recorded.path)
