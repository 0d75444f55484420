"""A snapshot holds the values of a trend by their place, and takes points as earlier versions wrote them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from catalogsite.model.snapshot import Snapshot, trend_line, trend_points

POINTS = (("2026-02-27", 1.5), ("2026-03-01", 0.0))
LINE = ("2026-02-27", (1.5, None, 0.0))


def snapshot(trend):
    return Snapshot(
        version="", created=datetime(2026, 3, 1, tzinfo=UTC), trends={"a": {"m": trend}}
    )


def test_points_and_lines_say_the_same():
    assert trend_line(reversed(POINTS)) == LINE
    assert trend_points(LINE) == POINTS


@pytest.mark.parametrize("given", [LINE, POINTS, [list(point) for point in POINTS]])
def test_a_snapshot_reads_both(given):
    assert snapshot(given).trends == {"a": {"m": LINE}}
    again = Snapshot.model_validate_json(snapshot(given).model_dump_json(by_alias=True))
    assert again.trends == {"a": {"m": LINE}}


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("yesterday", (1.0,)),
        ("2026-02-27", ("x",)),
        ("2026-02-27", (float("inf"),)),
        (("yesterday", 1.0),),
        (("2026-02-27", 1.0, 2.0),),
        ((5, 1.0),),
        "2026-02-27",
    ],
)
def test_anything_else_is_damage(given):
    with pytest.raises(ValidationError):
        snapshot(given)
