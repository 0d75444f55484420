"""Thirty nights with builds, deployments and incidents: pages and JSON say what was computed by hand."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from tests.site.thirty_nights import Nights, rows_of, stale_cards

pytestmark = pytest.mark.slow

STATED = yaml.safe_load((Path(__file__).parent / "thirty_nights.yaml").read_text("utf-8"))
MEASURES = ("Deployments", "Lead time", "Change failure rate", "Time to restore")


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """What the site has after each of the nights that are looked at: pages, and figures."""
    portal = Nights(tmp_path_factory.mktemp("nights"), STATED)
    pages, figures = {}, {}
    for number in range(1, 31):
        portal.collect(number)
        if number in STATED["expected"]:
            site = portal.build()
            for place in STATED["expected"][number]:
                pages[number, place] = (site / f"catalog/default/{place}/index.html").read_text()
            figures = json.loads((site / "api/delivery.json").read_text())
    return pages, figures


CASES = [
    (night, place, expected)
    for night, places in STATED["expected"].items()
    for place, expected in places.items()
]


@pytest.mark.parametrize(("night", "place", "expected"), CASES, ids=lambda value: str(value)[:20])
def test_a_page_says_what_was_computed_by_hand(nights, night, place, expected):
    page = nights[0][night, place]
    found = rows_of(page)
    stated = {title: expected[title] for title in MEASURES if title in expected}
    assert {title: found[title] for title in stated} == stated
    text = " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())
    assert [words for words in expected.get("says", ()) if words not in text] == []
    if "stale" in expected:
        assert stale_cards(page) == expected["stale"]


@pytest.mark.parametrize(("ref", "expected"), STATED["figures"].items())
def test_the_figures_for_programs_are_those_of_the_table(nights, ref, expected):
    found = nights[1][ref]
    last_days = found["current"][0]
    assert (found["last"], last_days["days"]) == ("2026-01-30", 30)
    left_out = {"days", "components"}
    assert {key: value for key, value in last_days.items() if key not in left_out} == expected


def test_what_is_not_measured_has_no_figures(nights):
    assert "component:default/legacy" not in nights[1]
    website = nights[1]["component:default/website"]["current"][0]
    assert "deployments" not in website
    assert "failure_rate" not in website
