"""The plugin in real MkDocs builds: what it adds, what it leaves alone, and filling."""

from __future__ import annotations

import io
import json
import logging
import re
from datetime import date
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.site.portal_assets import entry_scripts, entry_styles, portal_assets
from catalogsite.site.portal_build import EXTRA_KEY, HumanSite, LinkTargets, PortalBuild
from catalogsite_mkdocs.plugin import CatalogsitePlugin

X = "catalog/default/component/x/"
CONTENT = (
    Page("", "single", "Home", "Front", "<h1>Front page</h1>", section=""),
    Page("catalog/", "single", "Catalog", "Table", "<h1>Everything</h1>"),
    Page(X, "catalog", "X", "The X", "<p>x is here</p>"),
    Page("docs/default/component/x/", "docs", "Docs of X", "", "<h1>Docs</h1>", section="docs/"),
    Page("create/default/t/", "catalog", "T", "", "<h1>T</h1>", section="create/"),
    Asset("api/x.json", b"{}"),
)


TARGETS = LinkTargets({"component:default/x"}, {}, date(2020, 1, 2))


class Stub:
    """A fixed catalog instead of a snapshot."""

    file = None

    def outputs(self, human: HumanSite) -> list[OutputGroup]:
        return [OutputGroup(item.path, lambda _, item=item: (item,)) for item in CONTENT]

    def stamp(self) -> object:
        return 1


def _config(root: Path, files: dict[str, str], **settings: Any) -> Any:
    for path, text in files.items():
        file = root / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (root / "docs").mkdir(exist_ok=True)
    given = {
        "site_name": "Portal",
        "site_url": "https://portal.example/sub/",
        "theme": {"name": "material", "font": False, "features": ["navigation.tabs"]},
        "plugins": [],
        "site_dir": "site",
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(given | settings))
    config = load_config(str(root / "mkdocs.yml"))
    plugin = CatalogsitePlugin()
    plugin.load_config({})
    config.plugins["catalogsite"] = plugin
    config.extra[EXTRA_KEY] = PortalBuild(TARGETS, Stub())
    return config


def _build(root: Path, files: dict[str, str], **settings: Any) -> Path:
    build(_config(root, files, **settings))
    return root / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("plugin")
    guide = "# Guide\n\nSee [X](entity:component/x#top).\n"
    nav = [{"Start": "index.md"}, {"Our guide": "guide.md"}, {"Things": "catalog/index.md"}]
    return _build(
        root,
        {"guide.md": guide, "index.md": "# Own home\n\n<!-- catalogsite:home -->\n"},
        nav=nav,
        strict=True,
    )


def test_pages_and_files_of_the_catalog_are_written(site: Path) -> None:
    assert "<p>x is here</p>" in (site / X / "index.html").read_text()
    assert "<h1>Everything</h1>" in (site / "catalog/index.html").read_text()
    assert (site / "api/x.json").read_bytes() == b"{}"


def test_the_marker_states_where_the_home_goes(site: Path) -> None:
    html = (site / "index.html").read_text()
    assert html.index("Own home") < html.index("<h1>Front page</h1>")


def test_the_tab_of_a_page_is_active(site: Path) -> None:
    for path, tab in (
        (X, "Things"),
        ("docs/default/component/x/", "Docs"),
        ("create/default/t/", "Create"),
    ):
        html = (site / path / "index.html").read_text()
        active = html.split("md-tabs__item--active", 1)[1]
        assert active.split("</li>", 1)[0].split(">")[2].split("<")[0].strip() == tab


def test_missing_tabs_follow_the_tabs_of_the_user(site: Path) -> None:
    html = (site / "guide/index.html").read_text()
    tabs = ["Start", "Our guide", "Things", "Docs", "Create", "Scorecards", "Problems"]
    listed = html.split("md-tabs__list", 1)[1].split("</ul>", 1)[0]
    positions = [listed.index(f">{tab}<") for tab in tabs]
    assert positions == sorted(positions)


