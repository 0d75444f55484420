"""The catalog table: filters that stand in the address, sorting, words, CSV."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def table(page):
    page.goto("catalog/")
    expect(page.get_by_role("searchbox", name="Filter by words")).to_be_visible()
    return page


def rows(page):
    return page.locator("[data-cs-rows] tbody tr")


def test_a_filter_stands_in_the_address_and_survives_it(table):
    before = rows(table).count()
    chosen = table.locator('[data-cs-value^="kind="]').last.get_attribute("data-cs-value")
    table.locator(f'[data-cs-value="{chosen}"]').check()
    expect(table).to_have_url(re.compile(re.escape(chosen)))
    expect(rows(table)).not_to_have_count(before)
    narrowed = rows(table).all_inner_texts()
    table.reload()
    expect(rows(table)).to_have_count(len(narrowed))
    assert rows(table).all_inner_texts() == narrowed
    table.get_by_role("button", name="Clear").click()
    expect(rows(table)).to_have_count(before)
    table.go_back()
    expect(rows(table)).to_have_count(len(narrowed))


def test_a_filter_of_backstage_narrows_and_stands_in_the_address(table):
    before = rows(table).count()
    text = table.get_by_role("searchbox", name="Filter by words")
    text.fill("kind=component,spec.type=service")
    text.press("Enter")
    expect(table).to_have_url(re.compile(re.escape("filter=kind%3Dcomponent,spec.type%3Dservice")))
    expect(rows(table)).not_to_have_count(before)
    expect(rows(table).first).to_contain_text("service")
    narrowed = rows(table).count()
    assert 0 < narrowed < before
    table.goto("catalog/?filter=kind=component,spec.type=service")
    expect(rows(table)).to_have_count(narrowed)
    table.get_by_role("button", name="Remove the filter").click()
    expect(rows(table)).to_have_count(before)


def test_words_narrow_and_nothing_states_so(table):
    text = table.get_by_role("searchbox", name="Filter by words")
    text.fill("pay")
    expect(table).to_have_url(re.compile("q=pay"))
    expect(rows(table).first).to_contain_text(re.compile("pay", re.IGNORECASE))
    text.fill("qqzzxx")
    expect(rows(table)).to_contain_text("Nothing matches")


def test_rows_and_counts_after_typing_are_those_of_the_address(table):
    filters = table.locator("[data-cs-filters]")
    before = filters.inner_text()
    table.get_by_role("searchbox", name="Filter by words").fill("pay")
    expect(filters).not_to_have_text(before, use_inner_text=True)
    typed = filters.inner_text(), rows(table).all_inner_texts()
    table.reload()
    expect(rows(table)).to_have_count(len(typed[1]))
    assert (filters.inner_text(), rows(table).all_inner_texts()) == typed


def test_a_click_on_a_heading_sorts(table):
    names = rows(table).locator("td:first-child a")
    heading = table.get_by_role("columnheader", name="Name")
    seen = {}
    for order, address in (("ascending", "sort=name"), ("descending", "sort=-name")):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", order)
        expect(table).to_have_url(re.compile(address))
        seen[order] = [name.strip().lower() for name in names.all_inner_texts()]
    assert seen["ascending"][0] < seen["ascending"][-1]
    assert seen["descending"][0] > seen["descending"][-1]


def test_the_view_can_be_downloaded(table):
    with table.expect_download() as download:
        table.get_by_role("button", name="CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == rows(table).count() + 1


def test_a_column_can_be_shown_and_stands_in_the_address(table):
    heading = table.get_by_role("columnheader", name="Alerts")
    expect(heading).to_have_count(0)
    table.get_by_role("button", name="Columns").click()
    table.get_by_role("checkbox", name="Alerts", exact=True).check()
    expect(heading).to_be_visible()
    expect(table).to_have_url(re.compile("columns=build,alerts,score"))
    table.keyboard.press("Escape")
    expect(table.get_by_role("button", name="Columns")).to_be_focused()
    table.reload()
    expect(heading).to_be_visible()
    table.go_back()
    expect(heading).to_have_count(0)


def test_what_is_not_shown_is_folded_and_filters_all_the_same(table):
    before = rows(table).count()
    assert table.locator('[data-cs-value^="alerts="]').count() == 0
    table.locator('[data-cs-value="fold=alerts"]').click()
    table.locator('[data-cs-value^="alerts="]').first.check()
    expect(table).to_have_url(re.compile("alerts="))
    expect(rows(table)).not_to_have_count(before)
