"""The explorer of the graph: found, walked, shared by its address, and read without a drawing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import FLAGS, REPORT_VIOLATIONS, is_violation
from tests.browser.test_pages import AXE, violations
from tests.environment import require

DRAWING = [flag for flag in FLAGS if flag != "--disable-gpu"] + [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
FOCUS = "graph/?focus=component:default/payments-api"


@pytest.fixture(scope="module")
def drawing(browser, chromium):
    """Chromium that draws WebGL without a graphics card."""
    launched = browser.browser_type.launch(executable_path=chromium, args=DRAWING)
    yield launched
    launched.close()


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow"])
def look(request):
    return request.param


@pytest.fixture
def explorer(drawing, address):
    """A page that draws; script errors, requests to other hosts and violations of the policy fail the test."""
    context = drawing.new_context(
        viewport={"width": 1280, "height": 900}, base_url=address, reduced_motion="reduce"
    )
    context.add_init_script(REPORT_VIOLATIONS)
    opened, wrong = context.new_page(), []
    own = (address.rpartition("/portal/")[0] + "/", "data:", "blob:", "about:")
    opened.on("request", lambda request: request.url.startswith(own) or wrong.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: is_violation(line.text) and wrong.append(line.text))
    yield opened
    context.close()
    assert not wrong


def ready(page, path):
    page.goto(path)
    page.wait_for_selector("[data-cs-ready]", state="attached")


def rows(page):
    return page.locator(".cs-explorer__table tbody tr").all_inner_texts()


def choose(page, label, words):
    field = page.get_by_role("combobox", name=label)
    field.fill(words)
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")


def test_search_focus_and_path_stand_in_the_address(explorer):
    ready(explorer, "graph/")
    choose(explorer, "Find an entity", "payments api")
    expect(explorer).to_have_url(re.compile(r"\?focus=component:default/payments-api$"))
    expect(explorer.locator(".cs-explorer__words")).to_contain_text("What Payments API needs")
    explorer.get_by_label("Direction").select_option("needs")
    explorer.get_by_label("Steps").select_option("3")
    expect(explorer).to_have_url(re.compile(r"&depth=3&direction=needs$"))
    choose(explorer, "Shortest way to", "event bus")
    expect(explorer).to_have_url(re.compile(r"&to=resource:default/"))
    shown, address = rows(explorer), explorer.url
    assert len(shown) >= 2
    explorer.reload()
    explorer.wait_for_selector("[data-cs-ready]", state="attached")
    assert rows(explorer) == shown
    explorer.go_back()
    expect(explorer).not_to_have_url(address)
    expect(explorer.locator(".cs-explorer__words")).to_contain_text("up to 3 steps")


def test_a_selector_shows_what_it_means_and_says_what_it_cannot_read(explorer):
    ready(explorer, "graph/?select=kind:api")
    assert len(rows(explorer)) == 9
    field = explorer.get_by_label("Selector")
    field.fill("ownr:payments")
    field.press("Enter")
    expect(explorer.get_by_role("alert")).to_contain_text("ownr is neither a field nor a kind")
    field.fill("spec.type:service,kind:component")
    field.press("Enter")
    expect(explorer.get_by_role("alert")).to_be_hidden()
    expect(explorer).to_have_url(re.compile(r"select=spec\.type:service,kind:component"))


def test_keys_walk_from_one_entity_to_the_next(explorer):
    ready(explorer, FOCUS)
    explorer.locator(".cs-explorer__canvas").focus()
    explorer.keyboard.press("ArrowRight")
    expect(explorer).to_have_url(re.compile(r"&at="))
    first = explorer.url
    explorer.keyboard.press("ArrowDown")
    expect(explorer).not_to_have_url(first)
    assert explorer.locator(".cs-explorer__live > .cs-sr").inner_text()
    explorer.keyboard.press("Enter")
    expect(explorer).not_to_have_url(re.compile("focus=component:default/payments-api"))
    explorer.keyboard.press("Escape")
    expect(explorer.locator(".cs-explorer__words")).to_contain_text("The whole catalog")


def test_the_drawing_is_saved_as_png_and_svg(explorer):
    ready(explorer, FOCUS)
    for name, start in (("Save as PNG", b"\x89PNG"), ("Save as SVG", b"<svg")):
        with explorer.expect_download() as download:
            explorer.get_by_role("button", name=name).click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(start)
        assert len(content) > 2000


def test_a_page_of_an_entity_leads_to_it(explorer):
    explorer.goto("catalog/default/component/payments-api/")
    explorer.get_by_role("link", name="Explore the graph").click()
    explorer.wait_for_selector("[data-cs-ready]", state="attached")
    expect(explorer.get_by_role("link", name="Open this entity")).to_have_attribute(
        "href", "../catalog/default/component/payments-api/"
    )


@pytest.mark.parametrize("path", ["graph/", FOCUS + "&color=health"])
def test_no_accessibility_violation_with_a_drawing(explorer, path, look):
    require(AXE.is_file(), "axe-core is not installed: `make browser-tools`")
    width, scheme = look
    explorer.set_viewport_size({"width": width, "height": 844})
    explorer.emulate_media(color_scheme=scheme)
    ready(explorer, path)
    assert violations(explorer) == []
    assert explorer.evaluate("document.documentElement.scrollWidth") <= width


def test_without_webgl_the_table_says_the_same(page):
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(FOCUS)
    page.wait_for_selector("[data-cs-ready]", state="attached")
    expect(page.locator(".cs-explorer .cs-note").last).to_contain_text("draws no WebGL")
    assert any("needed by it" in row for row in rows(page))
    page.get_by_role("button", name=re.compile("^Show ")).nth(1).click()
    expect(page).to_have_url(re.compile(r"&at="))
