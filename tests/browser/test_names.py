"""Long names stay whole, and long texts are reached by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.organisation import LONG_NAMES

CUT = """link => {
  const box = link.getBoundingClientRect();
  return [link, link.parentElement, link.closest("td, li")].some((around) =>
    around.scrollWidth > around.clientWidth + 1 && getComputedStyle(around).display !== "inline")
    || box.right > link.closest("td, li").getBoundingClientRect().right + 1;
}"""


@pytest.fixture(scope="module")
def address(small_address):
    """Where the small portal is served."""
    return small_address


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize("path", ["catalog/", "catalog/index/component/", "scorecards/"])
def test_a_long_name_is_wrapped_and_not_cut(page, path, name, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    link = page.get_by_role("main").get_by_role("link", name=name, exact=True).first
    expect(link).to_be_visible()
    assert not link.evaluate(CUT)


def test_what_a_team_owns_is_named_in_whole(page):
    page.goto("catalog/default/group/platform-and-tools/")
    for name in LONG_NAMES:
        link = page.get_by_role("main").get_by_role("link", name=name, exact=True).first
        assert not link.evaluate(CUT)


@pytest.mark.parametrize("api", ["minified", "long"])
def test_a_long_definition_is_read_line_by_line(page, api):
    page.goto(f"catalog/default/api/{api}/api/source/#L60")
    expect(page.locator("#L60")).to_be_in_viewport()
    assert page.locator(".cs-source-text code").evaluate(
        "element => element.scrollHeight <= element.clientHeight"
    )


def test_minified_json_has_a_line_for_each_value(page):
    page.goto("catalog/default/api/minified/api/source/")
    lines = [page.locator(f"#L{number}").inner_text().strip() for number in (1, 2)]
    assert [line.lstrip("12").strip() for line in lines] == ["{", '"openapi": "3.1.0",']
    expect(page.get_by_text("indented here")).to_be_visible()


def test_links_have_the_icons_that_their_authors_name(page):
    page.goto("catalog/default/component/linked/")
    icons = page.locator(".cs-links a > i").evaluate_all("all => all.map((one) => one.className)")
    assert icons == ["cs-i cs-i-dashboard", "cs-i cs-i-chat", "cs-i cs-i-link"]


def test_a_person_has_initials_and_a_link_to_the_picture(page):
    page.goto("catalog/default/user/ann/")
    expect(page.locator(".cs-initials")).to_have_text("AL")
    picture = page.get_by_role("link", name="picture")
    expect(picture).to_have_attribute("href", "https://faces.example/ann.png")
    assert page.locator("article img[src*=faces]").count() == 0


def test_nothing_unknown_is_called_fine(page):
    page.goto("")
    panel = page.get_by_role("heading", name="Needs attention").locator("xpath=..")
    expect(panel).to_contain_text("Builds and alerts are not known.")
    assert page.locator(".cs-home .cs-status--good").count() == 0
