"""The interactive view of an API: loaded when it is asked for, and shut in a frame of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect
from tests.browser.conftest import served
from tests.environment import require

from catalogsite.paths.package_data import resource_dir
from catalogsite.render.content_policy import NO_FURTHER_SOURCES, secure_page
from catalogsite.site.content_security import INTERACTIVE_VIEW, allow_requests

ATTACK = "document.documentElement.dataset.hacked = parent.document.title = 'hacked'"
DEFINITION = f"""openapi: 3.1.0
info:
  title: Berths
  version: "1"
  description: |
    Text <img src=x onerror="{ATTACK}"> <script>{ATTACK}</script>
    <img src="https://foreign.example/pixel.png"> <iframe srcdoc="<script>{ATTACK}</script>"></iframe>
    <svg onload="{ATTACK}"></svg> [link](javascript:alert(1))
servers: [{{url: https://api.foreign.example}}]
paths:
  /berths:
    get:
      operationId: listBerths
      summary: List berths
      description: "<script>{ATTACK}</script>"
      responses:
        '200':
          description: "<img src=x onerror='{ATTACK}'>"
          content: {{application/json: {{schema: {{$ref: "#/components/schemas/Berth"}}}}}}
components:
  schemas:
    Berth:
      type: object
      properties:
        mooredSince: {{type: string, description: Since when}}
        next: {{$ref: "#/components/schemas/Berth"}}
"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Berths</title>
<link rel="stylesheet" href="../assets/catalogsite/apis/interactive.css"></head>
<body data-md-color-scheme="SCHEME" data-md-color-media="">
<button type="button" hidden data-cs-interactive="definition.yaml" data-cs-title="Berths">Interactive view</button>
<script type="module" src="../assets/catalogsite/apis/interactive.js"></script></body></html>"""


@pytest.fixture(scope="module")
def portal(chromium, tmp_path_factory):
    """A site with a page in each colour scheme, and where it is served."""
    folder = tmp_path_factory.mktemp("interactive")
    templates = resource_dir("site_templates")
    libraries = [templates / "vendor" / name for name in ("rapidoc", "js-yaml")]
    require(all(map(Path.is_dir, libraries)), "the browser libraries are missing: `make vendor`")
    own = folder / "assets" / "catalogsite"
    shutil.copytree(templates / "assets" / "apis", own / "apis")
    for library in libraries:
        shutil.copytree(library, own / "vendor" / library.name)
    for scheme in ("default", "slate"):
        (folder / scheme).mkdir()
        html = secure_page(PAGE.replace("SCHEME", scheme), NO_FURTHER_SOURCES)
        (folder / scheme / "index.html").write_text(html, "utf-8")
        (folder / scheme / "definition.yaml").write_text(DEFINITION, "utf-8")
    with served(folder) as address:
        yield folder, address


@pytest.fixture
def visit(browser, portal):
    """Opens a page: {page, sent}; `sent` are the requests that left the browser, in order."""
    opened = []

    def visit(scheme="default", **options):
        context = browser.new_context(base_url=portal[1], **options)
        page = context.new_page()
        sent = []
        # Only what no policy has stopped comes to a route.
        context.route("**/*", lambda route: (sent.append(route.request.url), route.continue_()))
        opened.append(context)
        page.goto(f"{scheme}/")
        page.evaluate("localStorage.setItem('secret', 'x')")
        return page, sent

    yield visit
    for context in opened:
        context.close()


def shown(page):
    """The frame of the view once the operation is there."""
    page.get_by_role("button", name="Interactive view").click()
    expect(page.locator("dialog [role=status]")).to_have_text("", timeout=20_000)
    frame = page.frame_locator("dialog iframe")
    expect(frame.get_by_text("List berths").first).to_be_visible()
    return page.frames[1]


def test_nothing_is_loaded_before_somebody_asks(visit, portal):
    page, sent = visit()
    page.wait_for_load_state("networkidle")
    assert [url.removeprefix(portal[1]) for url in sent] == [
        "default/",
        "assets/catalogsite/apis/interactive.css",
        "assets/catalogsite/apis/interactive.js",
    ]


def test_no_request_leaves_the_site(visit, portal):
    page, sent = visit()
    shown(page)
    page.wait_for_timeout(1000)
    loaded = {url.removeprefix(portal[1]) for url in sent} - {"default/"}
    assert loaded == {
        "assets/catalogsite/apis/interactive.css",
        "assets/catalogsite/apis/interactive.js",
        "assets/catalogsite/apis/interactive.html",
        "assets/catalogsite/vendor/js-yaml/js-yaml.min.js",
        "assets/catalogsite/vendor/rapidoc/rapidoc-min.js",
        "default/definition.yaml",
    }


def test_a_hostile_definition_runs_nothing_and_reaches_nothing(visit):
    page, _ = visit()
    frame = shown(page)
    assert page.title() == "Berths"
    assert frame.evaluate("document.documentElement.dataset.hacked ?? ''") == ""
    attempt = "(() => { try { return String(%s) } catch (error) { return error.name } })()"
    assert frame.evaluate(attempt % "parent.document.title") == "SecurityError"
    assert frame.evaluate(attempt % "localStorage.secret") == "SecurityError"
    assert frame.evaluate(attempt % "document.cookie") == "SecurityError"
    asked = "fetch('https://foreign.example/').then(() => 'sent', () => 'refused')"
    assert frame.evaluate(asked) == "refused"
    assert frame.evaluate("self.origin") == "null"


@pytest.mark.parametrize("text", [DEFINITION, json.dumps(yaml.safe_load(DEFINITION))])
def test_fields_behind_references_are_shown(visit, text):
    page, _ = visit()
    page.context.route("**/definition.yaml", lambda route: route.fulfill(status=200, body=text))
    frame = shown(page)
    expect(frame.get_by_text("mooredSince").first).to_be_visible()


def test_a_definition_that_cannot_be_parsed_is_said(visit):
    page, _ = visit()
    page.context.route("**/definition.yaml", lambda route: route.fulfill(status=200, body="a: [1"))
    page.get_by_role("button", name="Interactive view").click()
    expect(page.locator("dialog [role=status]")).to_contain_text("The definition cannot be shown: ")


def test_the_frame_cannot_go_elsewhere(visit):
    page, sent = visit()
    frame = shown(page)
    frame.evaluate("location = 'https://foreign.example/?stolen'")
    page.wait_for_timeout(500)
    assert not any("foreign" in url for url in sent)


@pytest.mark.parametrize(("scheme", "dark"), [("default", False), ("slate", True)])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_has_the_colours_of_the_page_and_fits(visit, scheme, dark, width):
    page, _ = visit(scheme, viewport={"width": width, "height": 800})
    frame = shown(page)
    colour = frame.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == ("rgb(30, 33, 41)" if dark else "rgb(255, 255, 255)")
    wide = "[document.scrollingElement.scrollWidth, document.documentElement.clientWidth]"
    needed, there = frame.evaluate(wide)
    assert needed <= there


def test_the_keyboard_leads_in_and_out(visit):
    page, _ = visit()
    button = page.get_by_role("button", name="Interactive view")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog [role=status]")).to_have_text("", timeout=20_000)
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    assert page.frames[1:] == []


def test_without_scripts_there_is_no_button(visit):
    page, _ = visit()
    plain = page.context.browser.new_context(java_script_enabled=False)
    other = plain.new_page()
    other.goto(page.url)
    expect(other.get_by_role("button")).to_have_count(0)
    plain.close()


def test_what_cannot_be_loaded_is_said(visit):
    page, _ = visit()
    page.context.route("**/definition.yaml", lambda route: route.fulfill(status=404, body=""))
    page.get_by_role("button", name="Interactive view").click()
    status = page.locator("dialog [role=status]")
    expect(status).to_contain_text("could not be loaded: definition.yaml: 404")


def test_requests_go_to_configured_hosts_only(visit, portal):
    view = portal[0] / INTERACTIVE_VIEW
    before = view.read_text("utf-8")
    allow_requests(view, ("https://api.acme.example",))
    try:
        page, sent = visit()
        frame = shown(page)
        ask = "fetch('https://%s/').then(() => 'sent', () => 'refused')"
        page.context.route(
            "https://**", lambda route: (sent.append(route.request.url), route.abort())
        )
        for host in ("api.acme.example", "foreign.example"):
            frame.evaluate(ask % host)
        assert [url for url in sent if url.startswith("https:")] == ["https://api.acme.example/"]
    finally:
        view.write_text(before, "utf-8")
