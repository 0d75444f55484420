"""Entities without relations: which are reported, with and without the rest of the catalog."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.catalog.joining.known_entities import KnownEntities, known_entities_of
from catalogsite.catalog.joining.stitching import stitch
from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.model.snapshot import Snapshot

NOW = datetime(2026, 1, 2, tzinfo=UTC)
EVERYTHING = KnownEntities()


def _entity(kind: str, name: str, **spec: object) -> EntityData:
    metadata = {"name": name, "namespace": "default"}
    return {"apiVersion": "v", "kind": kind, "metadata": metadata, "spec": spec}


def _orphans(around: KnownEntities, *entities: EntityData, inferred: bool = False) -> list[str]:
    origin = Origin(repository="own", file="catalog-info.yaml", line=1, inferred=inferred)
    read = {ref_of(one): ReadEntity(data=one, origin=origin) for one in entities}
    _, problems = stitch(read, around=around)
    return [str(one.entity_ref) for one in problems if one.rule == "orphan"]


def _rest(*relations: dict[str, str], repository: str = "other") -> KnownEntities:
    other = _entity("Component", "shop") | {"relations": list(relations)}
    origins = {"component:default/shop": Origin(repository=repository)}
    snapshot = Snapshot(version="1", created=NOW, entities=(other,), origins=origins)
    return known_entities_of(snapshot, {"own"})


def test_an_entity_that_nothing_relates_to_is_an_orphan() -> None:
    assert _orphans(EVERYTHING, _entity("Group", "team")) == ["group:default/team"]


def test_an_entity_with_a_relation_is_not_an_orphan() -> None:
    owned = _entity("Component", "shop", owner="team")
    assert _orphans(EVERYTHING, _entity("Group", "team"), owned) == []


@pytest.mark.parametrize("kind", ["Location", "Template", "User"])
def test_kinds_that_usually_have_no_relation_are_not_reported(kind: str) -> None:
    assert _orphans(EVERYTHING, _entity(kind, "a")) == []


def test_an_inferred_entity_is_not_reported() -> None:
    assert _orphans(EVERYTHING, _entity("Component", "a"), inferred=True) == []


def test_an_entity_that_only_another_repository_relates_to_is_not_an_orphan() -> None:
    owner = {"type": "ownedBy", "targetRef": "group:default/team"}
    assert _orphans(_rest(owner), _entity("Group", "team")) == []


def test_what_the_rest_of_the_catalog_does_not_relate_to_is_an_orphan() -> None:
    owner = {"type": "ownedBy", "targetRef": "group:default/others"}
    assert _orphans(_rest(owner), _entity("Group", "team")) == ["group:default/team"]


def test_relations_of_the_version_before_do_not_count() -> None:
    owner = {"type": "ownedBy", "targetRef": "group:default/team"}
    rest = _rest(owner, repository="own")
    assert _orphans(rest, _entity("Group", "team")) == ["group:default/team"]


def test_nothing_is_an_orphan_where_only_a_part_of_the_catalog_is_known() -> None:
    assert _orphans(KnownEntities(whole=False), _entity("Group", "team")) == []
