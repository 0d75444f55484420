"""Packages in the browser: search finds one by its name, and the table narrows by state."""

from __future__ import annotations


def test_search_finds_a_package_and_opens_its_page(page):
    page.goto("")
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search the portal").fill("eslint")
    group = page.get_by_role("group", name="Packages")
    group.get_by_role("option").first.click()
    page.wait_for_url("**/packages/npm/eslint/")
    assert page.locator("h1").inner_text() == "eslint"


def test_search_within_a_kind_finds_no_package(page):
    page.goto("")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search the portal")
    box.fill("eslint")
    page.get_by_role("group", name="Packages").wait_for()
    page.get_by_label("Kind").select_option("Component")
    page.get_by_role("group", name="Packages").wait_for(state="detached")


def test_the_table_narrows_by_state(page):
    page.goto("packages/?state=past%20end%20of%20life")
    rows = page.locator("tr[data-cs-row]").filter(visible=True)
    page.locator("[data-cs-count]", has_text=" of ").wait_for()
    names = [text.split("\n")[0] for text in rows.all_inner_texts()]
    assert sorted(name.split("\t")[0] for name in names) == ["eslint", "python"]
