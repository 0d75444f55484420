"""From the name of a firing alert to its owner and runbook, in three steps and by keyboard."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from playwright.sync_api import expect
from tests.browser.test_journey import search


def raised(page):
    """(component, alert) of each alert that fires, as the portal's JSON has it.

    A name that several components share is left out: no search can know which one is meant.
    """
    found = [
        (fact["subject"], alert)
        for fact in page.request.get("api/facts.json").json()
        if fact["key"].partition(".")[0] == "alerts" and fact["subject"].startswith("component:")
        for alert in fact["value"].get("alerts", ())
        if alert.get("state") == "alert"
    ]
    components = defaultdict(set)
    for component, alert in found:
        components[alert["name"]].add(component)
    return [(one, alert) for one, alert in found if len(components[alert["name"]]) == 1]


def entity(page, ref):
    kind, _, name = ref.partition(":")
    namespace, _, name = name.partition("/")
    return page.request.get(f"api/catalog/entities/by-name/{kind}/{namespace}/{name}.json").json()


@pytest.fixture
def alert(page):
    """A firing alert whose page of the documentation has its name, and its component."""
    page.goto("")
    documented = [
        (subject, alert)
        for subject, alert in raised(page)
        if alert.get("documented", {}).get("of") == "alert" and alert.get("labels")
    ]
    assert documented, "no alert of the demo has a runbook in the documentation"
    return documented[0]


def test_from_the_name_of_an_alert_to_its_owner_and_runbook(page, alert):
    subject, fired = alert
    component = entity(page, subject)
    # First: its name finds its component.
    title = component["metadata"].get("title") or component["metadata"]["name"]
    expect(search(page, fired["name"]).first).to_contain_text(title)
    # Second: the component's page says what fires, since when and where.
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/catalog/[^/]+/component/{component['metadata']['name']}/"))
    row = page.get_by_role("group", name="Alerts").get_by_role("row").filter(has_text=fired["name"])
    expect(row).to_have_count(1)
    expect(row).to_contain_text(fired["summary"])
    expect(row).to_contain_text(", ".join(f"{k}={v}" for k, v in sorted(fired["labels"].items())))
    since = row.locator("time").first.get_attribute("datetime")
    assert since.removesuffix("Z")[:19] == fired["since"].removesuffix("Z")[:19]
    # Third: both links lead on.
    here = page.url
    owner = page.locator(".cs-meta").get_by_role("link").first
    expect(page.locator(".cs-meta")).to_contain_text("owned by")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert opens(page, owner) == {targets(component, "ownedBy")[0].rpartition("/")[2]}
    page.goto(here)
    runbook = row.get_by_role("link", name="Runbook", exact=True)
    opens(page, runbook)
    assert "/docs/" in page.url
    wanted = fired["documented"].get("part") or fired["name"]
    letters = "".join(re.findall(r"\w", wanted)).casefold()
    headings = page.locator("article").get_by_role("heading").all_inner_texts()
    path = re.sub(r"\W", "", page.url).casefold()
    assert letters in path or any(letters in re.sub(r"\W", "", one).casefold() for one in headings)


def targets(component, relation):
    return [one["targetRef"] for one in component["relations"] if one["type"] == relation]


def opens(page, link):
    """The last part of the address that a link leads to, which must be a page of the portal."""
    with page.expect_response(lambda response: response.request.is_navigation_request()) as answer:
        link.click()
    assert answer.value.ok, answer.value.url
    expect(page.locator("article h1").first).to_be_visible()
    return {page.url.split("#")[0].rstrip("/").rpartition("/")[2]}


def test_every_firing_alert_says_whether_it_has_a_runbook(page):
    page.goto("")
    found = raised(page)
    assert found
    for subject, fired in found:
        path = entity_path(subject)
        page.goto(path)
        row = (
            page.get_by_role("group", name="Alerts")
            .get_by_role("row")
            .filter(has_text=fired["name"])
        )
        words = "Runbook" if fired.get("runbook") or fired.get("documented") else "no runbook"
        expect(row.first).to_contain_text(words)
        if fired.get("runbook"):
            link = row.first.get_by_role("link", name="Runbook", exact=True)
            assert link.get_attribute("href") == fired["runbook"]


def entity_path(ref):
    kind, _, name = ref.partition(":")
    namespace, _, name = name.partition("/")
    return f"catalog/{namespace}/{kind}/{name}/"
