"""Every kind of page: readable by all, at every width, in both schemes, from its own host alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.environment import require

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
SINGLE = [
    "",
    "catalog/",
    "docs/",
    "graph/",
    "create/",
    "graph/findings/",
    "health/",
    "deployments/",
    "on-call/",
    "teams/",
    "packages/",
    "scorecards/",
    "api-docs/",
    "changes/",
    "problems/",
]
ENTITIES = ["component", "api", "system", "domain", "resource", "group", "user", "template"]
WIDTHS = [390, 768, 1280, 1920]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def one_of(site, pattern):
    """The first page that matches: the demo has one of every kind."""
    found = sorted(site.glob(pattern))
    assert found, pattern
    return found[0].parent.relative_to(site).as_posix() + "/"


PATTERNS = [f"{path}index.html" for path in SINGLE]
PATTERNS += [f"catalog/*/{kind}/*/index.html" for kind in ENTITIES]
PATTERNS += ["docs/*/*/*/index.html", "docs/*/*/*/*/index.html", "create/*/*/index.html"]
PATTERNS += ["packages/*/*/index.html"]
PATTERNS += [
    f"catalog/default/api/{name}/api/index.html"
    for name in ("payments-v2", "order-events", "storefront-graphql", "ledger-grpc")
]
PATTERNS += ["catalog/default/api/payments-v2/api/source/index.html"]


@pytest.fixture(params=PATTERNS)
def path(request, site):
    pattern = request.param
    return pattern.removesuffix("index.html") if "*" not in pattern else one_of(site, pattern)


def violations(page):
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [
        f"{item['id']}: {item['help']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for item in found
        for node in item["nodes"][:3]
    ]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation(page, path, scheme, width):
    require(AXE.is_file(), "axe-core is not installed: `make browser-tools`")
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


def test_search_dialog_has_no_accessibility_violation(page):
    require(AXE.is_file(), "axe-core is not installed: `make browser-tools`")
    page.emulate_media(reduced_motion="reduce")
    page.goto("catalog/")
    page.keyboard.press("/")
    page.keyboard.type("pay")
    page.locator("[role=option]").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


def test_no_sideways_scroll(page, path):
    page.goto(path)
    wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
    assert {width: found for width, found in wide.items() if found > width} == {}


def test_the_palette_switches_and_stays(page):
    page.emulate_media(color_scheme="light")
    page.goto("")
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator('label.md-header__button[for^="__palette"]:visible').first.click()
    switched = page.locator("body").get_attribute("data-md-color-scheme")
    assert switched != scheme
    page.goto("catalog/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == switched


def test_pages_read_without_scripts(browser, address, path):
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(path)
    assert page.locator("article h1").first.inner_text()
    assert len(page.locator("article").inner_text()) > 40
    context.close()


def test_no_page_names_a_foreign_resource(site):
    """The finished files load nothing from elsewhere, whatever a browser would do."""
    loads = re.compile(
        r'<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc="(https?:)?//[^"]*"'
        r'|<link\b[^>]*rel="?(?:stylesheet|preconnect|icon|preload)[^>]*href="(https?:)?//[^"]*"'
        r"|@import[^;]*//|url\(['\"]?https?://"
    )
    wrong = {
        file.relative_to(site).as_posix(): found.group()
        for file in site.rglob("*")
        if file.suffix in {".html", ".css"}
        and (found := loads.search(file.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_the_type_ahead_index_names_every_entity(site):
    index = json.loads((site / "assets/catalogsite/entities.json").read_text(encoding="utf-8"))
    snapshot = json.loads((site.parent / ".catalogsite/snapshot.json").read_text(encoding="utf-8"))
    names = [entity["metadata"]["name"] for entity in snapshot["entities"]]
    assert sorted(index["name"]) == sorted(names)
