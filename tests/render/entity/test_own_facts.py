"""Facts with keys of one's own are on the page of their entity."""

from __future__ import annotations

import re

import pytest
from tests.render import acme

from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.model.page import Page

REF = "component:default/payments"
REPOSITORY = "github.com/acme/payments"
FACTS = {
    "a number": (REF, "acme.cost", {"value": 1200, "unit": "EUR"}, "acme.cost: 1,200 EUR"),
    "a text": (REF, "acme.tier", {"label": "Tier", "value": "one"}, "Tier: one"),
    "a state": (REF, "acme.reviewed", {"state": "passed"}, "passed"),
    "an availability": (REF, "acme.slo", {"value": 99.98, "unit": "%"}, "acme.slo: 99.98 %"),
    "about the repository": (REPOSITORY, "acme.licence", {"value": "MIT"}, "acme.licence: MIT"),
    "with a key like a known one": (REF, "alert.open", {"value": 3}, "alert.open: 3"),
}


@pytest.mark.parametrize(("subject", "key", "value", "text"), FACTS.values(), ids=FACTS)
def test_a_fact_of_ones_own_is_on_the_page(subject, key, value, text):
    source = {"source": "acme", "time": "2026-11-22T02:14:00Z"}
    fact = {"subject": subject, "key": key, "value": value, "provenance": source}
    facts = (*acme.snapshot().facts, FACT_ADAPTER.validate_python(fact))
    snapshot = acme.snapshot().model_copy(update={"facts": facts})
    pages = acme.render_pages(snapshot, acme.read_blob, acme.fragments())
    (body,) = (
        page.body
        for page in pages
        if isinstance(page, Page) and page.path == "catalog/default/component/payments/"
    )
    card = re.search(r'aria-label="More facts">(.*?)</section>', body, re.DOTALL)
    assert card
    assert text in re.sub(r"<[^>]+>", "", card[1])
