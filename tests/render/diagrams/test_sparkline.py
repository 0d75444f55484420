from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from catalogsite.render.sparkline import describe, sparkline


def trend(*values):
    return tuple((f"2026-11-{day:02}", value) for day, value in enumerate(values, start=1))


@pytest.mark.parametrize(
    ("points", "unit", "words"),
    [
        (trend(70, 74), "", "Score: 74, up from 70, 2026-11-01 to 2026-11-02"),
        (trend(2.5, 1.25), "%", "Score: 1.25 %, down from 2.5 %, 2026-11-01 to 2026-11-02"),
        (trend(3, 3, 3), "s", "Score: 3 s, unchanged from 2026-11-01 to 2026-11-03"),
        (
            trend(0, 7, 0),
            "",
            "Score: 0, the same on 2026-11-01 and 2026-11-03; highest 7 on 2026-11-02",
        ),
        (
            trend(99.9, 0, 99.9),
            "%",
            "Score: 99.9 %, the same on 2026-11-01 and 2026-11-03; lowest 0 % on 2026-11-02",
        ),
        (
            trend(5, 9, 1, 5),
            "s",
            (
                "Score: 5 s, the same on 2026-11-01 and 2026-11-04;"
                " highest 9 s on 2026-11-02; lowest 1 s on 2026-11-03"
            ),
        ),
        (
            trend(60, 95, 10, 70),
            "",
            (
                "Score: 70, up from 60, 2026-11-01 to 2026-11-04;"
                " highest 95 on 2026-11-02; lowest 10 on 2026-11-03"
            ),
        ),
        (
            trend(4, 1, 2),
            "",
            "Score: 2, down from 4, 2026-11-01 to 2026-11-03; lowest 1 on 2026-11-02",
        ),
        (trend(1.00001, 1.00002), "", "Score: 1, unchanged from 2026-11-01 to 2026-11-02"),
        (
            trend(-2, 3, -2),
            "",
            "Score: -2, the same on 2026-11-01 and 2026-11-03; highest 3 on 2026-11-02",
        ),
    ],
)
def test_words(points, unit, words):
    assert describe(points, "Score", unit) == words
    assert ET.fromstring(sparkline(points, "Score", unit)).get("aria-label") == words


def on(**values):
    return tuple((f"2026-11-{day[1:]}", value) for day, value in values.items())


@pytest.mark.parametrize(
    ("points", "words", "lines"),
    [
        (
            on(d01=1, d02=1, d03=1, d07=1),
            "; 3 values missing",
            ["2,10 14.7,10 27.3,10", "78,10 78,10"],
        ),
        (
            on(d01=1, d02=1, d04=1, d05=1, d06=1),
            "; 1 value missing",
            ["2,10 17.2,10", "47.6,10 62.8,10 78,10"],
        ),
        # A portal that is built once a week lacks nothing.
        (on(d01=1, d08=1, d15=1, d22=1), "", ["2,10 27.3,10 52.7,10 78,10"]),
        (on(d01=1, d08=1, d22=1, d29=1), "; 1 value missing", ["2,10 21,10", "59,10 78,10"]),
    ],
)
def test_what_was_not_measured_is_a_gap(points, words, lines):
    assert describe(points, "Score").partition(f"to {points[-1][0]}")[2] == words
    svg = ET.fromstring(sparkline(points, "Score"))
    assert [line.get("points") for line in svg.iter("polyline")] == lines


def test_a_gap_is_not_a_zero():
    points = on(d01=80, d02=90, d03=80, d10=90)
    assert describe(points, "x") == (
        "x: 90, up from 80, 2026-11-01 to 2026-11-10; 6 values missing"
    )


@pytest.mark.parametrize("points", [(), trend(1)])
def test_one_point_is_no_trend(points):
    assert sparkline(points, "Score") == ""


def test_the_line_fills_its_box():
    assert 'points="2,18 40,10 78,2"' in sparkline(trend(0, 5, 10), "x")
    assert 'points="2,10 78,10"' in sparkline(trend(4, 4), "x")
