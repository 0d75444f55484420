"""Who is on call: the rows and their order, what is one row, the pages, the JSON and the Markdown."""

from __future__ import annotations

import json

from tests.render import acme

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.page import Page
from catalogsite.render.machine.company import on_call_json
from catalogsite.render.pages.on_call import ROWS
from catalogsite.render.views.company.on_call import all_on_call, on_call_rows, own_on_call

FRESH = Provenance(source="pagerduty", time=acme.NOW, title="PagerDuty")
PAY, LEDGER, REFUNDS, MAILER, WEB = (
    f"component:default/{name}"
    for name in ("payments", "ledger", "refunds", "mailer", "checkout-web")
)
AIKO = {"schedule": "Primary", "level": 1, "person": "Aiko Ito", "end": "2026-11-23T08:00:00Z"}
BRAM = {"schedule": "Primary", "level": 1, "person": "Bram", "start": "2026-11-23T08:00:00Z"}


def fact(ref, key, value):
    return FACT_ADAPTER.validate_python(Fact(subject=ref, key=key, value=value, provenance=FRESH))


def on_call(ref, *now, following=(BRAM,), **fields):
    value = {"now": now, "next": following, "policy": "Payments", **fields}
    return fact(ref, "on_call.pagerduty", value)


def incident(ref, state, title="Down"):
    listed = [] if state in ("none", "paused") else [{"id": "1", "title": title, "state": state}]
    return fact(ref, "incidents.pagerduty", {"state": state, "incidents": listed})


def snapshot(*facts):
    return acme.snapshot().model_copy(update={"facts": facts})


def rows_of(*facts):
    portal = acme.portal(snapshot(*facts))
    return on_call_rows(portal, all_on_call(portal))


def body_of(path, *facts):
    pages = acme.render_pages(snapshot(*facts), acme.read_blob, {})
    return next(one.body for one in pages if isinstance(one, Page) and one.path == path)


def test_incidents_come_first_then_what_has_nobody():
    rows = rows_of(
        on_call(WEB, AIKO),
        on_call(PAY, AIKO),
        incident(PAY, "acknowledged"),
        on_call(LEDGER),
        on_call(MAILER, AIKO),
        incident(MAILER, "paused"),
        on_call(REFUNDS, AIKO),
        incident(REFUNDS, "triggered"),
    )
    found = [(row.refs[0].rpartition("/")[2], row.states[0]) for row in rows]
    assert found == [
        ("refunds", "triggered"),
        ("ledger", "nobody"),
        ("payments", "acknowledged"),
        ("mailer", "paused"),
        ("checkout-web", "covered"),
    ]


def test_services_of_a_team_with_the_same_people_are_one_row():
    (together, apart, other) = rows_of(
        on_call(LEDGER, AIKO),
        on_call(MAILER, AIKO),
        on_call(REFUNDS, BRAM),
        on_call(WEB, AIKO),
    )
    assert together.refs == (LEDGER, MAILER)
    assert (apart.refs, other.refs) == ((REFUNDS,), (WEB,))


def test_a_service_with_an_incident_has_a_row_of_its_own():
    rows = rows_of(on_call(LEDGER, AIKO), on_call(MAILER, AIKO), incident(MAILER, "triggered"))
    assert [row.refs for row in rows] == [(MAILER,), (LEDGER,)]


def test_an_incident_alone_says_nothing_about_who_is_on_call():
    (row,) = rows_of(incident(PAY, "none"))
    assert (row.covered.word, row.states) == ("not measured", ("not measured",))


def test_a_person_is_named_only_where_the_fact_names_one():
    (row,) = rows_of(on_call(PAY, {"schedule": "Primary"}, {"schedule": "Second", "person": "Ann"}))
    assert [(one.name, one.schedule) for one in row.now] == [("Primary", ""), ("Ann", "Second")]


def test_teams_and_systems_show_their_services():
    portal = acme.portal(snapshot(on_call(PAY, AIKO), on_call(WEB, AIKO)))
    expected = {
        "group:default/team-web": [(WEB,)],
        "system:default/checkout": [(PAY,), (WEB,)],
        "domain:default/commerce": [(PAY,), (WEB,)],
        PAY: [],
    }
    for ref, refs in expected.items():
        assert [row.refs for row in own_on_call(portal, ref, portal.entities[ref])] == refs, ref


def test_the_page_is_loud_where_nobody_is_on_call_and_counts_what_is_not_measured():
    body = body_of("on-call/", on_call(PAY), on_call(LEDGER, AIKO))
    assert "no shift covers this time" in body
    assert "<span>2 services</span>" in body
    assert "<span>5 components not measured</span>" in body
    assert '<a href="../on-call/?state=nobody"><strong>1</strong>' in body


def test_without_facts_the_page_tells_how_to_get_there():
    body = body_of("on-call/")
    assert "Nobody is known to be on call for 7 components" in body
    assert "{kind: pagerduty" in body
    assert "data-cs-row " not in body


def test_many_services_are_several_pages():
    entities = tuple(
        acme.entity("Component", f"c{n:03}", {"type": "service"}) for n in range(ROWS + 5)
    )
    facts = tuple(
        incident(f"component:default/c{n:03}", "triggered", f"Down {n}") for n in range(ROWS + 5)
    )
    given = {"entities": entities, "facts": facts, "problems": (), "scores": {}, "origins": {}}
    found = acme.snapshot().model_copy(update=given)
    pages = [
        one
        for one in acme.render_pages(found, acme.read_blob, {})
        if isinstance(one, Page) and one.path.startswith("on-call/")
    ]
    assert [(one.path, one.body.count("data-cs-row ")) for one in pages] == [
        ("on-call/", ROWS),
        ("on-call/2/", 5),
    ]


def test_the_json_has_a_line_for_each_entity():
    found = snapshot(
        on_call(PAY, AIKO, url="javascript:alert(1)"),
        on_call(LEDGER, AIKO),
        incident(PAY, "triggered"),
    )
    lines = on_call_json(acme.portal(found)).decode().splitlines()
    assert len(lines) == 4
    ledger, pay = json.loads("".join(lines))
    assert (ledger["entity"], ledger["state"], ledger["incidents"]) == (LEDGER, "covered", [])
    assert pay["url"] is None
    assert pay["now"] == [
        {"name": "Aiko Ito", "level": 1, "until": "2026-11-23T08:00:00+00:00", "url": None}
    ]
    assert [one["state"] for one in pay["incidents"]] == ["triggered"]


def test_the_twin_is_markdown():
    facts = (on_call(PAY, AIKO, following=()), incident(PAY, "triggered", "No [money]"))
    outputs = acme.render_pages(snapshot(*facts), acme.read_blob, {})
    twin = next(one for one in outputs if one.path == "on-call/index.md")
    assert twin.content.decode() == (
        "# Who is on call\n\n"
        "- [Payments](../catalog/default/component/payments/index.md) (Team Payments): "
        "Aiko Ito until 2026-11-23T08:00:00+00:00\n"
        "    - triggered: No \\[money\\]\n"
    )
