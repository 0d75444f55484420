"""Pages after something was done on them: dialogs, open details, faults, code of every sort."""

from __future__ import annotations

import pytest
from pygments.token import STANDARD_TYPES
from tests.browser.test_pages import AXE, violations
from tests.environment import require

TOKENS = sorted({name for name in STANDARD_TYPES.values() if name})
COLOURED = """names => {
  const words = names.map((name) => {
    const word = document.createElement("span");
    word.className = name;
    word.textContent = `${name}-word `;
    return word;
  });
  document.querySelector(".highlight code").replaceChildren(...words);
}"""


def help_of_keys(page):
    page.goto("catalog/")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def card(page):
    page.goto("catalog/")
    page.locator(".cs-catalog--live").wait_for()
    page.locator("[data-cs-rows] a").filter(visible=True).first.focus()
    page.get_by_role("tooltip").wait_for()


def unfolded_filters(page):
    page.goto("catalog/")
    if page.viewport_size["width"] < 900:
        page.get_by_role("button", name="Filters").click()


def drawer(page):
    page.goto("")
    if page.viewport_size["width"] < 900:
        page.locator("label.md-header__button[for=__drawer]").click()


def faulty_form(page):
    page.goto("create/default/python-service/")
    page.locator("[data-cs-ready] input").first.fill("Bad Name!")


def note_of_problems(page):
    page.goto("catalog/default/component/payout-worker/")


def every_token(page):
    page.goto("docs/default/component/design-system/")
    page.evaluate(COLOURED, TOKENS)


STATES = (help_of_keys, card, unfolded_filters, drawer, faulty_form, note_of_problems, every_token)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_accessibility_violation(page, state, scheme, width):
    require(AXE.is_file(), "axe-core is not installed: `make browser-tools`")
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    state(page)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
