"""Back to a long table: the rows that were shown, and the place where the reader was."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

MANY = 2300
COLUMNS = [
    "name",
    "description",
    "kind",
    "namespace",
    "type",
    "lifecycle",
    "owner",
    "system",
    "tag",
]
NEAR = 30
SLOW = 30_000
"""Milliseconds that a busy machine may take to draw a thousand rows."""


@pytest.fixture
def table(page):
    """The table of a catalog with 2,300 entities: the demo's, repeated."""

    def repeated(route):
        data = route.fetch().json()
        count = len(data["title"])
        data["name"] = [
            name or title for name, title in zip(data["name"], data["title"], strict=True)
        ]
        data["title"] = [f"{data['title'][at % count]} {at // count}" for at in range(MANY)]
        for column in COLUMNS:
            data[column] = [data[column][at % count] for at in range(MANY)]
        route.fulfill(body=json.dumps(data), content_type="application/json")

    page.route("**/assets/catalogsite/table.json", repeated)
    page.goto("catalog/")
    expect(rows(page)).to_have_count(100, timeout=SLOW)
    return page


def rows(page):
    return page.locator("[data-cs-rows] tbody tr")


def read_on(page, row):
    """Show more rows and go to the page of one of them; where the row was on the screen."""
    link = rows(page).nth(row).get_by_role("link").first
    link.scroll_into_view_if_needed()
    page.evaluate("scrollBy({top: 120, behavior: 'instant'})")
    page.wait_for_timeout(100)
    top = link.bounding_box()["y"]
    name = link.inner_text()
    link.click()
    page.wait_for_url("**/catalog/default/**")
    page.go_back()
    return name, top


def expect_place(page, row, name, top, count):
    expect(rows(page)).to_have_count(count, timeout=SLOW)
    link = rows(page).nth(row).get_by_role("link").first
    expect(link).to_have_text(name)
    for _ in range(SLOW // 100):
        if abs(link.bounding_box()["y"] - top) < NEAR:
            return
        page.wait_for_timeout(100)
    assert link.bounding_box()["y"] == pytest.approx(top, abs=NEAR)


def test_rows_after_typing_are_those_of_the_address(table):
    # A key shows the rows of the screen; the others come in steps.
    table.get_by_role("searchbox", name="Filter by words").fill("a")
    expect(table).to_have_url(re.compile("q=a"))
    expect(rows(table)).to_have_count(100, timeout=SLOW)
    typed = rows(table).all_inner_texts()
    table.reload()
    expect(rows(table)).to_have_count(100, timeout=SLOW)
    assert rows(table).all_inner_texts() == typed


def test_back_leads_to_the_same_row(table):
    table.get_by_role("button", name="Show more").click()
    expect(rows(table)).to_have_count(600, timeout=SLOW)
    name, top = read_on(table, 430)
    expect_place(table, 430, name, top, 600)


def test_back_twice_and_a_reload_keep_it(table):
    for count in (600, 1100):
        table.get_by_role("button", name="Show more").click()
        expect(rows(table)).to_have_count(count, timeout=SLOW)
    name, top = read_on(table, 1000)
    expect_place(table, 1000, name, top, 1100)
    table.reload()
    expect_place(table, 1000, name, top, 1100)


def test_rows_of_a_filter_and_an_order_are_kept_too(table):
    table.locator('[data-cs-value="kind=component"]').check()
    table.get_by_role("columnheader", name="Name").get_by_role("button").click()
    table.get_by_role("button", name="Show more").click()
    shown = rows(table).count()
    name, top = read_on(table, 250)
    expect_place(table, 250, name, top, shown)
    expect(table.locator('[data-cs-value="kind=component"]')).to_be_checked()


def test_a_new_filter_begins_at_the_first_rows(table):
    table.get_by_role("button", name="Show more").click()
    expect(rows(table)).to_have_count(600, timeout=SLOW)
    table.locator('[data-cs-value="kind=component"]').check()
    expect(rows(table)).to_have_count(100, timeout=SLOW)
    table.go_back()
    expect(rows(table)).to_have_count(600, timeout=SLOW)


def test_a_fresh_visit_begins_at_the_top(table):
    table.get_by_role("button", name="Show more").click()
    expect(rows(table)).to_have_count(600, timeout=SLOW)
    table.goto("")
    table.goto("catalog/")
    expect(rows(table)).to_have_count(100, timeout=SLOW)
    assert table.evaluate("scrollY") == 0


def test_by_words_and_short_lists(table):
    table.get_by_role("searchbox", name="Filter by words").fill("payments api")
    expect(table.locator("[data-cs-rows]")).to_have_attribute("aria-busy", "false")
    shown = rows(table).count()
    name, top = read_on(table, shown - 1)
    expect_place(table, shown - 1, name, top, shown)
    expect(table.get_by_role("searchbox", name="Filter by words")).to_have_value("payments api")
