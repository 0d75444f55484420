"""Which entities of the last snapshot stay when something cannot be read, and since when they are stale."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from catalogsite.catalog.joining.last_good import LastGood, last_good_of
from catalogsite.model.entity import Origin
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure

DAY_1 = datetime(2026, 3, 1, tzinfo=UTC)
DAY_2 = datetime(2026, 3, 2, tzinfo=UTC)
PAY, WEB = (Repository(id=name, name=name, source="github") for name in ("pay", "web"))
ORIGINS = {
    "component:default/api": Origin(repository="pay", file="catalog-info.yaml", line=1),
    "component:default/job": Origin(repository="pay", file="job/catalog-info.yaml", line=1),
    "component:default/pay": Origin(repository="pay", inferred=True),
    "component:default/web": Origin(repository="web", file="catalog-info.yaml", line=1),
}


def _snapshot(origins: dict[str, Origin]) -> Snapshot:
    entities = [
        {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Component",
            "metadata": {"name": ref.rpartition("/")[2], "namespace": "default"},
            "spec": {},
            "relations": [],
        }
        for ref in origins
    ]
    return Snapshot(
        version="1",
        created=DAY_2,
        repositories=(PAY, WEB),
        entities=tuple(entities),
        origins=origins,
    )


def _error(rule: str = "name-format", **where: Any) -> Problem:
    return Problem(rule=rule, level=Level.ERROR, message="x", repository="pay", **where)


def _kept(
    repositories: tuple[Repository, ...] = (PAY, WEB),
    failures: tuple[Failure, ...] = (),
    errors: tuple[Problem, ...] = (),
    origins: dict[str, Origin] = ORIGINS,
) -> LastGood:
    current = {one.id: one for one in repositories}
    return last_good_of(_snapshot(origins), current, failures, errors)


FAILED = PAY.model_copy(update={"state": RepositoryState.FAILED})
CASES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing is wrong": ({}, set()),
    "a repository failed": ({"repositories": (FAILED, WEB)}, {"api", "job", "pay"}),
    "a repository is gone": ({"repositories": (WEB,)}, set()),
    "its source failed for it": (
        {"repositories": (WEB,), "failures": (Failure(source="x", reason="y", subjects=("pay",)),)},
        {"api", "job", "pay"},
    ),
    "its source failed as a whole": (
        {"repositories": (WEB,), "failures": (Failure(source="github", reason="y"),)},
        {"api", "job", "pay"},
    ),
    "another source failed": (
        {"repositories": (WEB,), "failures": (Failure(source="folder", reason="y"),)},
        set(),
    ),
    "a file is no YAML": ({"errors": (_error("yaml-syntax", file="catalog-info.yaml"),)}, {"api"}),
    "an entity has an error": (
        {"errors": (_error(file="job/catalog-info.yaml", entityRef="component:default/job"),)},
        {"job"},
    ),
    "an error of no entity": ({"errors": (_error(file="catalog-info.yaml"),)}, set()),
}


@pytest.mark.parametrize("name", CASES)
def test_what_stays(name: str) -> None:
    given, expected = CASES[name]
    kept = _kept(**given)
    assert {ref.rpartition("/")[2] for ref in kept.entities} == expected
    assert {one.origin.stale_since for one in kept.entities.values()} <= {DAY_2}


def test_a_stale_entity_keeps_the_day_on_which_it_was_good() -> None:
    before = {ref: one.model_copy(update={"stale_since": DAY_1}) for ref, one in ORIGINS.items()}
    kept = _kept(repositories=(FAILED, WEB), origins=before)
    assert {one.origin.stale_since for one in kept.entities.values()} == {DAY_1}
