"""Shifts by time, incidents of several providers, and what cards and tables show of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.model.facts.joined import joined_value
from catalogsite.model.facts.kind import Status
from catalogsite.model.facts.on_call import incidents, shifts
from catalogsite.model.facts.on_call.incidents import Incident, Incidents, incidents_value
from catalogsite.model.facts.on_call.shifts import OnCall, Shift, by_time

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


def at(hour, zone="Z"):
    return f"2026-02-01T{hour:02}:00:00{zone}"


def shift(person, start=None, end=None, level=1, schedule="primary"):
    return Shift(person=person, level=level, schedule=schedule, start=start, end=end)


BY_TIME = {
    "nobody": ([], [], []),
    "a shift that has ended": ([shift("ann", at(1), at(11))], [], []),
    "a shift that ends now": ([shift("ann", at(1), at(12))], [], []),
    "a shift that begins now": ([shift("ann", at(12), at(13))], ["ann"], []),
    "a shift without end": ([shift("ann", at(1))], ["ann"], []),
    "always": ([shift("ann")], ["ann"], []),
    "only the first of the next": (
        [shift("cy", at(15), at(16)), shift("ben", at(14), at(15))], [], ["ben"],
    ),
    "of each level": (
        [shift("ben", at(14)), shift("cy", at(15), level=2), shift("ann", at(1), level=2)],
        ["ann"], ["ben", "cy"],
    ),
    "by level, not by time": (
        [shift("ben", at(1), level=2), shift("ann", at(2), level=1)], ["ann", "ben"], [],
    ),
    "in another time zone": (
        [shift("ann", at(12, "+02:00"), at(13, "+02:00")), shift("ben", at(13, "+02:00"), at(23))], ["ben"], [],
    ),
    "the same shift twice": ([shift("ann", at(1), at(13))] * 2, ["ann"], []),
}  # fmt: skip


@pytest.mark.parametrize(("given", "now", "later"), BY_TIME.values(), ids=BY_TIME)
def test_shifts_of_now_and_the_next_ones(given, now, later):
    current, following = by_time(given, NOW)
    assert [one.person for one in current] == now
    assert [one.person for one in following] == later


def test_the_card_of_shifts_names_who_is_on_call_until_when_and_who_is_next():
    value = OnCall(now=(shift("Ann", at(1), at(18)),), next=(shift("Ben", at(18), at(23)),))
    card = shifts.KIND.card({"on_call.x": value})
    assert (card.status, card.headline) == (Status("covered", "good"), "Ann")
    assert [(row.text, row.time.hour) for row in card.rows] == [
        ("level 1: Ann until", 18),
        ("next level 1: Ben from", 18),
    ]
    assert shifts.KIND.summary(value) == "Ann"


def test_without_a_name_the_schedule_is_named_and_an_empty_rota_is_no_good_news():
    value = OnCall(now=(Shift(schedule="Payments primary"),))
    assert shifts.KIND.card({"on_call.x": value}).headline == "Payments primary"
    empty = OnCall()
    assert shifts.KIND.status(empty) == ("nobody", "warn")
    assert shifts.KIND.card({"on_call.x": empty}).headline == "nobody"
    assert shifts.KIND.summary(empty) == "nobody"


def test_shifts_of_two_providers_are_shown_together_by_level():
    one = OnCall(now=(shift("Cy", level=2),), policy="A")
    two = OnCall(now=(shift("Ann"),), next=(shift("Ben", at(14)),))
    joined = joined_value(shifts.KIND, [one, two])
    assert [entry.person for entry in joined.now] == ["Ann", "Cy"]
    table = shifts.KIND.table({"on_call.a": one, "on_call.b": two})
    assert [(row[0].status.word, row[0].text, row[1].text) for row in table.rows] == [
        ("now", "Ann", "1"),
        ("now", "Cy", "2"),
        ("next", "Ben", "1"),
    ]


def incident(name, state, hour=1, **fields):
    return Incident(id=name, title=name, state=state, opened=at(hour), **fields)


STATES = {
    "none": ([], False, "none", "good"),
    "only resolved ones": ([incident("a", "resolved")], False, "none", "good"),
    "none while paused": ([], True, "paused", "none"),
    "an open one while paused": ([incident("a", "triggered")], True, "triggered", "bad"),
    "acknowledged": ([incident("a", "acknowledged"), incident("b", "resolved")], False, "acknowledged", "warn"),
    "the worst": ([incident("a", "acknowledged"), incident("b", "triggered")], False, "triggered", "bad"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "paused", "state", "tone"), STATES.values(), ids=STATES)
def test_the_state_of_incidents(given, paused, state, tone):
    value = incidents_value(given, paused=paused)
    assert incidents.KIND.status(value) == (state, tone)


def test_open_incidents_come_first_then_the_newest_and_each_once():
    given = [
        incident("old", "triggered", 1),
        incident("done", "resolved", 3),
        incident("new", "triggered", 2),
        incident("seen", "acknowledged", 4),
        incident("old", "resolved", 1),
    ]
    value = incidents_value(given)
    assert [one.id for one in value.incidents] == ["new", "seen", "done", "old"]
    assert [row.text for row in incidents.KIND.rows(value)] == ["new", "seen"]
    (measure,) = incidents.KIND.measures("incidents.x", value)
    assert measure == ("incidents", 2.0)


JOINED = {
    "none and triggered": (("none", "triggered"), "triggered"),
    "paused and none": (("none", "paused"), "paused"),
    "none and none": (("none", "none"), "none"),
    "acknowledged and paused": (("paused", "acknowledged"), "acknowledged"),
}


@pytest.mark.parametrize(("states", "expected"), JOINED.values(), ids=JOINED)
def test_the_worst_state_of_several_providers_counts(states, expected):
    assert joined_value(incidents.KIND, [Incidents(state=one) for one in states]).state == expected


def test_the_card_and_table_of_incidents():
    done = incident("done", "resolved", 3, resolved=at(5), urgency="P2")
    value = incidents_value([done, incident("open", "triggered", 4)])
    card = incidents.KIND.card({"incidents.x": value})
    assert card.headline == "1 open incident"
    table = incidents.KIND.table({"incidents.x": value})
    assert [(row[0].text, row[0].status.word, row[1].text, row[3].text) for row in table.rows] == [
        ("open", "triggered", "", ""),
        ("done", "resolved", "P2", "2 h 0 m"),
    ]
    assert incidents.KIND.card({"incidents.x": incidents_value([])}).headline == "no open incident"
    assert (
        incidents.KIND.card({"incidents.x": incidents_value([], paused=True)}).headline == "paused"
    )


@pytest.mark.parametrize(
    ("state", "headline", "kept"),
    [("none", "no open incident", [0.0]), ("paused", "paused", [0.0]), ("triggered", "triggered", [])],
)  # fmt: skip
def test_a_state_without_a_list_is_no_number(state, headline, kept):
    value = Incidents(state=state)
    assert incidents.KIND.card({"incidents.x": value}).headline == headline
    assert [one.value for one in incidents.KIND.measures("incidents.x", value)] == kept
