"""What strangers write runs in no browser either, whose parser is not ours."""

from __future__ import annotations

import pytest
from tests.browser.conftest import is_violation, served
from tests.site import hostile

PAGES = [
    "catalog/default/component/service/",
    "catalog/default/api/interface/",
    "docs/default/component/service/",
    "docs/default/component/service/raw/",
    "create/default/maker/",
    "catalog/",
    "problems/",
]
FOREIGN = """() => [...document.querySelectorAll("*")].filter((element) =>
  [...element.attributes].some(({ name, value }) => name === "hostile" || name.startsWith("on")
    || (/^(href|src|action|xlink:href)$/.test(name)
      && /^(javascript|data|vbscript):/i.test(value.replace(/[\\0-\\x20]/g, "")))),
).map((element) => element.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def address(chromium, tmp_path_factory):
    """Where the portal of the hostile organisation is served."""
    with served(hostile.build(tmp_path_factory.mktemp("hostile"))) as served_at:
        yield served_at


def is_error(line):
    return line.type == "error" and ("olicy" not in line.text or is_violation(line.text))


@pytest.fixture
def reported(page):
    """Dialogs that opened and errors on the console."""
    heard = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: is_error(line) and heard.append(line.text))
    return heard


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_content_runs(page, reported, path):
    page.goto(path, wait_until="networkidle")
    assert page.evaluate(FOREIGN) == []
    assert reported == []


def test_a_diagram_that_cannot_be_drawn_is_shown_as_it_was_written(page):
    page.goto("docs/default/component/service/", wait_until="networkidle")
    # Material's shadow root is closed: what stands in it is only seen as what it takes up.
    boxes = [box.bounding_box()["height"] for box in page.locator("div.mermaid").all()]
    assert len(boxes) == len(hostile.DIAGRAMS)
    assert min(boxes) > 50
    assert page.locator("body > div[id^=d__mermaid]").count() == 0


def test_search_shows_words(page, reported):
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type("service")
    page.locator("dialog[open] [role=option]").first.wait_for()
    assert page.evaluate(FOREIGN) == []
    assert reported == []


def test_no_cell_of_the_table_is_a_formula(page, tmp_path):
    page.goto("catalog/")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "table.csv")
    text = (tmp_path / "table.csv").read_text("utf-8-sig")
    assert f"'{hostile.FORMULA}" in text
    assert f",{hostile.FORMULA}" not in text
