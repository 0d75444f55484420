"""The tables of relations on an entity's page, and those of kinds of one's own."""

from __future__ import annotations

import pytest
from tests.render import acme

from catalogsite.render.views.relations import relation_tables

# The kind and relations of the page's entity, and the title and targets of each table.
CASES = {
    "one of its own": ("Component", [("deployedBy", "b")], [("Deployed by", ["b"])]),
    "several targets": (
        "Component",
        [("deployedBy", "c"), ("deployedBy", "b")],
        [("Deployed by", ["b", "c"])],
    ),
    "after those of Backstage, by name": (
        "Component",
        [("runsOn", "b"), ("deployedBy", "c"), ("dependsOn", "b")],
        [("Depends on", ["b"]), ("Deployed by", ["c"]), ("Runs on", ["b"])],
    ),
    "what the header shows": ("Component", [("ownedBy", "b"), ("partOf", "c")], []),
    "what a team owns is listed": ("Group", [("ownerOf", "b")], []),
    "what another kind owns": ("Squad", [("ownerOf", "b")], [("Owns", ["b"])]),
    "of what is not in the catalog": ("Component", [("deployedBy", "missing")], []),
    "of a kind of one's own": ("Cluster", [("deploys", "b")], [("Deploys", ["b"])]),
}


@pytest.mark.parametrize(("kind", "relations", "tables"), CASES.values(), ids=CASES)
def test_every_relation_has_a_table(kind, relations, tables):
    others = [acme.entity("Component", name) for name in ("b", "c")]
    entity = acme.entity(kind, "a")
    entity["relations"] = [
        {"type": type_, "targetRef": f"component:default/{name}"} for type_, name in relations
    ]
    made = acme.portal(acme.snapshot().model_copy(update={"entities": (entity, *others)}))
    found = relation_tables(made, f"{kind.lower()}:default/a", entity)
    shown = [(one.title, [ref.rpartition("/")[2] for ref in one.refs]) for one in found]
    assert shown == tables
