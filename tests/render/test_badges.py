from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from catalogsite.model import Score
from catalogsite.render.badges import Badge, badge_svg, badges_of, markdown_snippet, render_badges

ENTITY = {
    "kind": "Component",
    "metadata": {"name": "pay", "namespace": "shop"},
    "spec": {"lifecycle": "production"},
    "relations": [{"type": "ownedBy", "targetRef": "group:default/money"}],
}


def test_the_badges_of_an_entity():
    found = badges_of(ENTITY, Score(scorecard="basics", points=74, level="silver"))
    assert {name: (one.label, one.message) for name, one in found.items()} == {
        "kind": ("component", "pay"),
        "owner": ("owner", "money"),
        "lifecycle": ("lifecycle", "production"),
        "score": ("score", "silver 74"),
    }


@pytest.mark.parametrize("spec", [{}, {"lifecycle": ["odd"]}, None])
def test_what_is_not_known_has_no_badge(spec):
    found = badges_of({"kind": "API", "metadata": {"name": "x"}, "spec": spec})
    assert list(found) == ["kind", "owner"]
    assert found["owner"].message == "nobody"


def test_what_nobody_owns_is_named():
    assert badges_of({"kind": "Group", "metadata": {"name": "x"}})["owner"].message == "x"


def test_files_lie_where_the_contract_says():
    assert [one.path for one in render_badges(ENTITY)] == [
        "badges/shop/component/pay/kind.svg",
        "badges/shop/component/pay/owner.svg",
        "badges/shop/component/pay/lifecycle.svg",
    ]


def test_a_badge_is_safe_and_says_its_words():
    root = ET.fromstring(badge_svg(Badge("<b>", "x & " + "y" * 60, "#000")))
    assert root.get("aria-label") == "<b>: x & " + "y" * 60
    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == [
        "<b>",
        "x & " + "y" * 35 + "…",
    ]


def test_the_markdown_snippet_leads_to_the_page():
    assert markdown_snippet(ENTITY, "owner", "https://p.example/x/") == (
        "[![pay owner](https://p.example/x/badges/shop/component/pay/owner.svg)]"
        "(https://p.example/x/catalog/shop/component/pay/)"
    )
