"""Whose a problem is: of the owner that an entity or CODEOWNERS names, in the catalog or not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.model.entity import Origin
from catalogsite.model.problem import Level, Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.views.problems import (
    owner_id,
    problem_groups,
    problem_owners,
    problem_rows,
)

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _component(name: str, owner: str | None) -> dict:
    relations = [{"type": "ownedBy", "targetRef": owner}] if owner else []
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {},
        "relations": relations,
    }


def _portal(problems: list[Problem]) -> Portal:
    group = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Group",
        "metadata": {"name": "known", "namespace": "default", "title": "Known Team"},
        "spec": {},
        "relations": [],
    }
    entities = [
        _component("a", "group:default/known"),
        _component("b", "group:default/missing"),
        _component("c", "group:default/root 🌳"),
        _component("d", None),
        group,
    ]
    origins = {
        "component:default/a": Origin(repository="one", file="a/catalog-info.yaml"),
        "component:default/b": Origin(repository="one", file="b/catalog-info.yaml"),
        "component:default/c": Origin(repository="two", file="README.md", inferred=True),
        "component:default/d": Origin(repository="three", file="catalog-info.yaml"),
    }
    snapshot = Snapshot(
        version="1",
        created=NOW,
        entities=tuple(entities),
        origins=origins,
        problems=tuple(problems),
    )
    return Portal(PortalIndex(SnapshotIndex(snapshot)))


def _problem(repository: str, file: str, ref: str | None = None) -> Problem:
    return Problem(
        rule="x", level=Level.INFO, message=f"{repository}/{file}", repository=repository,
        file=file, entity_ref=ref,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "owner"),
    [
        (_problem("one", "a/catalog-info.yaml", "component:default/a"), "group:default/known"),
        (_problem("one", "b/catalog-info.yaml", "component:default/b"), "group:default/missing"),
        (_problem("one", "b/docs/index.md"), "group:default/missing"),
        (_problem("two", "docs/index.md"), "group:default/root 🌳"),
        (
            _problem("two", "x/catalog-info.yaml", "component:default/refused"),
            "group:default/root 🌳",
        ),
        (_problem("three", "catalog-info.yaml", "component:default/d"), None),
        (_problem("four", "catalog-info.yaml"), None),
    ],
)
def test_an_owner_outside_the_catalog_has_a_group_too(problem: Problem, owner: str | None) -> None:
    (row,) = problem_rows(_portal([problem]))
    assert row.owner == owner


def test_groups_of_owners_by_title_and_nobody_last() -> None:
    problems = [
        _problem("four", "x"), _problem("two", "y"), _problem("one", "a/z"), _problem("one", "b/z"),
        _problem("two", "w"),
    ]  # fmt: skip
    portal = _portal(problems)
    rows = problem_rows(portal)
    found = [(one.title, one.count, one.id) for one in problem_owners(portal, rows, 100)]
    assert found == [
        ("group:missing", 1, "owner-default-missing"),
        ("group:root 🌳", 2, "owner-default-root-"),
        ("Known Team", 1, "owner-default-known"),
        ("Without an owner", 1, "owner-nobody"),
    ]
    titles = [group.title for group in problem_groups(portal, rows)]
    assert titles == [title for title, _, _ in found]
    assert owner_id("group:a/b c@d") == "owner-a-b-c-d"
