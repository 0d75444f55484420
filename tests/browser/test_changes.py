"""The page of changes is narrowed in the browser, and former addresses lead on."""

from __future__ import annotations


def _shown(page):
    return page.locator("[data-cs-item]:visible").count()


def test_a_day_a_team_and_a_change_narrow_the_page_and_stand_in_the_address(page):
    page.goto("changes/", wait_until="networkidle")
    last_night = _shown(page)
    page.get_by_label("Since", exact=True).select_option("7d")
    page.get_by_text("changes since").wait_for()
    week = _shown(page)
    assert week > last_night
    page.get_by_label("Team").select_option("group:default/shipping")
    page.wait_for_url("**/changes/?since=7d&owner=group:default/shipping")
    page.reload(wait_until="networkidle")
    assert 0 < _shown(page) < week
    page.get_by_role("button", name="Clear").click()
    page.wait_for_url("**/changes/")
    assert _shown(page) == last_night


def test_an_earlier_month_is_fetched_for_an_entity(page):
    page.goto("changes/?entity=component:default/cart-service", wait_until="networkidle")
    page.get_by_text("Web → Orders").wait_for()
    assert _shown(page) == 1


def test_the_old_address_of_a_renamed_entity_leads_on(page):
    page.goto("catalog/default/component/parcel-tracker/")
    page.wait_for_url("**/catalog/default/component/tracking-events/")


def test_a_removed_entity_says_that_it_is_gone(page):
    page.goto("catalog/default/component/label-printer/")
    assert page.get_by_text("no longer in the catalog").is_visible()
