"""What stands on which page."""

from __future__ import annotations

import pytest
from tests.render import acme

from catalogsite.page import Page
from catalogsite.render.site import render_pages

COMPONENT = "catalog/default/component/"

SAYS = [
    (COMPONENT + "payments/", ["Component · service", "Team Payments", "production", "Runbook"]),
    (COMPONENT + "payments/", ["main passing", "1 alert", "5 % of charges fail", "Gold 100 (+20)"]),
    (COMPONENT + "payments/", ["as of", "GitHub Actions ↗", "cs-spark", "<strong>money</strong>"]),
    (COMPONENT + "payments/", ["Provides APIs", "Consumes APIs", "Depends on", "Used by"]),
    (COMPONENT + "payments/", ["[![Payments](", "catalog-info.yaml:121", "tier"]),
    (COMPONENT + "mailer/", ["cs-card--stale", "since", "Sends &lt;b&gt;mail&lt;/b&gt;."]),
    (COMPONENT + "orphaned-job/", ["Nobody described this yet", "no owner"]),
    (COMPONENT + "refunds/", ["component:gone", "1 problem in the descriptor", "Correct the name"]),
    (COMPONENT + "pci-lib/", ["group:ghosts", "cs-missing"]),
    (COMPONENT + "ledger/", ["failed", "Add docs/ and mkdocs.yml."]),
    ("catalog/default/api/payments-api/", ["Provided by", "Consumed by", "Payments &lt;API&gt;"]),
    ("catalog/default/system/checkout/", ["Has components", "Has APIs"]),
    ("catalog/default/domain/commerce/", ["Has systems"]),
    ("catalog/default/group/team-payments/", ["Members", "Owns", "mailto:payments@acme.example"]),
    ("catalog/default/group/engineering/", ["Child groups"]),
    ("catalog/default/user/aiko/", ["Groups", "Team Payments"]),
    ("catalog/default/location/all/", ["./a.yaml, ./b.yaml"]),
    ("catalog/default/template/python-service/", ["create/default/python-service/"]),
    ("create/default/python-service/", ["catalogsite new python-service --set name=", "8080"]),
    (
        "problems/",
        ["not YAML: &lt;tab&gt;", "blob/main/catalog-info.yaml#L61", "timed out", "acme"],
    ),
    ("scorecards/", ["Has an owner", "1 of 2", "50 %", "Team Payments"]),
    ("", ["data-cs-search", "alerts are firing", "nobody owns it", "Recently changed"]),
    ("docs/", ["docs/default/component/payments/"]),
    ("catalog/index/component/", ["Checkout web", "Team Web"]),
]

SAYS_NOT = [
    (COMPONENT + "payments/", ['href="javascript', "<script", "no owner"]),
    (COMPONENT + "pci-lib/", ["cs-cards", "Scorecard", 'id="links"']),
    ("catalog/default/user/bram/", ["no owner", "cs-cards"]),
]


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    found = render_pages(acme.snapshot(), acme.read_blob, acme.fragments())
    return {item.path: item for item in found if isinstance(item, Page)}


@pytest.mark.parametrize(("path", "words"), SAYS)
def test_says(pages: dict[str, Page], path: str, words: list[str]) -> None:
    body = pages[path].body
    assert [word for word in words if word not in body] == []


@pytest.mark.parametrize(("path", "words"), SAYS_NOT)
def test_says_not(pages: dict[str, Page], path: str, words: list[str]) -> None:
    body = pages[path].body
    assert [word for word in words if word in body] == []


def test_entity_pages_stay_small(pages: dict[str, Page]) -> None:
    sizes = {path: len(page.body) for path, page in pages.items() if page.layout == "catalog"}
    assert max(sizes.values()) < 15_500


def test_a_large_catalog_keeps_its_table_page_small() -> None:
    many = [
        acme.entity("Component", f"service-{n}", {"type": "service"}, description="Does one thing.")
        for n in range(450)
    ]
    large = acme.snapshot().model_copy(update={"entities": tuple(many), "origins": {}})
    pages = {p.path: p for p in render_pages(large, acme.read_blob, {}) if isinstance(p, Page)}
    assert len(pages["catalog/"].body) < 40_000
    assert "The first 100 of 450" in pages["catalog/"].body
    assert pages["catalog/index/component/2/"].body.count("<tr>") == 201
    last = pages["catalog/index/component/3/"]
    assert last.body.count("<tr>") == 51
    assert last.previous is not None
    assert last.following is None
