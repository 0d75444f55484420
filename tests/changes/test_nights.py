"""Events about sources and scores, and the bounds of nights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from catalogsite.changes.bounded_nights import KEPT, MOST_ALTOGETHER, bounded_nights
from catalogsite.changes.comparison import Comparison, Contents
from catalogsite.changes.nights import MOST_EVENTS, night_of
from catalogsite.errors import StoreError
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent, Night
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure, SourceRun

NOW = datetime(2026, 5, 12, 2, tzinfo=UTC)


def lost(digest):
    raise StoreError(digest)


def entity(name, **spec):
    relations = [{"type": "ownedBy", "targetRef": "group:default/blue"}]
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name},
        "spec": spec,
        "relations": relations,
    }


def snapshot(day, **fields):
    return Snapshot(version="1", created=NOW + timedelta(days=day), **fields)


def night(old, new):
    return night_of(Comparison(old, new, Contents(lost, lost)), [])


def test_sources_that_fail_and_recover():
    well = SourceRun(kind="github", name="acme", state="ok")
    stale = well.model_copy(
        update={"state": "stale", "failures": (Failure(source="github", reason="no answer"),)}
    )
    old, new = snapshot(0, sources=(well,)), snapshot(1, sources=(stale,))
    (event,) = night(old, new).events
    assert (event.kind, event.title, event.message) == ("source-stale", "acme", "no answer")
    assert [one.kind for one in night(new, old).events] == ["source-recovered"]
    assert night(new, new).events == ()


def test_scores_that_go_up_and_down():
    one = (entity("a"),)
    ref = "component:default/a"
    low = snapshot(0, entities=one, scores={ref: Score(scorecard="s", points=40, level="bronze")})
    high = snapshot(1, entities=one, scores={ref: Score(scorecard="s", points=90, level="gold")})
    (event,) = night(low, high).events
    assert (event.kind, event.before, event.after) == ("score-up", "bronze 40", "gold 90")
    assert event.owners == ("group:default/blue",)
    assert [one.kind for one in night(high, low).events] == ["score-down"]


def test_a_night_in_which_very_much_changes_is_counted_and_cut():
    old = snapshot(0, entities=tuple(entity(f"a{n}", lifecycle="x") for n in range(3_000)))
    new = snapshot(
        1, entities=(entity("b"), *(entity(f"a{n}", lifecycle="y") for n in range(3_000)))
    )
    found = night(old, new)
    assert found.counts == {EventKind.ADDED: 1, EventKind.LIFECYCLE: 3_000}
    assert len(found.events) == MOST_EVENTS
    assert found.events[0].kind is EventKind.ADDED
    assert found.left_out == 3_001 - MOST_EVENTS


def test_nights_are_kept_for_a_year_and_the_oldest_are_only_counted():
    events = (CatalogEvent(kind=EventKind.ADDED),) * MOST_EVENTS
    nights = [
        Night(at=NOW - timedelta(days=day), since=NOW, events=events, counts={EventKind.ADDED: 500})
        for day in range(400)
    ]
    kept = bounded_nights(nights)
    assert len(kept) == KEPT.days + 1
    assert sum(len(one.events) for one in kept) == MOST_ALTOGETHER
    assert kept[-1].left_out == 500
