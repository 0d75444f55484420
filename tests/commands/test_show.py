"""`show` on a terminal: every fact with its value, and what an alert or a build is called."""

from __future__ import annotations

import pytest
from tests.render import acme

from catalogsite.commands.query import show, show_as_text
from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.model.snapshot_index import SnapshotIndex

REF = "component:default/payments"
TIME = "2026-11-22T02:14:00Z"


def alert(name, **fields):
    return {"name": name, **fields}


# The key and value of a fact, and the lines that `show` prints of it.
CASES = {
    "alerts": (
        "alerts",
        {
            "state": "alert",
            "alerts": [
                alert(
                    "HighErrors",
                    severity="page",
                    summary="5 % fail",
                    since=TIME,
                    url="https://r.example",
                    runbook="https://r.example",
                    dashboard="https://g.example",
                    labels={"zone": "a"},
                ),
                alert("DiskFull", state="alert"),
                alert("Slow", documented={"of": "entity", "file": "docs/runbook.md"}),
            ],
        },
        [
            f"  alerts         alert  as of {TIME}",
            "    page  HighErrors: 5 % fail  https://r.example",
            f"      since {TIME}",
            "      zone=a",
            "      runbook https://r.example",
            "      dashboard https://g.example",
            "    alert  DiskFull",
            "      no runbook",
            "    warning  Slow",
            "      runbook of the component docs/runbook.md",
        ],
    ),
    "no alerts": ("alerts", {"state": "ok"}, [f"  alerts         ok  as of {TIME}"]),
    "builds": (
        "ci.runs",
        {"status": "failing", "workflows": [{"name": "ci", "status": "failing", "url": "u"}]},
        [f"  ci.runs        failing  as of {TIME}", "    failing  ci  u"],
    ),
    "a metric": (
        "metric.availability",
        {"value": 99.98, "unit": "%"},
        [f"  metric.availability 99.98 %  as of {TIME}"],
    ),
    "a kind of one's own": (
        "acme.tier",
        {"label": "Tier", "value": "one"},
        [f"  acme.tier      one  as of {TIME}"],
    ),
    "line ends": (
        "alerts",
        {"state": "alert", "alerts": [alert("A\nB", summary="x\n  y")]},
        [f"  alerts         alert  as of {TIME}", "    warning  A B: x y", "      no runbook"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("key", "value", "lines"), CASES.values(), ids=CASES)
def test_a_fact_is_printed_with_its_value_and_parts(key, value, lines):
    source = {"source": "acme", "time": TIME}
    fact = FACT_ADAPTER.validate_python(
        {"subject": REF, "key": key, "value": value, "provenance": source}
    )
    index = SnapshotIndex(acme.snapshot().model_copy(update={"facts": (fact,), "problems": ()}))
    text = show_as_text(show(index, REF)).splitlines()
    start = text.index("facts") + 1
    assert [line for line in text[start:] if line.startswith(" ")] == lines
