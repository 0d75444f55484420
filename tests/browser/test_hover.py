"""The card over a link to an entity: may be pointed at, dismissed, and stays (WCAG 2.1, 1.4.13)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def link(page):
    page.goto("catalog/")
    expect(page.get_by_role("searchbox", name="Filter by words")).to_be_visible()
    return page.locator("[data-cs-rows] a", has_text="Payments API").first


@pytest.fixture
def card(page):
    return page.get_by_role("tooltip")


def test_the_pointer_may_move_into_the_card(page, link, card):
    link.hover()
    expect(card).to_contain_text("Payments core")
    box = card.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2, steps=12)
    page.wait_for_timeout(900)
    expect(card).to_contain_text("Payments core")
    page.mouse.move(5, 5)
    expect(card).to_have_count(0)


def test_escape_hides_it_until_the_pointer_was_elsewhere(page, link, card):
    link.hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    box = link.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.wait_for_timeout(700)
    expect(card).to_have_count(0)
    page.mouse.move(5, 5)
    page.wait_for_timeout(400)
    link.hover()
    expect(card).to_be_visible()


def test_escape_hides_it_while_the_pointer_is_over_it(page, link, card):
    link.hover()
    expect(card).to_be_visible()
    card.hover()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_it_stays_without_a_limit_of_time_and_while_the_page_scrolls(page, link, card):
    link.focus()
    expect(card).to_be_visible()
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(2500)
    expect(card).to_be_visible()


def test_it_describes_its_link_and_only_while_it_is_there(page, link, card):
    link.focus()
    expect(card).to_be_visible()
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    expect(link).to_have_accessible_description(re.compile("Payments core"))
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert link.get_attribute("aria-describedby") is None


def test_it_goes_with_the_focus(page, link, card):
    link.focus()
    expect(card).to_be_visible()
    page.get_by_role("searchbox", name="Filter by words").focus()
    expect(card).to_have_count(0)
    assert page.locator("[aria-describedby=cs-hover]").count() == 0


def test_a_box_of_the_diagram_has_a_card_too(page, card):
    page.goto("catalog/default/component/payments-api/")
    box = page.locator("svg.cs-diagram a", has_text="Ledger").first
    box.hover()
    expect(card).to_contain_text("Ledger")
    box.focus()
    page.keyboard.press("Tab")
    page.wait_for_timeout(700)


def test_a_pointer_that_was_there_before_the_script_gets_the_card(page, card):
    held = []
    # Playwright reads the signature of a handler, and a built-in method has none.
    page.route("**/hover.js", lambda route: held.append(route))  # noqa: PLW0108
    page.goto("catalog/default/component/payments-api/", wait_until="domcontentloaded")
    page.locator("svg.cs-diagram a", has_text="Ledger").first.hover()
    page.wait_for_timeout(700)
    assert held
    expect(card).to_have_count(0)
    held[0].continue_()
    expect(card).to_contain_text("Ledger")


def test_one_card_at_a_time(page, link, card):
    link.focus()
    expect(card).to_be_visible()
    other = page.locator("[data-cs-rows] a", has_text="Ledger").first
    other.hover()
    expect(card).to_contain_text("Ledger")
    expect(card).to_have_count(1)
    assert page.locator("[aria-describedby=cs-hover]").count() == 1


def test_a_row_that_is_passed_on_the_way_into_the_card_takes_it_not(page, card):
    page.goto("")
    # The script of the home page puts this control above the list, and so moves the rows.
    expect(page.get_by_label("My team")).to_be_visible()
    link = page.locator("[data-cs-team] a", has_text="Platform").first
    link.hover()
    expect(card).to_contain_text("Platform")
    box = card.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] - 4, steps=25)
    page.wait_for_timeout(700)
    expect(card).to_contain_text("Platform")


def test_a_link_to_the_page_itself_or_out_of_the_catalog_has_none(page, card):
    page.goto("catalog/default/component/payments-api/")
    page.locator("svg.cs-diagram a", has_text="Ledger").first.hover()
    expect(card).to_be_visible()
    page.locator(".cs-actions a").first.hover()
    page.wait_for_timeout(1000)
    expect(card).to_have_count(0)
