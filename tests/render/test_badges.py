from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from catalogsite.render.machine.badges import Badge, badge_file, badge_name, badge_of, badge_svg

ENTITY = {
    "kind": "Component",
    "metadata": {"name": "pay", "namespace": "shop"},
    "spec": {"lifecycle": "production"},
    "relations": [{"type": "ownedBy", "targetRef": "group:default/money"}],
}


@pytest.mark.parametrize(
    ("entity", "name", "label", "message"),
    [
        (ENTITY, "owner", "owner", "money"),
        ({"kind": "API", "metadata": {"name": "x"}, "spec": None}, "owner", "owner", "nobody"),
        ({"kind": "Group", "metadata": {"name": "x"}}, "kind", "group", "x"),
        ({**ENTITY, "kind": "Robot"}, "owner", "owner", "money"),
    ],
)
def test_the_one_badge_of_an_entity(entity, name, label, message):
    assert badge_name(entity) == name
    assert badge_of(entity)[:2] == (label, message)


def test_the_file_lies_where_the_contract_says():
    assert badge_file(ENTITY).path == "badges/shop/component/pay/owner.svg"


def test_a_badge_is_safe_and_says_its_words():
    root = ET.fromstring(badge_svg(Badge("<b>", "x & " + "y" * 60, "#000")))
    assert root.get("aria-label") == "<b>: x & " + "y" * 60
    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == [
        "<b>",
        "x & " + "y" * 35 + "…",
    ]
