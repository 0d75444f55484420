"""Which reading an entity comes from, and what belongs to it: documentation, skeletons, a component."""

from __future__ import annotations

from datetime import UTC, datetime

from catalogsite.catalog.kinds.policy import AllowedKind, CatalogRule, Policy
from catalogsite.catalog.reading import CatalogReading, ReadEntity
from catalogsite.collect.joining.catalog_builder import CatalogBuilder
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import KnownOwners
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import Origin
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot

X = "component:default/x"
MONDAY = datetime(2026, 2, 2, tzinfo=UTC)
COMPONENT = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "metadata": {"name": "x", "namespace": "default"},
    "spec": {"type": "service", "lifecycle": "production", "owner": "team"},
}


def reading(name, *, entities=1, inferred=None, state=RepositoryState.READ):
    """A repository with `x` (or not), its documentation and skeletons, and an inferred component."""
    origin = Origin(repository=name, file="catalog-info.yaml", line=1)
    component = None
    if inferred is not None:
        data = {**COMPONENT, "metadata": {"name": inferred}}
        component = ReadEntity(data=data, origin=Origin(repository=name, inferred=True))
    return RepositoryReading(
        repository=Repository(id=name, name=name, source="git", state=state),
        catalog=CatalogReading(entities=(ReadEntity(data=COMPONENT, origin=origin),) * entities),
        inferred_entities=(component,) if component else (),
        documentation=(Documentation(entity_ref=X, repository=name, tree=f"tree of {name}"),),
        skeletons={X: (f"{name}.txt",)},
    )


def built(*readings, policy=None, previous=None):
    builder = CatalogBuilder(policy or Policy())
    for one in readings:
        builder.add(one)
    if previous is not None:
        builder.add_last_good(previous, readings, ())
    for one in readings:
        builder.add_inferred(one, KnownOwners(builder.entities))
    return builder


def summary(builder):
    trees = {ref: one.tree for ref, one in builder.documentation.items()}
    return sorted(builder.entities), trees, builder.skeletons


def test_documentation_and_skeletons_are_of_the_repository_whose_entity_stays():
    builder = built(reading("a"), reading("b"))
    assert summary(builder) == ([X], {X: "tree of a"}, {X: ("a.txt",)})
    assert [problem.repository for problem in builder.problems] == ["b"]
    # `b` only names the entity of `c`, which is read later.
    builder = built(reading("b", entities=0), reading("c"))
    assert summary(builder) == ([X], {X: "tree of c"}, {X: ("c.txt",)})


def test_a_repository_with_a_dropped_entity_needs_no_inferred_component():
    assert sorted(built(reading("a"), reading("b", inferred="b")).entities) == [X]
    inferred = sorted(built(reading("a"), reading("b", entities=0, inferred="b")).entities)
    assert inferred == ["component:default/b", X]


def test_rules_apply_to_inferred_components_too():
    groups_only = Policy(rules=(CatalogRule(allow=(AllowedKind(kind="Group"),)),))
    assert built(reading("b", entities=0, inferred="b"), policy=groups_only).entities == {}


def previous_of(name):
    return Snapshot(
        version="",
        created=MONDAY,
        repositories=(Repository(id=name, name=name, source="git"),),
        entities=(COMPONENT,),
        origins={X: Origin(repository=name, file="catalog-info.yaml")},
        documentation=(Documentation(entity_ref=X, repository=name, tree="last tree"),),
        skeletons={X: ("last.txt",)},
    )


def test_a_repository_that_failed_keeps_all_that_belongs_to_its_entities():
    failed = reading("a", entities=0, inferred="a", state=RepositoryState.FAILED)
    failed = failed.model_copy(update={"documentation": (), "skeletons": {}})
    builder = built(failed, previous=previous_of("a"))
    # Its inferred component is not in the catalog beside the entity of the last snapshot.
    assert summary(builder) == ([X], {X: "last tree"}, {X: ("last.txt",)})
    assert builder.repositories["a"].state is RepositoryState.STALE
    assert builder.entities[X].origin.stale_since == MONDAY


def test_a_name_stays_with_its_repository_while_that_cannot_be_read():
    failed = reading("a", entities=0, state=RepositoryState.FAILED)
    failed = failed.model_copy(update={"documentation": (), "skeletons": {}})
    builder = built(reading("b"), failed, previous=previous_of("a"))
    assert summary(builder) == ([X], {X: "last tree"}, {X: ("last.txt",)})
    assert builder.entities[X].origin.repository == "a"
    (problem,) = builder.problems
    assert (problem.rule, problem.repository) == ("duplicate-entity", "b")