def test_generated_pages_have_crumbs_that_the_user_does_without(site: Path) -> None:
    assert "md-path__list" in (site / "docs/default/component/x/index.html").read_text()
    assert "md-path__list" not in (site / "guide/index.html").read_text()


def test_links_to_entities_resolve_in_human_pages(site: Path) -> None:
    assert f'<a href="../{X}#top">X</a>' in (site / "guide/index.html").read_text()


def test_no_trace_of_a_shell_is_left(site: Path) -> None:
    assert not (site / "_shell").exists()
    assert not (site / "search/search_index.json").exists()
    traces = [
        file.relative_to(site).as_posix()
        for file in site.rglob("*")
        if file.suffix in {".html", ".xml", ".json"} and "_shell" in file.read_text()
    ]
    assert traces == []
    for path in (X, "catalog", "docs/default/component/x", "create/default/t", "."):
        assert "slot0" not in (site / path / "index.html").read_text()


def test_our_search_stands_in_the_header_without_the_search_plugin(site: Path) -> None:
    html = (site / "guide/index.html").read_text()
    assert "data-cs-search" in html
    assert 'data-md-component="search"' not in html


def test_every_asset_is_copied_and_entries_are_linked(site: Path) -> None:
    assets = portal_assets()
    html = (site / X / "index.html").read_text()
    for asset in assets:
        assert (site / asset.path).read_bytes() == asset.source.read_bytes()
    for path in (*entry_styles(assets), *(path for path, _ in entry_scripts(assets))):
        assert f'"../../../../{path}"' in html


def test_without_a_home_of_the_user_there_is_ours(tmp_path: Path) -> None:
    site = _build(tmp_path, {"zebra.md": "# Zebra\n"})
    tabs = (site / "zebra/index.html").read_text().split("md-tabs__list", 1)[1]
    order = [tabs.index(f">{tab}<") for tab in ("Home", "Zebra", "Catalog", "Docs", "Create")]
    assert order == sorted(order)
    assert "<h1>Front page</h1>" in (site / "index.html").read_text()
    assert "<h1>Everything</h1>" in (site / "catalog/index.html").read_text()


def test_a_home_of_the_user_without_marker_stays(tmp_path: Path) -> None:
    site = _build(tmp_path, {"index.md": "# Own home\n"})
    html = (site / "index.html").read_text()
    assert "Own home" in html
    assert "Front page" not in html


def test_text_of_the_user_on_a_single_page_stays(tmp_path: Path) -> None:
    site = _build(tmp_path, {"catalog/index.md": "# Our things\n\nHello.\n"})
    html = (site / "catalog/index.html").read_text()
    assert html.index("Hello.") < html.index("<h1>Everything</h1>")


def test_flat_addresses_work_too(tmp_path: Path) -> None:
    site = _build(tmp_path, {"index.md": "# Home\n"}, use_directory_urls=False)
    html = (site / X / "index.html").read_text()
    assert 'href="../../../../assets/' in html
    assert "slot0" not in html


FOLDER_LINK = re.compile(r' href="(?![a-z]+:|//|#)([^"?#]*/|/?\.{0,2})(?=["?#])')


@pytest.mark.parametrize(
    "settings",
    [
        {"use_directory_urls": False},
        {"plugins": ["search", "offline"]},
        {"use_directory_urls": False, "site_url": "https://x.example/portal/"},
    ],
    ids=["use_directory_urls", "offline", "below"],
)
def test_a_site_of_files_has_no_link_to_a_folder(tmp_path: Path, settings: dict[str, Any]) -> None:
    pages = {
        "index.md": "# Home\n\n[x](entity:component/x)\n",
        "guide/a.md": "# A\n\n[x](entity:component/x)\n",
    }
    site = _build(tmp_path, pages, **settings)
    built = {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.html")}
    assert f'href="{X}index.html"' in built["index.html"]
    assert f'href="../{X}index.html"' in built["guide/a.html"]
    folders = {
        (path, link) for path, html in built.items() for link in FOLDER_LINK.findall(html) if link
    }
    assert folders == set()
    pages = [html for path, html in built.items() if not path.startswith("assets/")]
    assert all('<meta name="cs-index"' in html for html in pages)


def test_a_broken_link_to_an_entity_is_a_warning_with_file_and_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "mkdocs")
    config = _config(tmp_path, {"a.md": "# A\n\n[no](entity:component/no)\n"}, strict=True)
    built: list[HumanSite] = []
    config.extra[EXTRA_KEY] = PortalBuild(TARGETS, Stub(), built.append)
    with pytest.raises(Abort):
        build(config)
    assert "docs/a.md:3: the link entity:component/no refers to nothing" in caplog.text
    (problem,) = built[0].problems
    assert (problem.file, problem.line) == ("docs/a.md", 3)


