from __future__ import annotations

import json
from datetime import UTC, datetime

from catalogsite.errors import StoreError
from catalogsite.model.page import everything
from catalogsite.model.problem import Level, Problem
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.machine.json_api import api_outputs, entity_json, inline_definition
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex

STORE = {"abc": b"openapi: 3.0.0\n"}
API = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "API",
    "metadata": {"name": "Pay", "namespace": "shop", "tags": ["a", "b"]},
    "spec": {"type": "openapi", "definition": {"$text": "store:abc"}},
    "relations": [],
}
GROUP = {"kind": "Group", "metadata": {"name": "g", "tags": ["a"]}, "spec": {"type": "team"}}


def read_blob(digest):
    if digest not in STORE:
        raise StoreError("gone")
    return STORE[digest]


def files():
    snapshot = Snapshot(
        version="1",
        created=datetime(2026, 11, 23, tzinfo=UTC),
        entities=(API, GROUP),
        problems=(Problem(rule="x", level=Level.ERROR, message="m", entity_ref="api:shop/pay"),),
        scores={"api:shop/pay": Score(scorecard="basics", points=1, level="none")},
    )
    index = PortalIndex(SnapshotIndex(snapshot), read_blob=read_blob)
    entities = [entity_json(ref, Portal(index)) for ref in index.links]
    return {one.path: one.content for one in [*entities, *everything(api_outputs(index))]}


def test_by_name_holds_the_whole_entity_at_a_lower_case_path():
    found = json.loads(files()["api/catalog/entities/by-name/api/shop/pay.json"])
    assert found == {**API, "spec": {"type": "openapi", "definition": "openapi: 3.0.0\n"}}


def test_the_list_is_json_and_one_line_an_entity():
    content = files()["api/catalog/entities.json"]
    assert json.loads(content) == [API, GROUP]
    assert content.count(b"\n") == 4


def test_facets_count_values():
    found = json.loads(files()["api/catalog/entity-facets.json"])["facets"]
    assert found["metadata.tags"] == [{"value": "a", "count": 2}, {"value": "b", "count": 1}]
    assert found["kind"] == [{"value": "API", "count": 1}, {"value": "Group", "count": 1}]
    assert found["spec.owner"] == []


def test_our_own_facts_use_the_public_names():
    (problem,) = json.loads(files()["api/problems.json"])
    assert problem == {"rule": "x", "level": "error", "message": "m", "entityRef": "api:shop/pay"}
    assert json.loads(files()["api/scores.json"])["scores"]["api:shop/pay"]["points"] == 1


def test_a_lost_definition_costs_only_itself():
    lost = {**API, "spec": {"type": "openapi", "definition": {"$text": "store:lost"}}}
    assert inline_definition(lost, read_blob)["spec"] == {"type": "openapi"}
    assert inline_definition(GROUP, read_blob) is GROUP


def test_the_same_snapshot_gives_the_same_bytes():
    assert files() == files()
