"""What deployments say about each environment, and how its version differs from that of production."""

from __future__ import annotations

import pytest

from catalogsite.model.facts.running.deployments import KIND, Deployment, Deployments
from catalogsite.model.facts.running.environments import difference, environments, version_of

DAY = "2026-01-{:02}T10:00:00Z"


def deployment(environment, version, day=1, state="live", **fields):
    since = DAY.format(day)
    return Deployment(environment=environment, version=version, state=state, since=since, **fields)


def found(*deployments):
    return environments(Deployments(deployments=deployments))


def described(*deployments):
    return [
        (one.name, version_of(one.running) if one.running else None, one.newest.state)
        for one in found(*deployments)
    ]


CASES = {
    "a version that failed leaves the one before it": (
        [deployment("prod", "1.0"), deployment("prod", "1.1", 2, "failed")],
        [("prod", "1.0", "failed")],
    ),
    "the newest that is live runs": (
        [deployment("prod", "1.1", 2), deployment("prod", "1.0", 1)],
        [("prod", "1.1", "live")],
    ),
    "nothing runs where it was stopped": (
        [deployment("pr-1", "1.0"), deployment("pr-1", "1.0", 2, "stopped")],
        [("pr-1", None, "stopped")],
    ),
    "production comes first, stated or by name": (
        [deployment("dev", "1"), deployment("eu", "1", production=True), deployment("PROD", "1")],
        [("eu", "1", "live"), ("PROD", "1", "live"), ("dev", "1", "live")],
    ),
    "names that differ only in case are one environment": (
        [deployment("Staging", "1.0", 1), deployment("staging", "1.1", 2)],
        [("staging", "1.1", "live")],
    ),
    "without a time it is older than any": (
        [
            Deployment(environment="prod", version="2", state="live"),
            deployment("prod", "1"),
        ],
        [("prod", "1", "live")],
    ),
}


@pytest.mark.parametrize(("deployments", "expected"), CASES.values(), ids=CASES)
def test_what_runs_in_each_environment(deployments, expected):
    assert described(*deployments) == expected


DIFFERENCES = {
    "the same version": ({"version": "1.2"}, {"version": "1.2"}, ""),
    "numbers count, not letters": ({"version": "1.9.0"}, {"version": "1.10.0"}, "behind"),
    "a v before the number": ({"version": "v2.0.0"}, {"version": "1.10.0"}, "ahead"),
    "a release candidate is before its release": (
        {"version": "1.2.0-rc.1"}, {"version": "1.2.0"}, "behind",
    ),
    "hashes have an order by the time of the commit alone": (
        {"commit": "a" * 40, "committed": DAY.format(2)},
        {"commit": "b" * 40, "committed": DAY.format(5)},
        "behind",
    ),
    "hashes without times only differ": ({"commit": "a" * 40}, {"commit": "b" * 40}, "other version"),
    "a hash of digits is no number": ({"version": "12345678"}, {"version": "00000009"}, "other version"),
    "an unknown version is no difference": ({}, {"version": "1.2"}, ""),
    "an unknown version of production neither": ({"version": "1.2"}, {}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("here", "there", "expected"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_how_it_differs_from_production(here, there, expected):
    staging = Deployment(environment="staging", state="live", **here)
    production = Deployment(environment="prod", state="live", **there)
    first, second = found(staging, production)
    assert (first.name, difference(second, [first])) == ("prod", expected)


def test_without_production_nothing_differs():
    (staging,) = found(deployment("staging", "1.0"))
    assert difference(staging, []) == ""


def test_what_failed_is_not_compared():
    production, staging = found(
        deployment("staging", "1.0", state="failed"), deployment("prod", "2.0")
    )
    assert difference(staging, [production]) == ""


def test_the_table_has_the_newest_of_each_environment_and_counts_the_others():
    made = [
        Deployment(
            environment=name,
            state="superseded" if number else "failed",
            version=f"{name}-{number}",
            since=f"2026-01-{20 - number:02}T00:00:00+00:00",
        )
        for name in ("production", "staging")
        for number in range(5 if name == "production" else 2)
    ]
    live = Deployment(
        environment="production", state="live", version="old", since="2025-12-01T00:00:00+00:00"
    )
    table = KIND.table({"deployments.x": Deployments(deployments=(*made, live))})
    assert [row[1].text or row[0].text for row in table.rows] == [
        *("production-0", "production-1", "production-2", "old", "staging-0", "staging-1"),
        "and 2 earlier in production",
    ]
    assert {len(row) for row in table.rows} == {len(table.columns)}
