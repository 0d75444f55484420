"""Pouring: values escaped for their place, and optional elements that go away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalogsite.model.page import Asset, Link, NavItem, Page, TocItem
from catalogsite.render.shell.fill import ShellRenderer, fill_shell, safe_href
from catalogsite.render.shell.nav import nav_entries, toc_entries
from catalogsite.render.shell.reader import read_shell

SHELL = (Path(__file__).parents[1] / "cases/shell.html").read_text("utf-8")

SHELLS = ShellRenderer({"docs": SHELL, "catalog": SHELL, "": "<main><h1>slot0body0</h1></main>"})
PLAIN = Page("docs/default/component/x/", "docs", "Title", "", "<p>body</p>", section="docs/")
FULL = Page(
    "docs/default/component/x/",
    "docs",
    "Title",
    "Words",
    '<h1 id="top">Own</h1>',
    toc=(TocItem("top", "Own", 1, (TocItem("part", "Part <code>x</code>", 2),)),),
    previous=Link("Before", "../before/"),
    following=Link("After", "../after/"),
    edit_url="https://git.example/edit/x.md",
    breadcrumbs=(Link("Documentation", "../../../../docs/"), Link("X", "../../")),
    section="docs/",
)
HOSTILE = "\"><script>alert('x')</script>"


def test_everything_a_page_has_is_in_its_place() -> None:
    html = SHELLS.html(FULL)
    for expected in (
        "<title>Title | Portal</title>",
        '<meta name="description" content="Words">',
        '<meta property="og:url" content="https://p.example/docs/default/component/x/">',
        '<link rel="prev" href="../before/">',
        '<a href="../before/" aria-label="Back: Before">Before</a>',
        '<a href="../after/">After</a>',
        '<a href="#top">Skip</a>',
        '<a href="https://git.example/edit/x.md" rel="edit">Edit</a>',
        '<li><a href="../../">X</a></li>',
        '<span class="md-ellipsis">Part <code>x</code></span>',
        'rel="edit">Edit</a><h1 id="top">Own</h1></article>',
    ):
        assert expected in html
    assert html.count("Documentation") == 0  # the tab's own crumb is the theme's
    assert "hidden" not in html


def test_what_a_page_lacks_leaves_nothing_behind() -> None:
    html = SHELLS.html(PLAIN)
    for gone in ("description", "prev", "next", "Skip", "Edit", "Back", "<b>On this page"):
        assert gone not in html
    assert "<h1>Title</h1><p>body</p>" in html


@pytest.mark.parametrize("page", [PLAIN, FULL, Page("x/", "catalog", "T", "", "")])
def test_no_placeholder_survives(page: Page) -> None:
    assert re.search(r"slot0|_shell", SHELLS.html(page)) is None


def test_empty_sidebars_of_catalog_pages_are_hidden() -> None:
    page = Page("catalog/a/", "catalog", "T", "", "<p>x</p>")
    assert SHELLS.html(page).count(" hidden") == 2
    with_nav = Page("catalog/a/", "catalog", "T", "", "x", nav=(NavItem("N", "./"),))
    assert SHELLS.html(with_nav).count(" hidden") == 1


@pytest.mark.parametrize(
    "field", ["title", "description", "edit_url", "link", "nav", "nav_title", "crumb"]
)
def test_hostile_values_stay_text(field: str) -> None:
    link = Link(HOSTILE, HOSTILE)
    changed = {
        "link": {"previous": link, "following": link},
        "nav": {"nav": (NavItem(HOSTILE, HOSTILE, True, (NavItem(HOSTILE, HOSTILE),)),)},
        "crumb": {"breadcrumbs": (link,)},
    }.get(field, {field: HOSTILE})
    values = {"title": "T", "description": "", "nav_title": ""} | changed
    html = fill_shell(
        read_shell(SHELL), Page(path="docs/x/", layout="docs", body="<h1>b</h1>", **values)
    )
    assert "alert('x')" not in html
    assert html.count("<script") == 1


def test_a_value_in_a_script_is_a_string_of_the_script() -> None:
    html = SHELLS.html(Page("docs/x/", "docs", '</script>"\\', "", ""))
    assert r'var title = "\u003c/script>\"\\"' in html


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("../x/", "../x/"),
        ("https://x.example/", "https://x.example/"),
        ("mailto:a@x.example", "mailto:a@x.example"),
        ("javascript:alert(1)", "#"),
        (" JavaScript:alert(1)", "#"),
        ("data:text/html,x", "#"),
        ("java\tscript:alert(1)", "#"),
        ("\x01javascript:alert(1)", "#"),
        ("http://[broken", "#"),
    ],
)
def test_addresses_that_could_run_something_are_dropped(href: str, expected: str) -> None:
    assert safe_href(href) == expected


def test_the_contents_nest_under_the_open_page_only() -> None:
    toc = (TocItem("t", "Title", 1, (TocItem("a", "A", 2),)),)
    items = (NavItem("One", "../one/"), NavItem("Here", "./", active=True))
    html = nav_entries(items, level=1, path="__n", toc=toc, toc_label="Contents")
    assert html.count('href="#a"') == 1
    assert 'href="#t"' not in html
    assert html.index("Here") < html.index('href="#a"')


def test_labels_of_nested_contents_carry_no_markup() -> None:
    item = TocItem("a", "A &amp; <code>b</code>", 2, (TocItem("c", "C", 3),))
    assert 'aria-label="A &amp; b"' in toc_entries((item,))


def test_a_long_navigation_shrinks_to_the_open_path() -> None:
    branch = tuple(NavItem(f"leaf {n}", f"../{n}/") for n in range(60))
    items = (
        NavItem("Open", None, True, (NavItem("Here", "./", active=True), *branch)),
        NavItem("Closed", None, False, branch),
    )
    html = nav_entries(items, level=1, path="__n", toc=(), toc_label="")
    assert html.count("leaf 5<") == 1
    assert "md-nav__item--pruned" in html
    assert '<a href="../0/" class="md-nav__link"><span class="md-ellipsis">Closed' in html


def test_files_of_a_site() -> None:
    home, asset = Page("", "single", "T", "", "<h1>Home</h1>"), Asset("a/b.json", b"{}")
    files = dict(SHELLS.files([PLAIN, home, asset]))
    assert set(files) == {"docs/default/component/x/index.html", "index.html", "a/b.json"}
    assert files["index.html"] == b"<main><h1>Home</h1></main>"
    without_home = ShellRenderer({"catalog": SHELL, "docs": SHELL})
    assert list(without_home.files([home])) == []  # the user's own home page stays
