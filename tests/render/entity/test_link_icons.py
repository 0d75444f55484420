"""Icons of links by a list of names, and initials in place of pictures on other hosts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.render import acme

from catalogsite.model.page import Page
from catalogsite.paths.package_data import resource_dir
from catalogsite.render.views.about import initials, picture
from catalogsite.render.views.links.link_icons import link_icon
from catalogsite.render.views.places import web_links

ICONS = (Path(resource_dir("site_templates")) / "assets/icons.css").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "icon"),
    [
        ("dashboard", "dashboard"),
        ("Dashboard", "dashboard"),
        (" github ", "source"),
        ("kind:api", "api"),
        ("techdocs", "docs"),
        ("alert", "problem"),
        ("slack", "chat"),
        ("", "link"),
        ("acme-logo", "link"),
        ('x" onload="alert(1)', "link"),
        ("../../evil", "link"),
    ],
)
def test_a_name_of_the_list_has_an_icon_and_any_other_the_general_one(name: str, icon: str) -> None:
    assert link_icon(name) == icon
    assert f".cs-i-{icon}{{" in ICONS


def test_an_icon_that_is_no_text_is_none() -> None:
    links = [{"url": "https://a.example", "icon": icon} for icon in (None, ["docs"], 7, True)]
    shown = web_links(acme.entity("Component", "pay", links=links))
    assert [one.shown_icon for one in shown] == ["link"] * 4


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("Aiko Ito", "AI"),
        ("Bram de Vries", "BV"),
        ("payments", "P"),
        ("team-web", "TW"),
        ("Élodie Müller", "ÉM"),
        ("🌳", ""),
        ("李 明", "李明"),
    ],
)
def test_initials(title: str, letters: str) -> None:
    assert initials(title) == letters


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("https://faces.example/a.png", "https://faces.example/a.png"),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AAAA", ""),
        ("/faces/a.png", ""),
        (None, ""),
        (["https://faces.example/a.png"], ""),
    ],
)
def test_a_picture_is_a_link_and_never_loaded(stated: object, address: str) -> None:
    person = acme.entity("User", "ann", {"profile": {"displayName": "Ann Lee", "picture": stated}})
    assert picture(person) == address
    catalog = acme.snapshot().model_copy(update={"entities": (person,), "origins": {}})
    pages = acme.render_pages(catalog, acme.read_blob, {})
    body = next(p.body for p in pages if isinstance(p, Page) and p.path.endswith("/user/ann/"))
    assert '<span class="cs-initials" aria-hidden="true">AL</span>' in body
    assert not re.search(r"<img[^>]*faces", body)
    assert (f'<a href="{address}">picture</a>' in body) is bool(address)
