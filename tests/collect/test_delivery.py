"""What is recorded of deployments and incidents, and the figures that are made of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.collect.delivery.day_ranges import clipped, count_days, months, united
from catalogsite.collect.delivery.deliveries import with_deliveries
from catalogsite.collect.delivery.record import DeliveryRecord, Deployed, Incident
from catalogsite.collect.delivery.series import SERIES, Number, numbers_of, record_of
from catalogsite.collect.delivery.windows import durations
from catalogsite.collect.previous_run import NO_SNAPSHOT
from catalogsite.collect.trends import with_trends
from catalogsite.model.delivery.bands import bands_of
from catalogsite.model.delivery.figures import DeliveryWindow, Durations
from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.history import EVENTS, History

CASES = yaml.safe_load((Path(__file__).parent / "delivery.yaml").read_text("utf-8"))
CART = "component:default/cart"


def moment(text: str) -> datetime:
    day, hour = text.split()
    return datetime(2026, 1, int(day), int(hour), tzinfo=UTC)


def fact(key: str, value: dict[str, Any], at: datetime, *, stale: bool = False) -> Fact:
    source = Provenance(source="test", time=at, stale_since=at if stale else None)
    return FACT_ADAPTER.validate_python(Fact(subject=CART, key=key, value=value, provenance=source))


def deployment(stated: dict[str, Any]) -> dict[str, Any]:
    times = {"finished": stated["at"]}
    times |= {key: stated.get(key) for key in ("committed", "since")}
    rest = {key: value for key, value in stated.items() if key not in ("at", *times)}
    given = {key: moment(text).isoformat() for key, text in times.items() if text}
    return {"environment": "production", "state": "superseded", **given, **rest}


def incident(stated: dict[str, Any]) -> dict[str, Any]:
    times = {
        key: moment(stated[key]).isoformat() for key in ("opened", "resolved") if key in stated
    }
    state = "resolved" if "resolved" in stated else "triggered"
    return {"id": stated["id"], "title": "Down", "state": state, **times}


def facts_of(night: dict[str, Any]) -> list[Fact]:
    at, found = moment(night["at"]), []
    for key, provider in (("deployments", "one"), ("others", "two")):
        if key in night:
            value = {"deployments": [deployment(one) for one in night[key]]}
            if "complete_since" in night:
                value["complete_since"] = moment(night["complete_since"]).isoformat()
            # Where there are two providers, the other one is stale.
            stale = night.get("stale", False) and (key == "others" or "others" not in night)
            found.append(fact(f"deployments.{provider}", value, at, stale=stale))
    if "incidents" in night:
        listed = [incident(one) for one in night["incidents"]]
        if "filled" in night:
            more = {"opened": night["filled"], "resolved": night["filled"]}
            listed += [incident({"id": str(number), **more}) for number in range(99)]
        found.append(fact("incidents.one", {"state": "none", "incidents": listed}, at))
    return found


def snapshot(at: datetime, facts: list[Fact]) -> Snapshot:
    entity = {"kind": "Component", "metadata": {"name": "cart", "namespace": "default"}}
    return Snapshot(version="", created=at, entities=(entity,), facts=tuple(facts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_figures(case, tmp_path):
    for night in case["nights"]:
        given = snapshot(moment(night["at"]), facts_of(night))
        with History(tmp_path / "history.db") as history:
            found = with_deliveries(given, history)
            # A second run of the same night changes nothing.
            points = list(history.points())
            assert with_deliveries(given, history).delivery == found.delivery
            assert list(history.points()) == points
            assert history.trends() == {}
    window = found.delivery[CART].current[0]
    assert {key: _plain(getattr(window, key)) for key in case["expected"]} == case["expected"]


def _plain(value: Any) -> Any:
    return list(value.values or ()) if isinstance(value, Durations) else value


@pytest.fixture
def measured(tmp_path):
    """A snapshot with figures, and the state that they were recorded in."""
    night = {"at": "10 02", "deployments": [{"at": "1 10", "commit": "aaaaaaa1"}]}
    given, state = snapshot(moment(night["at"]), facts_of(night)), State(tmp_path)
    return with_trends(given, state, NO_SNAPSHOT), state


def test_a_history_that_cannot_be_used_leaves_the_figures_of_the_last_run(measured):
    last, state = measured
    with closing(sqlite3.connect(state.history)) as database:
        database.execute("PRAGMA user_version = 99")
    found = with_trends(snapshot(moment("11 02"), []), state, last)
    assert (found.delivery, found.sources[0].state) == (last.delivery, "failed")


def test_a_lost_history_begins_with_what_is_listed_now(measured):
    last, state = measured
    state.history.unlink()
    night = {"at": "12 02", "deployments": [{"at": "1 10", "commit": "aaaaaaa1"}]}
    found = with_trends(snapshot(moment(night["at"]), facts_of(night)), state, last)
    window = found.delivery[CART].current[0]
    assert (window.deployments, window.measured) == (1, 11)


def test_a_component_that_left_the_catalog_has_no_figures(measured):
    last, state = measured
    empty = Snapshot(version="", created=moment("11 02"))
    assert with_trends(empty, state, last).delivery == {}


DAY = date(2026, 1, 31).toordinal()


def test_a_record_is_the_same_after_it_was_kept_as_numbers():
    record = DeliveryRecord(
        versions={0: Deployed(1_767_225_600), 99_999_999: Deployed(1_767_311_999, 5_000_000, 0)},
        incidents={1: Incident(1_767_225_600), 50_000_000: Incident(1_767_225_601, 20 * 527_040)},
        deployment_days=((DAY - 40, DAY + 1), (DAY + 2, DAY + 3)),
        incident_days=((DAY - 200, DAY),),
    )
    numbers = list(numbers_of(record))
    assert record_of(numbers) == record
    assert {number.series for number in numbers} == set(SERIES)
    # The whole part is what a reader of the history sees.
    lead = next(one for one in numbers if one.series.endswith("lead_minutes"))
    assert int(lead.value) == 5_000_000


def test_numbers_that_nobody_recorded_are_left_out():
    wrong = [Number(DAY, series, value) for series in SERIES[:2] for value in (-1.0, 1e15)]
    assert record_of(wrong) == DeliveryRecord()
    (days,) = record_of([Number(DAY, f"{EVENTS}incident_days", 1e9)]).incident_days
    assert days == (DAY, DAY + 31)


def test_ranges_of_days():
    ranges = united([(5, 7), (1, 3), (3, 5), (9, 9), (10, 12)])
    assert ranges == ((1, 7), (10, 12))
    assert clipped(ranges, 6, 11) == ((6, 7), (10, 11))
    assert count_days(ranges, 6, 11) == 2
    parts = list(months(((DAY - 31, DAY + 2),)))
    assert parts == [(DAY - 31, DAY - 30), (DAY - 30, DAY + 1), (DAY + 1, DAY + 2)]


def test_few_durations_are_named_one_by_one():
    assert durations([None]) is None
    assert durations([3, None, 1]) == Durations(count=2, values=(1.0, 3.0))
    assert durations([1, 2, 3, 4, 100]) == Durations(count=5, median=3, p75=4)


COMPLETE = {"days": 30, "measured": 30, "incident_days": 30}
MANY = Durations(count=5, median=61, p75=61)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"deployments": 5, "per_week": 7 / 6}, {"deployments": "high"}),
        ({"deployments": 30, "per_week": 7}, {"deployments": "elite"}),
        ({"deployments": 4, "per_week": 0.9}, {}),
        ({"deployments": 5, "per_week": 1, "measured": 29}, {}),
        ({"deployments": 5, "per_week": 0.2, "lead_time": MANY}, {"deployments": "low", "lead_time": "elite"}),
        ({"deployments": 5, "per_week": 0.5, "judged": 4, "failure_rate": 0}, {"deployments": "medium"}),
        (
            {"deployments": 5, "per_week": 1, "judged": 5, "failure_rate": 10},
            {"deployments": "high", "failure_rate": "high"},
        ),
        ({"restore": MANY}, {"restore": "high"}),
        ({"restore": MANY, "incident_days": 29}, {}),
        ({"restore": MANY, "recovery": Durations(count=1, values=(1,))}, {}),
    ],
)  # fmt: skip
def test_bands_need_values_and_whole_windows(fields, expected):
    assert (bands_of(DeliveryWindow.model_validate({**COMPLETE, **fields})) or {}) == expected
