from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from tests.render import acme

from catalogsite.model.entity import ref_of
from catalogsite.model.snapshot import Snapshot
from catalogsite.render.machine.badges import BADGES, Badge, badge_paths, badge_svg, entity_badges

ENTITY = {
    "kind": "Component",
    "metadata": {"name": "pay", "namespace": "shop"},
    "spec": {"lifecycle": "production"},
    "relations": [{"type": "ownedBy", "targetRef": "group:default/money"}],
}


def snapshot(entity):
    return Snapshot(version="1", created=acme.NOW, entities=(entity,))


@pytest.mark.parametrize(
    ("entity", "name", "label", "message"),
    [
        (ENTITY, "owner", "owner", "money (unknown)"),
        ({"kind": "API", "metadata": {"name": "x"}, "spec": None}, "owner", "owner", "nobody"),
        ({"kind": "Group", "metadata": {"name": "x"}}, "kind", "group", "x"),
        ({**ENTITY, "kind": "Robot"}, "owner", "owner", "money (unknown)"),
    ],
)
def test_the_one_badge_of_an_entity(entity, name, label, message):
    portal = acme.portal(snapshot(entity))
    assert list(badge_paths(ref_of(entity), entity)) == [name]
    assert BADGES[name].badge(portal, ref_of(entity))[:2] == (label, message)


def _group(name, namespace="default"):
    return {"kind": "Group", "metadata": {"name": name, "namespace": namespace}, "spec": {}}


@pytest.mark.parametrize(
    ("owner", "badge"),
    [
        ("group:default/money", Badge("owner", "money", "#0366d6")),
        ("user:default/money", Badge("owner", "money (unknown)", "#855700")),
        ("group:other/money", Badge("owner", "money (unknown)", "#855700")),
        ("group:default/gone", Badge("owner", "gone (unknown)", "#855700")),
    ],
)
def test_only_an_owner_of_the_catalog_is_blue(owner, badge):
    owned = {**ENTITY, "relations": [{"type": "ownedBy", "targetRef": owner}]}
    catalog = Snapshot(version="1", created=acme.NOW, entities=(owned, _group("money")))
    assert BADGES["owner"].badge(acme.portal(catalog), ref_of(owned)) == badge


def test_the_file_lies_where_the_contract_states():
    (badge,) = entity_badges(ref_of(ENTITY), acme.portal(snapshot(ENTITY)))
    assert badge.path == "badges/shop/component/pay/owner.svg"
    assert badge.content == badge_svg(Badge("owner", "money (unknown)", "#855700")).encode()


def test_a_badge_is_safe_and_states_its_words():
    root = ET.fromstring(badge_svg(Badge("<b>", "x & " + "y" * 60, "#000")))
    assert root.get("aria-label") == "<b>: x & " + "y" * 60
    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == [
        "<b>",
        "x & " + "y" * 35 + "…",
    ]
