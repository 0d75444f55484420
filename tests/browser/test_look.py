"""What a page looks like where nobody looks at first: on paper, on a slow line, with nothing found."""

from __future__ import annotations

import time

import pytest

LISTS = ["catalog/", "docs/", "create/", "problems/"]
SHIFTS = """
window.jumped = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.jumped += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
GOOD_SHIFT = 0.1
"""What is felt as a jump: https://web.dev/articles/cls."""


def colour(page, scheme):
    page.emulate_media(media="print", color_scheme=scheme)
    page.goto("problems/")
    level = page.locator(".cs-level--error").first
    return level.evaluate("element => getComputedStyle(element).color")


def test_paper_is_light_whatever_the_screen_is(page):
    assert colour(page, "dark") == colour(page, "light")


def test_what_only_a_screen_answers_is_not_printed(page):
    page.goto("create/default/python-service/")
    copy = page.locator("[data-cs-copy]")
    assert copy.is_visible()
    page.emulate_media(media="print")
    assert not copy.is_visible()


@pytest.mark.parametrize("path", LISTS)
def test_a_filter_that_fits_nothing_states_so(page, path):
    page.goto(path)
    field = page.locator('article input[type="search"]:visible').first
    message = page.get_by_text("Nothing matches", exact=False)
    field.fill("nothing is called this")
    message.wait_for()
    field.fill("")
    message.wait_for(state="hidden")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["", *LISTS, "scorecards/", "health/", "deployments/", "on-call/"])
def test_nothing_jumps_when_fonts_and_scripts_come_late(page, path, width):
    def late(route):
        time.sleep(0.1)
        route.continue_()

    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", late)
    page.route("**/assets/catalogsite/*.js", late)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("window.jumped") < GOOD_SHIFT


@pytest.mark.parametrize("width", [360, 412, 768])
@pytest.mark.parametrize("path", ["", "catalog/default/group/payments/", "scorecards/"])
def test_fonts_that_come_very_late_move_nothing(page, path, width):
    def late(route):
        time.sleep(0.7)
        route.continue_()

    page.set_viewport_size({"width": width, "height": 850})
    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", late)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("window.jumped") < GOOD_SHIFT / 2


def outline(page):
    style = "getComputedStyle(document.activeElement)"
    return page.evaluate(f"[{style}.outlineStyle, {style}.outlineWidth]")


@pytest.mark.parametrize("path", ["catalog/", "docs/"])
def test_filters_show_the_focus_and_may_be_passed_by_keyboard(page, path):
    page.goto(path)
    page.locator("[data-cs-filters] input").first.wait_for()
    skip = page.get_by_role("link", name="Skip the filters")
    skip.focus()
    page.keyboard.press("Tab")
    # The heading of each filter opens and closes it.
    assert page.evaluate("document.activeElement.type") == "button"
    assert outline(page) == ["solid", "2px"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "checkbox"
    assert outline(page) == ["solid", "2px"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "search"
