"""The form of a template: a wrong answer is named as it is typed, a secret is never in the command."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.organisation import SECRET

PROGRAM = "catalogsite new every-field"


@pytest.fixture(scope="module")
def address(small_address):
    """Where the small portal is served."""
    return small_address


@pytest.fixture
def form(page):
    page.goto("create/default/every-field/")
    page.locator("[data-cs-ready]").wait_for()
    return page


def command(page):
    return page.locator("[data-cs-command]")


def field_of(page, label):
    return page.locator(".cs-wizard").get_by_label(label, exact=False).first


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
]


@pytest.mark.parametrize(("label", "answer", "message"), WRONG)
def test_a_wrong_answer_is_named_as_it_is_typed(form, label, answer, message):
    field = field_of(form, label)
    field.fill(answer)
    fault = form.locator(".cs-field__fault").first
    expect(fault).to_have_text(message)
    expect(field).to_have_accessible_description(message)
    form.locator(".cs-form [type=submit]").click()
    expect(form.locator(".cs-wizard__buttons [role=status]")).to_contain_text("not right yet")


RIGHT = [
    ("Name", "pay-links", "name=pay-links"),
    ("Part", "part 7", "'part=part 7'"),
    ("Short", "äöü", "'short=äöü'"),
    ("Port", "9090", "port=9090"),
    ("Share", "0.25", "share=0.25"),
    ("Odd pattern", "anything", "odd=anything"),
]


@pytest.mark.parametrize(("label", "answer", "words"), RIGHT)
def test_a_right_answer_is_in_the_command(form, label, answer, words):
    field_of(form, label).fill(answer)
    expect(command(form)).to_contain_text(f"--set {words}")
    expect(form.locator(".cs-field__fault")).to_have_count(0)


SECRETS = [
    ("Token", "--set 'apiToken={env: API_TOKEN}'"),
    ("Pin", "--set 'pin={env: PIN}'"),
    ("Phrase", "--set 'pass phrase={env: PASS_PHRASE}'"),
]


@pytest.mark.parametrize(("label", "words"), SECRETS)
def test_a_secret_stays_in_its_box(form, label, words):
    form.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field_of(form, "Name").fill("x")
    field_of(form, "Token").fill("long-enough")
    field = field_of(form, label)
    assert field.get_attribute("type") == "password"
    assert field.get_attribute("name") is None
    assert field.get_attribute("autocomplete") == "new-password"
    field.fill(SECRET)
    field.press("Enter")
    expect(form.get_by_role("heading", name="Review", exact=True)).to_be_visible()
    expect(form.locator(".cs-review dd").filter(has_text="••••").first).to_be_visible()
    expect(command(form)).to_contain_text(words)
    form.locator(".cs-command-line").get_by_role("button", name="Copy", exact=True).click()
    copied = form.evaluate("navigator.clipboard.readText()")
    kept = form.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])")
    for place in (form.url, form.content(), copied, kept, form.title()):
        assert SECRET not in place


def test_a_short_secret_is_named_without_being_shown(form):
    field_of(form, "Token").fill("abc")
    expect(form.locator(".cs-field__fault")).to_have_text("This must have at least 8 letters.")
    assert "abc" not in command(form).inner_text()


def test_without_scripts_the_guide_and_the_command_are_there(browser, address):
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("create/default/every-field/")
    expect(command(page)).to_have_text(
        f"{PROGRAM} --set name=<name> --set 'apiToken={{env: API_TOKEN}}'"
    )
    expect(page.locator(".cs-parameters tbody tr")).to_have_count(11)
    context.close()
