"""The table on a phone: every filter within reach, and one scroll, that of the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

SCROLLING = """element => [element, ...element.querySelectorAll("*")].filter((one) =>
  /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight
).length"""


@pytest.fixture(params=[(390, 844), (320, 568), (768, 1024)], ids=str)
def table(page, request):
    width, height = request.param
    page.set_viewport_size({"width": width, "height": height})
    page.goto("catalog/")
    expect(page.locator("[data-cs-rows] tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    return page


def panel(page):
    return page.get_by_role("complementary", name="Filters")


def heading(page, name):
    return panel(page).get_by_role("button", name=name)


def test_every_filter_is_named_and_nothing_scrolls_inside(table):
    names = panel(table).get_by_role("heading").all_inner_texts()
    assert [name.split()[0] for name in names] == [
        *("Kind", "Type", "Lifecycle", "Owner", "Part", "Tag", "Health", "Build", "Alerts"),
        *("Incidents", "Monitors", "Service", "Errors", "Deployments", "On", "Quality"),
        *("Coverage", "Vulnerabilities", "Audits"),
    ]
    assert panel(table).evaluate(SCROLLING) == 0


def test_all_but_the_first_are_folded_and_open_on_demand(table):
    expect(heading(table, "Kind")).to_have_attribute("aria-expanded", "true")
    owner = heading(table, "Owner")
    expect(owner).to_have_attribute("aria-expanded", "false")
    box = panel(table).get_by_role("checkbox", name=re.compile("^Payments core"))
    expect(box).to_be_hidden()
    owner.click()
    expect(box).to_be_visible()
    box.check()
    expect(heading(table, "Owner")).to_have_attribute("aria-expanded", "true")
    expect(heading(table, "Owner")).to_have_text("Owner 1")


def test_the_panel_states_how_many_are_left_and_closes(table):
    panel(table).get_by_role("checkbox", name=re.compile("^APIs")).check()
    table.get_by_role("button", name="Show 9", exact=True).click()
    expect(panel(table)).to_be_hidden()
    expect(table.get_by_role("button", name="Filters (1)")).to_be_focused()
    expect(table.locator("[data-cs-rows] tbody tr")).to_have_count(9)


def test_what_is_chosen_in_the_address_is_open(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("catalog/?health=failing+build")
    page.get_by_role("button", name="Filters").click()
    expect(heading(page, "Health")).to_have_attribute("aria-expanded", "true")
    expect(heading(page, "Tag")).to_have_attribute("aria-expanded", "false")


def test_on_a_wide_screen_all_are_open(page):
    page.goto("catalog/")
    expect(heading(page, "Health")).to_have_attribute("aria-expanded", "true")
    heading(page, "Health").click()
    expect(heading(page, "Health")).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name=re.compile("^Show 8"))).to_be_hidden()
