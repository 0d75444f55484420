"""One catalog from many readings: who wins, what is related, what is reported, what is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import CatalogReading, ReadEntity
from catalogsite.collect.joining.assemble import AssembledCatalog, assemble
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import InferredRepository
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure


def _entity(kind: str, name: str, spec: dict[str, Any], namespace: str = "default") -> Any:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, "annotations": {}},
        "spec": spec,
    }


def _group(name: str, **spec: Any) -> Any:
    return _entity("Group", name, {"type": "team", "children": [], **spec})


def _component(name: str, **spec: Any) -> Any:
    given = {"type": "service", "lifecycle": "production", "owner": "team", **spec}
    return _entity("Component", name, given)


def _reading(repository: str, *entities: Any, **more: Any) -> RepositoryReading:
    read = tuple(
        ReadEntity(
            data=data, origin=Origin(repository=repository, file="catalog-info.yaml", line=n)
        )
        for n, data in enumerate(entities, 1)
    )
    return RepositoryReading(
        repository=Repository(id=repository, name=repository, source="folder"),
        catalog=CatalogReading(entities=read, files=1, **more.pop("catalog", {})),
        **more,
    )


def _relations(catalog: AssembledCatalog, ref: str) -> list[str]:
    entity = next(entity for entity in catalog.entities if ref_of(entity) == ref)
    return [f"{relation['type']} {relation['targetRef']}" for relation in entity["relations"]]


def _reported(catalog: AssembledCatalog) -> list[str]:
    return [f"{p.rule} {p.level} {p.repository}:{p.line} {p.message}" for p in catalog.problems]


def test_relations_stand_on_both_sides_sorted() -> None:
    catalog = assemble(
        [
            _reading("b", _component("shop", dependsOn=["component:pay", "resource:db"])),
            _reading("a", _group("team"), _component("pay")),
        ]
    )
    assert [ref_of(entity) for entity in catalog.entities] == [
        "component:default/pay",
        "component:default/shop",
        "group:default/team",
    ]
    assert _relations(catalog, "component:default/pay") == [
        "dependencyOf component:default/shop",
        "ownedBy group:default/team",
    ]
    assert _relations(catalog, "component:default/shop") == [
        "dependsOn component:default/pay",
        "dependsOn resource:default/db",
        "ownedBy group:default/team",
    ]
    assert _relations(catalog, "group:default/team") == [
        "ownerOf component:default/pay",
        "ownerOf component:default/shop",
    ]
    assert _reported(catalog) == [
        (
            "dangling-reference warning b:1 `spec.dependsOn` refers to resource:default/db, "
            "which is not in the catalog"
        )
    ]


def test_references_inherit_the_namespace_of_their_entity() -> None:
    child = _entity("Group", "child", {"type": "team", "children": [], "parent": "top"}, "dev")
    catalog = assemble([_reading("a", child, _entity("Group", "top", child["spec"] | {}, "dev"))])
    assert _relations(catalog, "group:dev/child") == ["childOf group:dev/top"]


def test_the_first_of_two_wins_and_both_places_are_named() -> None:
    catalog = assemble(
        [_reading("a", _group("Team")), _reading("b", _group("x"), _group("team", parent="x"))]
    )
    assert catalog.origins["group:default/team"].repository == "a"
    reported = (
        "duplicate-entity warning b:2 group:default/team is already defined in "
        "catalog-info.yaml:1 of a; that definition is kept"
    )
    assert reported in _reported(catalog)


def test_an_owner_must_be_a_group_or_a_user() -> None:
    catalog = assemble([_reading("a", _component("one", owner="component:one"))])
    assert _reported(catalog) == [
        (
            "wrong-kind warning a:1 `spec.owner` refers to component:default/one, "
            "but it should be a Group or User"
        )
    ]


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("Team_s", "did you mean `team`?"),
        ("acme/team", "did you mean `default/team`?"),
        ("other", "correct the reference, or add a descriptor for group:default/other"),
    ],
)
def test_a_dangling_reference_names_what_comes_nearest(written: str, fix: str) -> None:
    catalog = assemble([_reading("a", _group("team"), _component("one", owner=written))])
    assert [p.fix for p in catalog.problems if p.rule == "dangling-reference"] == [fix]


def test_an_entity_that_nobody_names_is_reported() -> None:
    catalog = assemble([_reading("a", _group("alone"))])
    assert _reported(catalog) == [
        "orphan info a:1 group:default/alone refers to no other entity, and none refers to it"
    ]


@pytest.mark.parametrize(
    ("owner", "wanted"), [("team", "group:default/team"), ("others", "others"), (None, None)]
)
def test_a_repository_without_a_descriptor_is_a_component(
    owner: str | None, wanted: str | None
) -> None:
    spec = {"type": "service", "lifecycle": "unknown", **({"owner": owner} if owner else {})}
    data = _entity("Component", "tool", spec)
    component = ReadEntity(data=data, origin=Origin(repository="b", inferred=True))
    bare = _reading(
        "b", inferred=InferredRepository(name="tool", owner=owner), inferred_entities=(component,)
    )
    catalog = assemble([bare, _reading("a", _group("team"))])
    assert catalog.origins["component:default/tool"].inferred
    assert catalog.entities[0]["spec"].get("owner") == wanted
    assert len(assemble([bare], infer=False).entities) == 0


def test_kinds_of_a_company_have_relations() -> None:
    policy = Policy.model_validate(
        {
            "kinds": [
                {
                    "kind": "Plugin",
                    "relations": [
                        "owner",
                        {
                            "field": "host",
                            "kind": "Component",
                            "relation": "runsIn",
                            "inverse": "runs",
                        },
                    ],
                }
            ]
        }
    )
    plugin = _entity("Plugin", "x", {"owner": "team", "host": "y"})
    catalog = assemble([_reading("a", plugin, _component("y"), _group("team"))], policy=policy)
    assert _relations(catalog, "plugin:default/x") == [
        "ownedBy group:default/team",
        "runsIn component:default/y",
    ]
    assert "runs plugin:default/x" in _relations(catalog, "component:default/y")


def test_a_long_definition_goes_to_the_store() -> None:
    kept: dict[str, bytes] = {}

    def put(data: bytes) -> str:
        kept[str(len(data))] = data
        return str(len(data))

    spec = {"type": "openapi", "lifecycle": "production", "owner": "team"}
    short = _entity("API", "short", {**spec, "definition": "x" * 2048})
    long = _entity("API", "long", {**spec, "definition": "é" * 1025})
    catalog = assemble([_reading("a", short, long)], put=put)
    assert [entity["spec"]["definition"] for entity in catalog.entities] == [
        {"$text": "store:2050"},
        "x" * 2048,
    ]
    assert kept == {"2050": ("é" * 1025).encode()}


def _snapshot(*readings: RepositoryReading) -> Snapshot:
    catalog = assemble(readings)
    return Snapshot(
        version="1", created=datetime(2026, 1, 2, tzinfo=UTC), entities=catalog.entities,
        origins=catalog.origins, repositories=catalog.repositories,
    )  # fmt: skip


def test_a_repository_that_fails_keeps_its_entities() -> None:
    before = _snapshot(_reading("a", _group("x")), _reading("b", _group("y")))
    failure = Failure(source="folder", reason="gone", subjects=("b",))
    catalog = assemble([_reading("a", _group("x"))], previous=before, failures=[failure])
    assert [ref_of(entity) for entity in catalog.entities] == ["group:default/x", "group:default/y"]
    stale = catalog.repositories[1]
    assert (stale.state, stale.stale_since) == (RepositoryState.STALE, before.created)
    assert catalog.origins["group:default/y"].stale_since == before.created
    assert catalog.origins["group:default/x"].stale_since is None
    assert len(assemble([_reading("a", _group("x"))], previous=before).entities) == 1


def test_a_descriptor_that_broke_keeps_its_last_good_version() -> None:
    before = _snapshot(_reading("a", _group("x"), _group("y")))
    broken = Problem(rule="tag-format", level=Level.ERROR, message="", entity_ref="group:default/y")
    catalog = assemble(
        [_reading("a", _group("x"), catalog={"problems": (broken,)})], previous=before
    )
    assert [ref_of(entity) for entity in catalog.entities] == ["group:default/x", "group:default/y"]
    assert [origin.stale_since for origin in catalog.origins.values()] == [None, before.created]


@pytest.mark.parametrize(
    ("written", "known", "fix"),
    [
        ("payments-team", "group:default/payments_teams", "did you mean `payments_teams`?"),
        ("paymnets", "group:default/payments", "did you mean `payments`?"),
        ("payment-core", "group:default/payments-core", "did you mean `payments-core`?"),
        ("paymemts", "group:default/payments", "did you mean `payments`?"),
        ("ai-team", "group:default/qa-team", None),
        ("abc", "group:default/abd", None),
        ("payments", "component:default/payments", None),
        ("payments", "group:money/payments", "did you mean `money/payments`?"),
    ],
)
def test_a_reference_that_leads_nowhere_has_a_suggestion(
    written: str, known: str, fix: str | None
) -> None:
    kind, _, rest = known.partition(":")
    namespace, _, name = rest.partition("/")
    other = _entity(kind.capitalize(), name, {"type": "team", "children": []}, namespace)
    catalog = assemble([_reading("a", _component("shop", owner=written), other)])
    (found,) = (problem for problem in catalog.problems if problem.rule == "dangling-reference")
    otherwise = f"correct the reference, or add a descriptor for group:default/{written}"
    assert found.fix == (fix or otherwise)
