"""The whole site of a small organisation: deterministic, linked, and safe."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from tests.render import acme

from catalogsite.docs.fragments import Fragment, Fragments
from catalogsite.model.page import Asset, Page

OUTSIDE = ("badges/", "api/", "assets/")
"""What other rooms write."""


def site() -> list[Page | Asset]:
    return list(acme.render_pages(acme.snapshot(), acme.read_blob, acme.fragments()))


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return {item.path: item for item in site() if isinstance(item, Page)}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.hrefs += [value or "" for name, value in attrs if name in {"href", "src"}]


def parse(page: Page) -> _Links:
    parser = _Links()
    parser.feed(page.body + page.nav_html)
    return parser


def test_same_snapshot_same_bytes() -> None:
    assert site() == site()


def test_no_path_twice() -> None:
    paths = [item.path for item in site()]
    assert len(paths) == len(set(paths))


def test_every_internal_link_leads_somewhere(pages: dict[str, Page]) -> None:
    known = {item.path for item in site()}
    broken = []
    for page in pages.values():
        hrefs = [*parse(page).hrefs, *(link.href for link in page.breadcrumbs)]
        hrefs += [item.href or "" for item in page.nav]
        for href in hrefs:
            url = urlsplit(urljoin(f"http://site/{page.path}", href))
            if urlsplit(href).scheme or not url.path:
                continue
            path = url.path.lstrip("/")
            if not path.startswith(OUTSIDE) and path not in known and unquote(path) not in known:
                broken.append((page.path, href))
    assert broken == []


def test_no_scripts_no_handlers_no_dangerous_links(pages: dict[str, Page]) -> None:
    for page in pages.values():
        found = parse(page)
        assert "script" not in found.tags, page.path
        assert found.handlers == [], page.path
        assert not [href for href in found.hrefs if href.lower().startswith("javascript")]


def test_one_heading_of_the_first_level(pages: dict[str, Page]) -> None:
    assert {path for path, page in pages.items() if len(re.findall("<h1", page.body)) != 1} == set()


def test_toc_leads_to_headings(pages: dict[str, Page]) -> None:
    for page in pages.values():
        if page.layout == "catalog":
            missing = [item.id for item in page.toc if f'id="{item.id}"' not in page.body]
            assert missing == [], page.path


def test_api_definitions_are_files_beside_their_pages() -> None:
    files = {item.path: item.content for item in site() if isinstance(item, Asset)}
    assert files["catalog/default/api/payments-api/definition.yaml"] == acme.OPENAPI.encode()
    assert files["catalog/default/api/ledger-api/definition.proto"].startswith(b"syntax")


def value_at(values: dict[str, list[int]], place: int) -> str | None:
    """The value of a column in the row of a place: its list has the first place, then steps."""
    return next((word for word, steps in values.items() if place in accumulate(steps)), None)


def test_table_rows() -> None:
    asset = next(item for item in site() if item.path == "assets/catalogsite/table.json")
    assert isinstance(asset, Asset)
    data = json.loads(asset.content)
    assert len(data["title"]) == len(acme.entities())
    place = data["title"].index("Payments")
    assert data["kinds"][data["kind"][place]] == ["component", "Component", "Components"]
    assert data["owners"][data["owner"][place]][1] == "Team Payments"
    shown = {column["id"]: value_at(column["values"], place) for column in data["columns"]}
    # Of other kinds of facts no provider tells anything here.
    assert {name: value for name, value in shown.items() if value} == {
        "build": "passing",
        "alerts": "alert",
        "score": "100",
        "docs": "2",
    }
    own, added = data["columns"][:5], data["columns"][5:]
    assert [(one["id"], one["look"], one["views"], one["csv"]) for one in own] == [
        ("build", "status", ["catalog"], True),
        ("alerts", "status", [], True),
        ("score", "number", ["catalog"], True),
        ("changes", "number", [], True),
        ("docs", "number", ["docs"], False),
    ]
    assert [(column["id"], column["look"], column["views"]) for column in added] == [
        (name, "status", [])
        for name in (
            *("incidents", "monitors", "slo", "errors", "deployments", "on_call"),
            *("quality_gate", "coverage", "vulnerabilities", "audit"),
        )
    ]
    assert (data["tones"]["passing"], data["tones"]["alert"]) == ("good", "bad")
    words = ("title", "name", "description", "tag")
    numbers = ("kind", "namespace", "type", "lifecycle", "owner", "system")
    assert {len(data[column]) for column in (*words, *numbers)} == {len(acme.entities())}


def test_docs_page(pages: dict[str, Page]) -> None:
    page = pages["docs/default/component/payments/"]
    assert page.layout == "docs"
    assert 'href="../../../../catalog/default/component/ledger/"' in page.body
    assert page.following is not None
    assert page.following.href == "guide/"
    assert [item.active for item in page.nav] == [True, False]
    assert "Aiko Ito" in page.body
    guide = pages["docs/default/component/payments/guide/"]
    assert guide.previous is not None
    assert guide.previous.href == "../"


@pytest.mark.parametrize(
    ("tags", "shown"),
    [
        ((), None),
        (("red",), '<p class="cs-tags"><span class="cs-tag">red</span></p>'),
        (("a & b", "<script>"), '&amp; b</span><span class="cs-tag">&lt;script&gt;</span></p>'),
    ],
)
def test_the_tags_of_a_documentation_page_stand_on_it(tags: tuple[str, ...], shown: str) -> None:
    page = Fragment(path="", title="Home", html="<h1>Home</h1>", tags=tags)
    docs = {"component:default/payments": Fragments(site_name="Payments", pages=(page,))}
    pages = acme.render_pages(acme.snapshot(), acme.read_blob, docs)
    body = next(p.body for p in pages if p.path == "docs/default/component/payments/")
    assert (shown or "") in body
    assert ("cs-tags" in body) == (shown is not None)


@pytest.mark.parametrize(("sources", "words"), [(1, "in order"), (2, "1 source not read in full")])
def test_all_is_well_only_where_all_was_read(sources: int, words: str) -> None:
    whole = acme.snapshot()
    calm = whole.model_copy(update={"problems": (), "sources": whole.sources[:sources]})
    found = {p.path: p for p in acme.render_pages(calm, acme.read_blob, {}) if isinstance(p, Page)}
    assert words in found["problems/"].body
    assert ("http://prometheus:9090" in found[""].body) == (sources == 2)


def test_an_empty_catalog_teaches() -> None:
    empty = acme.snapshot().model_copy(
        update=dict.fromkeys(("entities", "facts", "documentation", "problems", "scorecards"), ())
    )
    found = {p.path: p for p in acme.render_pages(empty, acme.read_blob, {}) if isinstance(p, Page)}
    assert "catalog-info.yaml" in found[""].body
    assert "kind: Component" in found["catalog/"].body
    assert "template.yaml" in found["create/"].body
    assert "catalogsite new python-service --set" in found["create/default/python-service/"].body
    assert "mkdocs.yml" in found["docs/"].body
    assert "1 source not read in full" in found["problems/"].body
    assert "Nothing is failing" not in found[""].body
