"""The score of an entity is that of the last snapshot as long as nothing that checks read has changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.scorecards import ScorecardDefinition, score_all, scorecards_digest

NOW = datetime(2026, 2, 2, tzinfo=UTC)
BEFORE = Score(scorecard="card", points=1, level="none", results=())
REF = "component:default/a"


def entity(kind: str, name: str, **spec: Any) -> dict[str, Any]:
    relations = [{"type": "ownedBy", "targetRef": "group:default/blue"}]
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": spec,
        "relations": relations if kind == "Component" else [],
    }


def snapshot(**changed: Any) -> Snapshot:
    parts = {"spec": {"weight": 1}, "team": True, "facts": {}, "documentation": ()}
    parts |= {"subject": "r"} | changed
    entities = [entity("Component", "a", **parts["spec"])]
    entities += [entity("Group", "blue")] if parts["team"] else []
    return Snapshot(
        version="1",
        created=NOW,
        entities=entities,
        origins={REF: Origin(repository="r")},
        documentation=parts["documentation"],
        facts=[
            Fact(
                subject=parts["subject"],
                key=key,
                value=value,
                provenance=Provenance(source="x", time=NOW),
            )
            for key, value in parts["facts"].items()
        ],
        scores={REF: BEFORE},
    )


def card(**check: Any) -> ScorecardDefinition:
    checks = [{"id": "a", "title": "A", **({"pass": "owner.known"} | check)}]
    return ScorecardDefinition.model_validate({"id": "card", "title": "Card", "checks": checks})


def points(before: Snapshot, now: Snapshot, definition: ScorecardDefinition) -> int:
    return score_all(SnapshotIndex(now), [definition], now=NOW, earlier=before)[REF].points


def fact(value: object) -> dict[str, object]:
    return {"own.thing": {"label": "Thing", "value": value}}


DOCUMENTED = (Documentation(entity_ref=REF, repository="r", root="docs", tree="0" * 64),)


@pytest.mark.parametrize(
    "changed",
    [
        {"spec": {"weight": 2}},
        {"spec": {"weight": True}},
        {"spec": {"weight": 1.0}},
        {"team": False},
        {"facts": fact("2")},
        {"facts": {}},
        {"documentation": DOCUMENTED},
    ],
    ids=str,
)
def test_an_entity_that_has_changed_is_scored_again(changed: dict[str, Any]):
    before = snapshot(facts=fact("1"))
    now = snapshot(**{"facts": fact("1"), **changed})
    assert points(before, now, card()) == (100 if now.entities[1:] else 0)
    assert points(now, now, card()) == BEFORE.points


def test_an_entity_that_was_not_there_is_scored():
    before = snapshot().model_copy(update={"entities": ()})
    assert points(before, snapshot(), card()) == 100


@pytest.mark.parametrize(
    ("condition", "kept"), [("'own.thing' in known", False), ("documented", True)]
)
def test_keys_of_other_facts_count_where_a_check_reads_them(condition: str, *, kept: bool):
    before, now = snapshot(), snapshot(facts=fact("1"), subject="other")
    found = points(before, now, card(**{"pass": condition}))
    assert (found == BEFORE.points) is kept


def test_a_check_that_reads_the_time_runs_in_every_run():
    assert points(snapshot(), snapshot(), card(**{"pass": "now == now"})) == 100


def test_a_python_check_runs_in_every_run():
    definition = card(**{"pass": None, "python": "mine"})
    found = score_all(
        SnapshotIndex(snapshot()),
        [definition],
        checks={"mine": lambda *_: True},
        earlier=snapshot(),
    )
    assert found[REF].points == 100


def test_an_entity_without_a_score_has_none_again():
    before = snapshot().model_copy(update={"scores": {}})
    assert score_all(SnapshotIndex(snapshot()), [card()], earlier=before) == {}


def test_other_scorecards_have_another_digest():
    digests = {scorecards_digest(each) for each in ((), (card(),), (card(weight=2),))}
    assert len(digests) == 3
