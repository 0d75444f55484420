"""The former address of a page of documentation leads on, and only within the site by itself."""

from __future__ import annotations

import pytest
from tests.render import acme

from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.model.page import Page
from catalogsite.render.shell.nav import nav_entries
from catalogsite.render.shell.redirect import redirect_document

REF = "component:default/payments"
ROOT = "docs/default/component/payments/"


def _pages(fragments: Fragments) -> dict[str, Page]:
    made = acme.render_pages(acme.snapshot(), acme.read_blob, {REF: fragments})
    return {one.path: one for one in made if isinstance(one, Page) and one.path.startswith(ROOT)}


MOVED = {
    ("old/", "new/"): "../new/",
    ("old/", "new/#part"): "../new/#part",
    ("old/", ""): "../",
    ("a/b/old/", "c d/#é"): "../../../c d/#é",
    ("", "new/"): "new/",
    ("old/", "https://x.example/a#b"): "https://x.example/a#b",
    ("old/", "HTTP://x.example/"): "HTTP://x.example/",
}


@pytest.mark.parametrize(("moved", "expected"), MOVED.items())
def test_a_former_address_is_a_page_that_leads_on(moved: tuple[str, str], expected: str) -> None:
    former, target = moved
    home = Fragment(path="new/", title="New", html="<h1>New</h1>")
    pages = _pages(Fragments(site_name="Pay", pages=(home,), moved={former: target}))
    assert pages[ROOT + former].moved_to == expected
    assert pages[ROOT + "new/"].moved_to is None


@pytest.mark.parametrize("target", ["../new/", "../new/#part", "./"])
def test_the_document_refreshes_within_the_site(target: str) -> None:
    html = redirect_document("Old & <new>", target)
    assert f'<meta http-equiv="refresh" content="0; url={target}">' in html
    assert f'<a href="{target}">' in html
    assert "<title>Old &amp; &lt;new&gt;</title>" in html
    assert "<script" not in html


@pytest.mark.parametrize("target", ["https://x.example/", "//x.example/", "javascript:alert(1)"])
def test_the_document_leaves_the_site_by_a_click_only(target: str) -> None:
    assert "refresh" not in redirect_document("Old", target)


def test_an_address_cannot_end_its_attribute() -> None:
    html = redirect_document("Old", '../"><script>alert(1)</script>/')
    assert "<script" not in html


def test_an_entry_of_a_file_without_an_address_is_no_link() -> None:
    nav = (
        NavEntry(title="Home", path=""),
        NavEntry(title="Report"),
        NavEntry(title="Doc", path="x.pdf"),
    )
    home = Fragment(path="", title="Home", html="<h1>Home</h1>")
    page = _pages(Fragments(site_name="Pay", pages=(home,), nav=nav))[ROOT]
    assert [(item.title, item.href) for item in page.nav] == [
        ("Home", "./"),
        ("Report", None),
        ("Doc", "x.pdf"),
    ]
    html = nav_entries(page.nav, level=1, path="n", toc=(), toc_label="")
    assert '<span class="md-nav__link"><span class="md-ellipsis">Report</span></span>' in html
    assert '<a href="x.pdf" class="md-nav__link"><span class="md-ellipsis">Doc</span></a>' in html


PART = "component:default/part"


def _shared(**annotations: str) -> dict[str, Page]:
    part = acme.entity("Component", "part", {"type": "service"}, annotations=annotations)
    snapshot = acme.snapshot()
    origins = {**snapshot.origins, PART: snapshot.origins[REF]}
    update = {"entities": (*snapshot.entities, part), "origins": origins}
    pages = tuple(Fragment(path=path, title="T", html="<h1>T</h1>") for path in ("", "two/"))
    made = acme.render_pages(
        snapshot.model_copy(update=update),
        acme.read_blob,
        {REF: Fragments(site_name="Pay", pages=pages)},
    )
    return {one.path: one for one in made if isinstance(one, Page)}


@pytest.mark.parametrize(("path", "page"), [("", ""), ("/two", "two/"), ("/two/#x", "two/#x")])
def test_an_entity_leads_to_the_documentation_of_another(path: str, page: str) -> None:
    annotations = {"backstage.io/techdocs-entity": REF, "backstage.io/techdocs-entity-path": path}
    pages = _shared(**annotations)
    body = pages["catalog/default/component/part/"].body
    assert f'href="../../../../{ROOT}{page}"' in body
    assert pages["docs/default/component/part/"].moved_to == f"../payments/{page}"


def test_an_entity_with_a_wrong_reference_has_no_documentation() -> None:
    pages = _shared(**{"backstage.io/techdocs-entity": "component:default/none"})
    assert "/docs/default" not in pages["catalog/default/component/part/"].body
    assert "docs/default/component/part/" not in pages
