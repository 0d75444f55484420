"""What search finds in both indexes: all words before some, and nothing where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect
from tests.browser import search_world
from tests.browser.conftest import served

CASES = yaml.safe_load(Path(__file__).with_name("search_cases.yaml").read_text("utf-8"))
GROUPS = """() => Object.fromEntries(
  [...document.querySelectorAll("dialog[open] .cs-search__group")].map((group) => [
    group.querySelector(".cs-search__heading").textContent,
    [...group.querySelectorAll(".cs-search__title")].map((title) => title.textContent),
  ]))"""


@pytest.fixture(scope="module")
def address(chromium, tmp_path_factory):
    """Where the portal of a small organisation is served."""
    with served(search_world.build(tmp_path_factory.mktemp("search"))) as served_at:
        yield served_at


@pytest.fixture(scope="module")
def dialog(browser, address):
    """A page with the open dialog, for all cases; it fails for a script error."""
    context = browser.new_context(base_url=address)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("")
    page.keyboard.press("/")
    yield page
    context.close()
    assert not errors


def asked(page, text):
    """The groups of results once the documentation has answered."""
    box = page.get_by_role("combobox", name="Search the portal")
    box.fill("")
    expect(page.get_by_role("status")).to_contain_text("Type a name")
    box.fill(text)
    expect(page.locator("dialog[open] [role=listbox]")).to_have_attribute("aria-busy", "false")
    return page.evaluate(GROUPS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["typed"])
def test_search_finds(dialog, case):
    found = asked(dialog, case["typed"])
    assert found == case["found"]
    assert list(found) == list(case["found"])


def test_nothing_found_is_stated_and_not_filled_with_something_else(dialog):
    asked(dialog, "nobody@acme.example")
    expect(dialog.get_by_role("status")).to_contain_text("Nothing found for “nobody@acme.example”")


def test_a_row_states_which_alert_was_found_and_which_words_are_missing(dialog):
    asked(dialog, "hubunreachable")
    row = dialog.locator("dialog[open] [role=option]")
    expect(row).to_contain_text("Alert: HubUnreachable")
    asked(dialog, "spoke registry")
    expect(row.first).to_contain_text("without spoke")


def test_words_typed_quickly_are_all_known_afterwards(dialog):
    """Searches that overlap find too little; none of them may be remembered."""
    box = dialog.get_by_role("combobox", name="Search the portal")
    box.fill("")
    box.press_sequentially("implementation kept", delay=15)
    assert asked(dialog, "implementation kept") == {
        "Documentation": ["Governance Registry Implementation"]
    }
