"""The form of a template: a wrong answer is named before it is in the command, a secret never is in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.organisation import SECRET

PROGRAM = "catalogsite new every-field"
TOKEN = '--set apiToken="$API_TOKEN"'


@pytest.fixture(scope="module")
def address(small_address):
    """Where the small portal is served."""
    return small_address


@pytest.fixture
def form(page):
    page.goto("create/default/every-field/")
    expect(command(page)).to_have_text(f"{PROGRAM} --set name=<name> {TOKEN}")
    return page


def command(page):
    return page.locator("[data-cs-command]")


def fault(page, field):
    return page.locator(f"[id='{field.get_attribute('id')}-fault']")


WRONG = [
    ("Name", "Bad Name!", "This must match ^[a-z][a-z0-9-]*$"),
    ("Name", "9lives", "This must match ^[a-z][a-z0-9-]*$"),
    ("Name", "much-too-long-a-name", "This must have at most 12 letters."),
    ("Part", "no digit", "This must match [0-9]"),
    ("Short", "ab", "This must have at least 3 letters."),
    ("Port", "0", "This must be at least 1."),
    ("Port", "70000", "This must be at most 65535."),
    ("Port", "80.5", "This is not a whole number."),
    ("Share", "1.5", "This must be at most 1."),
    ("Teams", "one, two", 'Write it as JSON, such as ["one", "two"]'),
    ("Teams", '{"a": 1}', 'Write it as JSON, such as ["one", "two"]'),
    ("Repository", "nonsense", "Write it as github.com?owner=acme&repo=ledger."),
]


@pytest.mark.parametrize(("label", "answer", "message"), WRONG)
def test_a_wrong_answer_is_named_and_stays_out_of_the_command(form, label, answer, message):
    field = form.locator("form").get_by_label(label).first
    field.fill(answer)
    expect(fault(form, field)).to_have_text(message)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(message)
    assert answer not in command(form).inner_text()
    expect(form.get_by_role("status").filter(has_text=label)).to_contain_text("Not in the command")
    field.fill("")
    expect(fault(form, field)).to_have_text("")
    assert field.get_attribute("aria-invalid") is None


RIGHT = [
    ("Name", "pay-links", "name=pay-links"),
    ("Part", "part 7", "'part=part 7'"),
    ("Short", "äöü", "'short=äöü'"),
    ("Port", "9090", "port=9090"),
    ("Share", "0.25", "share=0.25"),
    ("Teams", '["a", "b"]', """'teams=["a", "b"]'"""),
    ("Odd pattern", "anything", "odd=anything"),
    ("Repository", "github.com?owner=a&repo=b", "'repo=github.com?owner=a&repo=b'"),
]


@pytest.mark.parametrize(("label", "answer", "words"), RIGHT)
def test_a_right_answer_is_in_the_command(form, label, answer, words):
    field = form.locator("form").get_by_label(label).first
    field.fill(answer)
    expect(command(form)).to_contain_text(f"--set {words}")
    assert field.get_attribute("aria-invalid") is None


SECRETS = [
    ("Token", '--set apiToken="$API_TOKEN"'),
    ("Pin", '--set pin="$PIN"'),
    ("Phrase", "--set 'pass phrase='\"$PASS_PHRASE\""),
]


@pytest.mark.parametrize(("label", "words"), SECRETS)
def test_a_secret_stays_in_its_box(form, label, words):
    form.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = form.locator("form").get_by_label(label).first
    assert field.get_attribute("type") == "password"
    assert field.get_attribute("name") is None
    assert field.get_attribute("autocomplete") == "new-password"
    field.fill(SECRET)
    field.press("Enter")
    expect(command(form)).to_contain_text(words)
    form.get_by_role("button", name="Copy", exact=True).last.click()
    copied = form.evaluate("navigator.clipboard.readText()")
    kept = form.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])")
    for place in (form.url, form.content(), copied, kept, form.title()):
        assert SECRET not in place


def test_a_short_secret_is_named_without_being_shown(form):
    field = form.locator("form").get_by_label("Token").first
    field.fill("abc")
    expect(fault(form, field)).to_have_text("This must have at least 8 letters.")
    assert "abc" not in command(form).inner_text()


def test_without_scripts_no_answer_is_sent(browser, address):
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("create/default/every-field/")
    expect(command(page)).to_have_text(f"{PROGRAM} --set name=<name> {TOKEN}")
    page.locator("[type=password]").first.fill(SECRET)
    page.locator("[type=password]").first.press("Enter")
    assert SECRET not in page.url
    context.close()
