"""Facts of several providers about one entity, joined by their kind, and the table of builds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.facts import build_runs
from catalogsite.model.facts.joined import joined_facts
from catalogsite.model.facts.kind import Status
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex

PAY = "component:default/pay"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
HOURS = [f"2026-02-01T{hour:02}:00:00Z" for hour in range(24)]


def fact(key, value):
    provenance = Provenance(source="test", time=NOW)
    return FACT_ADAPTER.validate_python(
        Fact(subject=PAY, key=key, value=value, provenance=provenance)
    )


def runs(*words):
    return {"status": words[0], "workflows": [{"name": word, "status": word} for word in words]}


def index(*facts):
    return SnapshotIndex(Snapshot(version="1", created=NOW, title="t", facts=facts))


JOINED = {
    "one provider": ([("ci.runs.jenkins", runs("passing"))], "passing", ["passing"]),
    "no provider named": ([("ci.runs", runs("passing"))], "passing", ["passing"]),
    "the worst of two": (
        [("ci.runs.github_actions", runs("passing")), ("ci.runs.jenkins", runs("failing"))],
        "failing", ["passing", "failing"],
    ),
    "unstable before running": (
        [("ci.runs.a", runs("running")), ("ci.runs.b", runs("unstable", "passing"))],
        "unstable", ["running", "unstable", "passing"],
    ),
    "three, one without a name": (
        [("ci.runs", runs("skipped")), ("ci.runs.a", runs("unknown")), ("ci.runs.b", runs("waiting"))],
        "waiting", ["skipped", "unknown", "waiting"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "status", "names"), JOINED.values(), ids=JOINED)
def test_providers_are_joined(given, status, names):
    facts = [fact(*one) for one in given]
    (joined,) = joined_facts(facts)
    assert (joined.key, joined.value.status) == ("ci.runs", status)
    assert [one.name for one in joined.value.workflows] == names
    found = index(*facts)
    assert found.value(PAY, build_runs.KIND) == joined.value
    assert "ci.runs" in found.fact_keys


def test_facts_of_other_kinds_keep_their_place():
    metric = fact("metric.rate", {"value": 1})
    facts = [metric, fact("ci.runs.a", runs("passing")), fact("ci.runs.b", runs("failing"))]
    assert [one.key for one in joined_facts(facts)] == ["metric.rate", "ci.runs"]


def test_without_a_fact_there_is_no_value():
    assert index(fact("metric.rate", {"value": 1})).value(PAY, build_runs.KIND) is None


def past(*runs):
    return [{"status": status, "seconds": seconds} for status, seconds in runs]


def test_the_table_of_builds():
    failing = {
        "name": "release", "status": "failing", "url": "https://ci/7", "seconds": 90, "event": "push",
        "started": HOURS[1], "finished": HOURS[2], "branch": "main", "commit": "0123456789ab", "author": "ann",
        "message": "Add a page", "past": past(("failing", 90), ("passing", 80)), "start_url": "https://ci/start",
        "failed": [{"job": "test", "step": "pytest", "url": "https://ci/7/test", "log": ["E 1", "E 2"]}, {"job": "lint"}],
    }  # fmt: skip
    value = {"status": "failing", "workflows": [{"name": "docs", "status": "passing"}, failing]}
    table = build_runs.KIND.table({"ci.runs.a": fact("ci.runs.a", value).value})
    first, second = table.rows
    assert [cell.text for cell in first] == [
        "release", "1 m 30 s · push", "1 of 2 passed", "01234567 · ann", "test › pytest",
    ]  # fmt: skip
    assert first[0].url == "https://ci/start"
    assert first[1].status == Status("failing", "bad")
    assert [status.word for status in first[2].strip] == ["passing", "failing"]
    assert first[3].lines == ("Add a page",)
    assert (first[4].lines, first[4].log) == (("and lint",), ("E 1", "E 2"))
    assert [cell.text for cell in second] == ["docs", "", "", "", ""]
