"""The way by keyboard: past the navigation, to long texts, and back from where one has been."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.test_pages import PATTERNS, one_of

HUMAN = ["guides/index.html", "guides/*/index.html"]


@pytest.fixture(params=[*PATTERNS, *HUMAN, "catalog/index/component/index.html"])
def path(request, site):
    pattern = request.param
    return pattern.removesuffix("index.html") if "*" not in pattern else one_of(site, pattern)


def active(page, expression):
    return page.evaluate(f"(element => {expression})(document.activeElement)")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_link_leads_to_the_beginning_of_the_content(page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    page.keyboard.press("Tab")
    assert active(page, "element.textContent.trim()") == "Skip to content"
    assert active(page, "element.getBoundingClientRect().width > 24")
    page.keyboard.press("Enter")
    assert active(page, "element.id") == "__content"
    heading = page.locator("article h1").first
    assert heading.evaluate("element => element.getBoundingClientRect().top >= 0")
    page.keyboard.press("Tab")
    assert active(page, "element.closest('article') !== null || element.closest('footer') !== null")


HELD = ["", "catalog/", "docs/", "create/", "problems/", "health/", "deployments/", "on-call/"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", HELD)
def test_scripts_that_come_late_take_the_focus_from_nobody(page, path, width):
    held, is_late = [], [True]
    page.set_viewport_size({"width": width, "height": 800})

    def hold(route):
        if is_late:
            held.append(route)
        else:
            route.continue_()

    page.route("**/assets/catalogsite/*.js*", hold)
    page.goto(path, wait_until="commit")
    page.locator("footer").first.wait_for()
    page.locator("#__content a[href]:visible").last.focus()
    is_late.clear()
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    assert active(page, "element !== document.body")


def test_the_page_for_lost_readers_has_that_link_too(site):
    html = (site / "404.html").read_text("utf-8")
    assert '<a href="#__content" class="md-skip">Skip to content</a>' in html
    assert html.count('<article id="__content"') == 1


def test_owner_and_health_come_after_it(page):
    page.goto("catalog/default/component/payments-api/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    seen = []
    while len(seen) < 80:
        page.keyboard.press("Tab")
        seen.append(active(page, "element.textContent.trim() + ' ' + (element.href ?? '')"))
    owner = next(n for n, text in enumerate(seen) if "/group/payments-core/" in text)
    score = next(n for n, text in enumerate(seen) if "#scorecard" in text)
    relation = next(n for n, text in enumerate(seen) if "/api/" in text)
    assert owner < score < relation


def test_without_scripts_the_link_is_there_too(browser, address):
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("scorecards/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#__content")
    context.close()


@pytest.mark.parametrize("path", ["", "catalog/", "docs/default/component/ledger/", "create/"])
@pytest.mark.parametrize("width", [320, 390, 800, 959, 1280])
def test_the_button_of_the_search_has_a_name_at_every_width(page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    button = page.get_by_role("banner").get_by_role("button", name="Search", exact=True)
    expect(button).to_be_visible()
    button.click()
    expect(page.get_by_role("combobox", name="Search the portal")).to_be_focused()


@pytest.mark.parametrize("path", ["", "catalog/", "guides/", "docs/default/component/ledger/"])
def test_each_part_of_the_drawer_has_a_name_of_its_own(page, path):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(path)
    assert page.locator("label[aria-label]").count() == 0
    navs = page.locator(".md-nav[aria-labelledby]")
    names = navs.evaluate_all(
        """navs => navs.map((nav) =>
        document.getElementById(nav.getAttribute("aria-labelledby"))?.textContent.trim() ?? "")"""
    )
    assert "" not in names
    labels = page.locator(".md-nav__container > label").all_text_contents()
    assert [text for text in labels if not text.strip()] == []
