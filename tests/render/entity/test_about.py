"""The plain fields of an entity's page."""

from __future__ import annotations

import pytest
from tests.render import acme

from catalogsite.render.views.about import about

ALL = "location:default/all"
TARGETS = [
    ("./teams.yaml", 'href="https://github.com/acme/payments/blob/main/teams.yaml"'),
    ("https://a.example/b.yaml", 'href="https://a.example/b.yaml"'),
    ("javascript://a.example/%0aalert(1)", None),
    ("./services/*.yaml", None),
    ("../../elsewhere.yaml", None),
]


@pytest.mark.parametrize(("target", "link"), TARGETS)
def test_what_a_location_names_is_linked_where_it_lies(target: str, link: str | None) -> None:
    portal = acme.portal()
    place = acme.entity("Location", "all", {"type": "url", "targets": [target]})
    words = dict(about(portal, ALL, place))["Targets"]
    assert target in words
    assert (link in words) if link else ("href" not in words)
