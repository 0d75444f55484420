"""The Content-Security-Policy holds on every kind of page, whatever a reader does there.

The `page` fixture fails a test for a violation, a script error and a request to another host.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.test_pages import PATTERNS, one_of

POLICY = "document.querySelectorAll('meta[http-equiv=Content-Security-Policy]').length"
RUNS_INLINE = """() => new Promise((resolve) => {
  const script = document.createElement("script");
  script.textContent = "window.inline = true";
  document.body.append(script);
  setTimeout(() => resolve(window.inline === true), 50);
})"""
MORE = [
    "404.html",
    "guides/*/index.html",
    "catalog/index/*/index.html",
    "docs/*/*/*/*/*/index.html",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pattern", [*PATTERNS, *MORE])
def test_every_kind_of_page(page, site, pattern, scheme):
    page.emulate_media(color_scheme=scheme)
    if pattern == "404.html":
        # It names its files from the root of the host, where it is shown.
        page.route("**/assets/**", lambda route: route.fulfill(status=200, body=""))
        page.goto("404.html", wait_until="networkidle")
    else:
        path = pattern if "*" not in pattern else one_of(site, pattern)
        page.goto(path.removesuffix("index.html"), wait_until="networkidle")
    assert page.evaluate(POLICY) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_searches_filters_and_follows(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type("runbook")
    page.locator("dialog[open] [role=option]").first.wait_for()
    # The words of documentation come from WebAssembly.
    expect(
        page.locator(
            "dialog[open] [role=option][href*='docs/'], dialog[open] a[href*='docs/']"
        ).first
    ).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    page.goto("catalog/?filter=kind=component")
    expect(page.locator("[data-cs-rows] tbody tr").first).to_be_visible()
    page.locator("[data-cs-rows] tbody tr a").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("label[for=__palette_1], label[for=__palette_2], label[for=__palette_0]").locator(
        "visible=true"
    ).first.click()


def test_a_diagram_is_drawn_with_its_styles(page, site):
    with_diagram = [
        file.parent.relative_to(site).as_posix() + "/"
        for file in sorted(site.glob("docs/**/index.html"))
        if 'class="mermaid"' in file.read_text("utf-8")
    ]
    for path in with_diagram[:3]:
        page.goto(path, wait_until="networkidle")
        for diagram in page.locator("div.mermaid").all():
            assert diagram.bounding_box()["height"] > 50


def test_formulas_are_drawn(page, site):
    (path, *_) = [
        file.parent.relative_to(site).as_posix() + "/"
        for file in sorted(site.glob("docs/**/index.html"))
        if 'class="arithmatex"' in file.read_text("utf-8")
    ]
    page.goto(path, wait_until="networkidle")
    expect(page.locator(".arithmatex math").first).to_be_visible()


@pytest.mark.parametrize("path", ["", "catalog/", "docs/"])
def test_what_nobody_hashed_does_not_run(browser, address, path):
    """The policy is in force: without it the tests above would prove nothing."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    refused = []
    page.on("console", lambda line: "Content Security Policy" in line.text and refused.append(line))
    page.goto(path)
    assert page.evaluate(RUNS_INLINE) is False
    assert len(refused) == 1
    context.close()
