"""Alerts of several providers about one entity, and the table of them."""

from __future__ import annotations

import pytest

from catalogsite.model.facts import alerts
from catalogsite.model.facts.alerts import Alert, Alerts, alerts_of
from catalogsite.model.facts.joined import joined_value
from catalogsite.model.facts.kind import Guide


def alert(name="Down", state="alert", **labels):
    return Alert(name=name, state=state, labels=labels or None)


FIRING, SILENCED = alert(zone="a"), alert(state="silenced", zone="a")
JOINED = {
    "the same one": ([alerts_of([FIRING]), alerts_of([FIRING])], "alert", ["alert"]),
    "silenced by the second": ([alerts_of([FIRING]), alerts_of([SILENCED])], "silenced", ["silenced"]),
    "silenced by the first": ([alerts_of([SILENCED]), alerts_of([FIRING])], "silenced", ["silenced"]),
    "two of one name": ([alerts_of([FIRING]), alerts_of([alert(zone="b")])], "alert", ["alert", "alert"]),
    "without labels nobody can tell": ([alerts_of([alert()]), alerts_of([alert()])], "alert", ["alert", "alert"]),
    "calm rules": ([Alerts(state="ok"), alerts_of([SILENCED])], "silenced", ["silenced"]),
    "rules without data": ([Alerts(state="no data"), Alerts(state="ok")], "no data", []),
    "one that only states its state": ([Alerts(state="alert"), Alerts(state="ok")], "alert", []),
    "a state above those of the list": (
        [Alerts(state="alert", alerts=(alert(state="warning"),)), Alerts(state="ok")], "alert", ["warning"],
    ),
    "an alert against no data": ([Alerts(state="no data"), alerts_of([FIRING])], "alert", ["alert"]),
}  # fmt: skip


@pytest.mark.parametrize(("values", "state", "states"), JOINED.values(), ids=JOINED)
def test_alerts_of_several_providers(values, state, states):
    joined = joined_value(alerts.KIND, values)
    assert (joined.state, [one.state for one in joined.alerts]) == (state, states)


HEADLINES = {
    "one": ([FIRING], "1 alert", [1.0]),
    "one of two silenced": ([FIRING, alert("B", "silenced")], "1 alert", [1.0]),
    "all silenced": ([SILENCED], "1 silenced alert", [0.0]),
}


@pytest.mark.parametrize(("given", "headline", "kept"), HEADLINES.values(), ids=HEADLINES)
def test_silenced_alerts_are_shown_and_not_counted(given, headline, kept):
    value = alerts_of(given)
    assert alerts.KIND.card({"alerts": value}).headline == headline
    assert [one.value for one in alerts.KIND.measures("alerts", value)] == kept


def test_the_table_has_all_that_leads_on_and_says_what_is_missing():
    first = Alert(
        name="Down", state="alert", severity="critical", since="2026-02-01T00:00:00Z", summary="It is down",
        url="https://p/alerts", runbook="https://r/down", dashboard="https://g/d", labels={"zone": "a", "app": "x"},
    )  # fmt: skip
    rows = alerts.KIND.table({"alerts": alerts_of([first, alert("Full", "warning")])}).rows
    assert [(cell.text, cell.url) for cell in rows[0]] == [
        ("Down", "https://p/alerts"), ("", None), ("", None), ("Dashboard", "https://g/d"), ("app=x, zone=a", None),
    ]  # fmt: skip
    assert rows[0][2].guide == Guide("Runbook", "https://r/down")
    assert (rows[0][0].lines, rows[0][0].status.tone) == (("It is down",), "bad")
    assert rows[0][1].time is not None
    assert [cell.text for cell in rows[1]] == ["Full", "", "", "", ""]
    assert rows[1][2].guide == Guide("no runbook")
    lines = alerts.KIND.rows(alerts_of([first]))[0].lines
    assert lines == (
        "since 2026-02-01T00:00:00Z",
        "app=x, zone=a",
        "runbook https://r/down",
        "dashboard https://g/d",
    )


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Alerts(state="ok"), [0.0]),
        (alerts_of([FIRING]), [1.0]),
        (alerts_of([SILENCED]), [0.0]),
        (Alerts(state="no data"), []),
        (Alerts(state="alert"), []),
    ],
)
def test_only_what_was_measured_is_kept_in_the_history(value, kept):
    assert [one.value for one in alerts.KIND.measures("alerts", value)] == kept


DOCUMENTED = {
    "its page": (
        {"of": "alert", "file": "docs/runbooks/Down.md", "url": "https://git/Down.md"},
        Guide("Runbook", "https://git/Down.md", "docs/runbooks/Down.md"),
        "runbook docs/runbooks/Down.md https://git/Down.md",
    ),
    "its heading": (
        {"of": "alert", "file": "docs/runbook.md", "part": "Down"},
        Guide("Runbook", None, "docs/runbook.md", "Down"),
        "runbook docs/runbook.md # Down",
    ),
    "the component's": (
        {"of": "entity", "file": "docs/runbook.md"},
        Guide("Runbook of the component", None, "docs/runbook.md"),
        "runbook of the component docs/runbook.md",
    ),
    "a link of the descriptor": (
        {"of": "entity", "url": "https://wiki/r"},
        Guide("Runbook of the component", "https://wiki/r"),
        "runbook of the component https://wiki/r",
    ),
}


@pytest.mark.parametrize(("documented", "guide", "line"), DOCUMENTED.values(), ids=DOCUMENTED)
def test_a_runbook_of_the_documentation_is_marked(documented, guide, line):
    value = Alerts.model_validate(
        {"state": "alert", "alerts": [{"name": "Down", "documented": documented}]}
    )
    (row,) = alerts.KIND.rows(value)
    assert (row.guide, row.lines) == (guide, (line,))
    assert alerts.KIND.table({"alerts": value}).rows[0][2].guide == guide
    own = value.alerts[0].model_copy(update={"runbook": "https://own"})
    assert alerts.KIND.rows(alerts_of([own]))[0].guide == Guide("Runbook", "https://own")
