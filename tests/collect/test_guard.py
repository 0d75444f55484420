"""What may be published, by what was published before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.collect.publication.guard import KEPT, refusal, with_publication
from catalogsite.model.catalog_size import (
    OTHER_REPOSITORIES,
    Publications,
    PublishedDay,
    SourceSize,
)
from catalogsite.model.snapshot import Snapshot

CASES = yaml.safe_load((Path(__file__).parent / "guard.yaml").read_text("utf-8"))
TODAY = date(2026, 3, 31)


def sizes(given: dict[str, list[Any]]) -> tuple[SourceSize, ...]:
    return tuple(map(size, given, given.values()))


def size(name: str, counts: list[Any]) -> SourceSize:
    listed, repositories, entities, *more = counts
    state, *shared = more or ["ok"]
    shared_repositories, shared_entities = shared or (0, 0)
    return SourceSize(
        key=OTHER_REPOSITORIES if name == "followed" else name,
        title=f"github {name}",
        state=state,
        listed=listed,
        repositories=repositories,
        entities=entities,
        shared_repositories=shared_repositories,
        shared_entities=shared_entities,
    )


def published(days: dict[int, dict[str, list[Any]]]) -> Publications:
    found = [
        PublishedDay(day=TODAY - timedelta(days=n), sizes=sizes(one)) for n, one in days.items()
    ]
    return Publications(days=tuple(found))


def snapshot(given: dict[str, list[Any]], day: date = TODAY) -> Snapshot:
    total = sum(counts[2] for counts in given.values())
    entities = tuple(
        {"apiVersion": "v1", "kind": "Group", "metadata": {"name": f"g{n}"}}
        for n in range(min(total, 1))
    )
    created = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return Snapshot(version="", created=created, sizes=sizes(given), entities=entities)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_refusal(case: dict[str, Any]) -> None:
    found = refusal(
        snapshot(case["now"]),
        published(case.get("published", {})),
        case.get("part", 1 / 3),
        partial_start=case.get("paths", False),
    )
    assert found == case.get("refusal")


def test_a_part_of_every_catalog_up_to_a_thousand() -> None:
    """The border is the same whatever the rounding of floating point does."""
    for before in range(1, 1000):
        for lost in {before // 3, before // 3 + 1, 2, 3} - {0}:
            if lost < before:
                given = {"a": [before, before - lost, before - lost]}
                found = refusal(
                    snapshot(given), published({1: {"a": [before, before, before]}}), 1 / 3
                )
                assert (found is not None) is (lost >= 3 and 3 * lost > before), (before, lost)


def days(publications: Publications) -> dict[int, dict[str, int]]:
    return {
        (TODAY - one.day).days: {size.key: size.entities for size in one.sizes}
        for one in publications.days
    }


NOW = {"a": [5, 5, 5]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {0: {"a": 5}}),
        ({1: {"a": [9, 9, 9]}}, {1: {"a": 9}, 0: {"a": 5}}),
        ({0: {"a": [9, 9, 9]}}, {0: {"a": 9}}),
        ({0: {"a": [1, 1, 1]}}, {0: {"a": 5}}),
        ({0: {"b": [9, 9, 9]}}, {0: {"b": 9, "a": 5}}),
        ({30: {"a": [9, 9, 9]}}, {30: {"a": 9}, 0: {"a": 5}}),
        ({31: {"a": [9, 9, 9]}}, {0: {"a": 5}}),
        ({400: {"a": [9, 9, 9]}, 31: {"a": [8, 8, 8]}}, {0: {"a": 5}}),
        ({2: {"a": [9, 9, 9]}, 1: {"a": [8, 8, 8]}}, {2: {"a": 9}, 1: {"a": 8}, 0: {"a": 5}}),
        ({-5: {"a": [9, 9, 9]}}, {0: {"a": 9}}),
        (
            {1: {"a": [7, 7, 7]}, -5: {"a": [9, 9, 9]}, -400: {"a": [8, 8, 8]}},
            {1: {"a": 7}, 0: {"a": 9}},
        ),
    ],
    ids=[
        "the first",
        "another day",
        "less on the same day",
        "more on the same day",
        "another source on the same day",
        "thirty days",
        "thirty-one days",
        "older",
        "several",
        "from the future",
        "several from the future",
    ],
)
def test_publications(before, after) -> None:
    kept = with_publication(published(before), snapshot(NOW), restart=False)
    assert days(kept) == after
    assert [one.day for one in kept.days] == sorted(one.day for one in kept.days)


def test_an_accepted_loss_starts_anew() -> None:
    before = published({3: {"a": [9, 9, 9]}, 0: {"a": [9, 9, 9]}})
    assert days(with_publication(before, snapshot(NOW), restart=True)) == {0: {"a": 5}}


def test_a_year_of_nights_keeps_a_month() -> None:
    kept = Publications()
    for number in range(365):
        given = {"a": [9, 9, 9]}
        kept = with_publication(
            kept, snapshot(given, TODAY + timedelta(days=number)), restart=False
        )
    assert len(kept.days) == KEPT.days + 1


def test_a_slow_drain_is_noticed_within_a_month() -> None:
    """Two of a hundred repositories go each night."""
    kept, entities, day = Publications(), 100, TODAY
    while True:
        given = {"a": [entities, entities, entities]}
        if refusal(snapshot(given, day), kept, 1 / 3) is not None:
            break
        kept = with_publication(kept, snapshot(given, day), restart=False)
        entities, day = entities - 2, day + timedelta(days=1)
    assert entities == 66