class Server:
    """The part of MkDocs' server that answers requests."""

    mount_path = "/sub/"
    _visible_epoch = 1

    def __init__(self) -> None:
        self.app: Any = self.files

    def files(self, environ: Any, start_response: Any) -> list[bytes]:
        start_response("404 Not Found", [])
        return [b"mkdocs"]

    def get_app(self) -> Any:
        return self.app

    def set_app(self, app: Any) -> None:
        self.app = app

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        return content + b"<!-- reload -->"


def _get(server: Any, path: str) -> tuple[str, bytes, dict[str, str]]:
    environ: dict[str, Any] = {"PATH_INFO": path, "wsgi.input": io.BytesIO()}
    setup_testing_defaults(environ)
    responses: list[Any] = []
    body = b"".join(
        server.app(environ, lambda status, headers: responses.append((status, headers)))
    )
    return responses[0][0], body, dict(responses[0][1])


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, Path]:
    root = tmp_path_factory.mktemp("serve")
    config = _config(root, {"index.md": "# Home\n"})
    plugin = config.plugins["catalogsite"]
    plugin.on_startup(command="serve", dirty=False)
    build(config)
    server: Any = Server()
    plugin.on_serve(server, config=config, builder=None)
    return server, root / "site"


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        (f"/sub/{X}", b"<p>x is here</p>", "text/html; charset=utf-8"),
        (f"/sub/{X}index.html", b"<p>x is here</p>", "text/html; charset=utf-8"),
        ("/sub/catalog/", b"<h1>Everything</h1>", "text/html; charset=utf-8"),
        ("/sub/api/x.json", b"{}", "application/json; charset=utf-8"),
    ],
)
def test_serve_fills_on_request(
    serving: tuple[Server, Path], path: str, content: bytes, kind: str
) -> None:
    status, body, headers = _get(serving[0], path)
    assert status == "200 OK"
    assert content in body
    assert headers["Content-Type"] == kind
    assert headers["Content-Length"] == str(len(body))
    assert (b"<!-- reload -->" in body) == kind.startswith("text/html")


@pytest.mark.parametrize("path", ["/sub/", "/sub/nothing/", "/other/", "/livereload/1/2"])
def test_serve_leaves_the_rest_to_mkdocs(serving: tuple[Server, Path], path: str) -> None:
    assert _get(serving[0], path)[1] == b"mkdocs"


def test_serve_writes_no_generated_page(serving: tuple[Server, Path]) -> None:
    assert not (serving[1] / X).exists()


def test_a_theme_without_a_slot_fails_by_name(tmp_path: Path) -> None:
    overrides = tmp_path / "theme" / "main.html"
    overrides.parent.mkdir()
    overrides.write_text('{% extends "base.html" %}{% block content %}{% endblock %}')
    theme = {"name": "material", "font": False, "custom_dir": "theme"}
    with pytest.raises(Abort):
        _build(tmp_path, {"index.md": "# Home\n"}, theme=theme)


def test_pages_are_dated_by_the_snapshot(tmp_path: Path) -> None:
    _build(tmp_path, {"index.md": "# Home\n"})
    sitemap = (tmp_path / "site/sitemap.xml").read_text()
    assert "<lastmod>2020-01-02</lastmod>" in sitemap
    assert json.dumps(sitemap).count("lastmod") == 2 * sitemap.count("2020-01-02")
