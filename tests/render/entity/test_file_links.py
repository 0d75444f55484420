"""In a site of files, links to pages name the file; no other address changes."""

from __future__ import annotations

import pytest

from catalogsite.model.page import Asset, Page
from catalogsite.render.shell.file_links import (
    MARK,
    file_address,
    is_marked,
    marked,
    with_file_links,
    with_file_links_in_markdown,
    with_file_links_of_site,
)
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.render.shell.placeholders import BODY

LINKS = {
    '<a href="../x/">': '<a href="../x/index.html">',
    '<a class="k" href="../x/#part">': '<a class="k" href="../x/index.html#part">',
    '<a href="../catalog/?kind=api&amp;x=1">': '<a href="../catalog/index.html?kind=api&amp;x=1">',
    '<a href="./">': '<a href="./index.html">',
    '<a href="..">': '<a href="../index.html">',
    '<a href="../..#x">': '<a href="../../index.html#x">',
    '<a href=".">': '<a href="./index.html">',
    '<form action="catalog/">': '<form action="catalog/index.html">',
    '<meta http-equiv="refresh" content="0; url=../new/#a">': (
        '<meta http-equiv="refresh" content="0; url=../new/index.html#a">'
    ),
    "<code data-cs-snippet>[![T](https://x.example/b.svg)](https://x.example/catalog/x/)</code>": (
        "<code data-cs-snippet>[![T](https://x.example/b.svg)]"
        "(https://x.example/catalog/x/index.html)</code>"
    ),
}
SAME = [
    '<a href="#x">',
    '<a href="">',
    '<a href="?a=b/">',
    '<a href="x.html">',
    '<a href="x/y.pdf#page=2">',
    '<a href="/root/">',
    '<a href="//x.example/">',
    '<a href="https://x.example/">',
    '<a href="mailto:a@b.example">',
    '<a data-href="x/">',
    '<link rel="canonical" href="https://portal.example/catalog/x/">',
    "<p>[a](b/)</p>",
    '<img src="x/">',
]


@pytest.mark.parametrize(("html", "expected"), LINKS.items())
def test_a_link_to_a_folder_names_its_file(html: str, expected: str) -> None:
    assert with_file_links(html) == expected
    assert with_file_links(expected) == expected


@pytest.mark.parametrize(
    ("root", "html", "expected"),
    [
        ("/", '<a href="/catalog/">', '<a href="/catalog/index.html">'),
        ("/", '<a href="/.">', '<a href="/./index.html">'),
        ("/", '<a href="/">', '<a href="/index.html">'),
        ("/p/", '<a href="/p/docs/?q=a/#x">', '<a href="/p/docs/index.html?q=a/#x">'),
        ("/p/", '<form action="/p/">', '<form action="/p/index.html">'),
        ("/p/", '<a href="/other/">', '<a href="/other/">'),
        ("/p/", '<a href="/p/a.html">', '<a href="/p/a.html">'),
        ("/p/", '<a href="https://x.example/p/">', '<a href="https://x.example/p/">'),
        ("/", '<a href="//p/">', '<a href="//p/">'),
    ],
)
def test_absolute_paths_of_the_site_name_files(root: str, html: str, expected: str) -> None:
    assert with_file_links_of_site(html, root) == expected


@pytest.mark.parametrize("html", SAME)
def test_any_other_address_stays(html: str) -> None:
    assert with_file_links(html) == html


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/", "a/index.html"), ("", ""), ("a", "a"), ("a/b.md", "a/b.md"), ("../", "../index.html")],
)
def test_the_address_of_a_file(path: str, expected: str) -> None:
    assert file_address(path) == expected


def test_links_in_markdown() -> None:
    text = "[a](../b/) [c](d.md) [e](https://x.example/) ![f](g/h.svg) [i](j/#k)"
    assert with_file_links_in_markdown(text) == (
        "[a](../b/index.html) [c](d.md) [e](https://x.example/) ![f](g/h.svg) [i](j/index.html#k)"
    )


def _files(shell: str) -> dict[str, bytes]:
    page = Page("x/", "single", "X", "", '<h1>X</h1><a href="../y/">y</a>', section="")
    moved = Page("z/", "single", "Z", "", "", section="", moved_to="../y/")
    assets = [Asset("llms.txt", b"[y](y/)"), Asset("a.txt", b"[y](y/)")]
    return dict(ShellRenderer({"x/": shell}).files([page, moved, *assets]))


SHELL = f"<html><head></head><body><h1>{BODY}</h1></body></html>"


def test_a_marked_shell_makes_a_site_of_files() -> None:
    assert is_marked(marked(SHELL))
    assert not is_marked(SHELL)
    files = _files(marked(SHELL))
    assert b'href="../y/index.html"' in files["x/index.html"]
    assert b"url=../y/index.html" in files["z/index.html"]
    assert files["llms.txt"] == b"[y](y/index.html)"
    assert files["a.txt"] == b"[y](y/)"
    assert MARK.encode() in files["x/index.html"]


def test_without_the_mark_links_lead_to_folders() -> None:
    files = _files(SHELL)
    assert b'href="../y/"' in files["x/index.html"]
    assert b"url=../y/" in files["z/index.html"]
    assert files["llms.txt"] == b"[y](y/)"
