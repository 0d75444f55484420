"""More than 300 attacks through every field run in no browser, and ask nothing of another host.

`hostile()` is defined on every page, so that an attack that runs is heard. A script that the
Content-Security-Policy had to stop counts, too: each line of defence holds by itself.
"""

from __future__ import annotations

import os

import pytest
from tests.browser.conftest import REPORT_VIOLATIONS, is_violation, served
from tests.site import attacks

HEARD = "window.hostile = () => console.error('an attack ran')"
# One page of each payload in turn, and those that show all of them: `tests/site/test_attacks.py`
# parses every page. With ATTACKS=all every one is opened here, too, which takes half an hour.
TURNS = (
    "docs/default/component/{}/",
    "catalog/default/component/{}/",
    "docs/default/component/{}/raw/",
    "create/default/{}/",
    "catalog/default/api/{}/",
    "catalog/default/template/{}/",
    "catalog/default/group/{}/",
)
SHARED = (
    "",
    "catalog/",
    "docs/",
    "create/",
    "health/",
    "deployments/",
    "graph/",
    "on-call/",
    "scorecards/",
    "problems/",
)


@pytest.fixture(scope="module")
def opened(browser, tmp_path_factory):
    """A page over the portal of attacks, and what it heard."""
    with served(attacks.build(tmp_path_factory.mktemp("attacks"))) as address:
        context = browser.new_context(base_url=address)
        context.add_init_script(f"{HEARD}; {REPORT_VIOLATIONS}")
        own, heard = address.rpartition("/portal/")[0], []
        page = context.new_page()
        page.on(
            "request",
            lambda one: one.url.startswith((own, "data:", "blob:")) or heard.append(one.url),
        )
        page.on(
            "console",
            lambda line: (
                ("attack" in line.text or is_violation(line.text)) and heard.append(line.text)
            ),
        )
        page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
        yield page, heard
        context.close()


def pages():
    every = os.environ.get("ATTACKS") == "all"
    for number in range(len(attacks.PAYLOADS)):
        turns = TURNS if every else (TURNS[number % len(TURNS)],)
        yield from (path.format(attacks.name_of(number)) for path in turns)
    yield from SHARED


def test_nothing_runs(opened):
    page, heard = opened
    wrong = {}
    for path in pages():
        page.goto(path, wait_until="load")
        if heard:
            wrong[path] = list(heard)
            heard.clear()
    assert not wrong


def test_nothing_runs_that_the_search_shows(opened):
    page, heard = opened
    page.goto("")
    page.keyboard.press("/")
    for words in ("hostile", "script", "onerror"):
        page.locator("dialog[open] input").first.fill(words)
        page.wait_for_timeout(500)
    assert heard == []
