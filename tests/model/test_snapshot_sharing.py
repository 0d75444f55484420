"""Equal values of a snapshot become one object, and none of them another value."""

from __future__ import annotations

import json

from tests.render import acme

from catalogsite.model.scorecard import CheckResult, Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_sharing import share_equal_values


def _snapshot() -> Snapshot:
    data = json.loads(acme.snapshot().model_dump_json(by_alias=True))
    data["entities"][0]["relations"] += [
        {"type": "ownedBy", "targetRef": "group:default/x", "target": {"name": "x"}},
        {"type": "ownedBy", "targetRef": "group:default/x"},
    ]
    data["entities"][1]["relations"] += [{"type": "ownedBy", "targetRef": "group:default/x"}]
    return Snapshot.model_validate(data)


def _scored(snapshot: Snapshot) -> Snapshot:
    def score(points: int, *, passed: bool) -> Score:
        result = CheckResult(check="owner", passed=passed)
        return Score(scorecard="a", points=points, level="gold", results=(result,))

    scores = {"one": score(1, passed=True), "two": score(2, passed=True)}
    return snapshot.model_copy(update={"scores": scores | {"three": score(3, passed=False)}})


def test_nothing_changes_its_value() -> None:
    snapshot = _scored(_snapshot())
    share_equal_values(snapshot)
    assert snapshot == _scored(_snapshot())


def test_equal_values_are_one_object() -> None:
    snapshot = _scored(_snapshot())
    share_equal_values(snapshot)
    first, second = (one["relations"] for one in snapshot.entities[:2])
    assert first[-1] is second[-1]
    assert first[-2] is not second[-1]
    results = [snapshot.scores[ref].results for ref in ("one", "two", "three")]
    assert results[0] is results[1]
    assert results[0] is not results[2]
