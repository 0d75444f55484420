"""What is in production: the rows, their order and columns, the pages, the JSON and the Markdown."""

from __future__ import annotations

import json
import re

import pytest
from tests.render import acme

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.page import Asset, Page
from catalogsite.render.machine.company import deployments_json
from catalogsite.render.pages.deployments import ROWS
from catalogsite.render.views.company.deployments import (
    deployment_rows,
    deployment_table,
    own_deployments,
)
from catalogsite.render.views.company.environment_columns import environment_columns

FRESH = Provenance(source="argo", time=acme.NOW, title="Argo CD")
PAY, LEDGER, WEB = (f"component:default/{name}" for name in ("payments", "ledger", "checkout-web"))


def live(environment, version, **fields):
    return {"environment": environment, "version": version, "state": "live", **fields}


def deployed(ref, *deployments):
    value = {"deployments": deployments}
    one = Fact(subject=ref, key="deployments.argo", value=value, provenance=FRESH)
    return FACT_ADAPTER.validate_python(one)


def snapshot(*facts):
    return acme.snapshot().model_copy(update={"facts": facts})


def rows_of(*facts):
    portal = acme.portal(snapshot(*facts))
    return deployment_rows(portal, portal.links)


def outputs(*facts):
    return {one.path: one for one in acme.render_pages(snapshot(*facts), acme.read_blob, {})}


def test_a_failure_comes_first_and_what_is_behind_before_what_is_calm():
    rows = rows_of(
        deployed(PAY, live("prod", "1.0")),
        deployed(LEDGER, live("prod", "2.0"), live("staging", "1.0")),
        deployed(WEB, live("prod", "1.0"), live("staging", "1.1", state="failed")),
        deployed("component:default/refunds", live("prod", "1.0", state="failed")),
        deployed("component:default/mailer", live("prod", "1.0", state="in progress")),
    )
    names = [row.ref.rpartition("/")[2] for row in rows]
    assert names == ["refunds", "checkout-web", "mailer", "ledger", "payments"]
    assert [row.states for row in rows][-2:] == [("live", "behind"), ("live",)]


def test_production_environments_with_different_versions():
    (row,) = rows_of(
        deployed(
            PAY,
            live("eu", "2.0", production=True),
            live("us", "1.0", production=True),
            live("staging", "2.0"),
        )
    )
    found = [(one.name, one.difference) for one in row.environments]
    assert found == [("eu", ""), ("us", "behind"), ("staging", "")]


def test_a_failed_deployment_shows_what_still_runs():
    (row,) = rows_of(
        deployed(
            PAY,
            live("prod", "1.0", since="2026-01-01T10:00:00Z"),
            live("prod", "1.1", state="failed", since="2026-01-02T10:00:00Z", by="ann"),
        )
    )
    (production,) = row.production
    assert (production.shown.version, production.shown.status.word) == ("1.0", "live")
    assert (production.later.version, production.later.by) == ("1.1", "ann")
    assert production.status.tone == "bad"


def test_a_fact_of_the_repository_is_no_row_of_each_of_its_entities():
    one = deployed("github.com/acme/payments", live("prod", "1.0"))
    kinds = {row.ref.partition(":")[0] for row in rows_of(one)}
    assert kinds == {"component"}


COLUMNS = {
    "the nearest to production first": (
        [["dev", "qa", "staging"]] * 3, ("staging", "qa", "dev"),
    ),
    "names that differ only in case are one": (
        [["Staging"], ["staging"], ["staging"]], ("staging",),
    ),
    "rare ones have none": ([["staging"]] * 20 + [["staging", "sandbox"]], ("staging",)),
    "previews have none, however few components there are": (
        [["staging", "pr-1", "preview-12", "review/x", "feature_y"]], ("staging",),
    ),
    "at most four": (
        [["a1", "b1", "c1", "d1", "e1", "f1"]] * 2, ("a1", "b1", "c1", "d1"),
    ),
    "one component shows its own": ([["staging"]], ("staging",)),
    "none": ([], ()),
}  # fmt: skip


@pytest.mark.parametrize(("named", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_environments_with_a_column(named, expected):
    assert environment_columns(named) == expected


def test_every_environment_is_in_exactly_one_cell():
    previews = [live(f"pr-{n}", "0.1", state="failed" if n == 7 else "live") for n in range(24)]
    table = deployment_table(
        rows_of(deployed(PAY, live("prod", "1.0"), live("staging", "1.0"), *previews))
    )
    (row,) = table.rows
    cells = [row.production, *(table.cell(row, column) for column in table.columns)]
    names = [one.name for cell in (*cells, table.others(row)) for one in cell]
    assert sorted(names) == sorted(one.name for one in row.environments)
    assert table.others(row)[0].name == "pr-7"


def test_teams_systems_and_domains_show_their_components():
    facts = (deployed(PAY, live("prod", "1.0")), deployed(WEB, live("prod", "2.0")))
    portal = acme.portal(snapshot(*facts))
    expected = {
        "group:default/team-payments": [PAY],
        "system:default/checkout": [PAY, WEB],
        "domain:default/commerce": [PAY, WEB],
        PAY: [],
    }
    for ref, refs in expected.items():
        table = own_deployments(portal, ref, portal.entities[ref])
        assert [row.ref for row in table.rows] == refs, ref


def test_the_pages_of_many_components_are_short_and_name_each_once():
    entities = tuple(
        acme.entity("Component", f"c{n:03}", {"type": "service"}) for n in range(2 * ROWS + 5)
    )
    facts = tuple(
        deployed(f"component:default/c{n:03}", live("prod", "1.0")) for n in range(2 * ROWS + 5)
    )
    given = {"entities": entities, "facts": facts, "problems": (), "scores": {}, "origins": {}}
    found = acme.snapshot().model_copy(update=given)
    pages = [
        one
        for one in acme.render_pages(found, acme.read_blob, {})
        if isinstance(one, Page) and one.path.startswith("deployments/")
    ]
    assert [one.path for one in pages] == ["deployments/", "deployments/2/", "deployments/3/"]
    named = [re.findall(r"data-cs-row .*?component/(c\d+)/", page.body) for page in pages]
    assert [len(names) for names in named] == [ROWS, ROWS, 5]
    assert len({name for names in named for name in names}) == 2 * ROWS + 5
    assert 'data-cs-pages="3"' in pages[0].body


def test_what_is_not_measured_is_counted_and_not_listed():
    body = outputs(deployed(PAY, live("prod", "1.0")))["deployments/"].body
    assert "6 not measured" in body
    assert body.count("data-cs-row ") == 1


def test_without_deployments_the_page_tells_how_to_get_there():
    body = outputs()["deployments/"].body
    assert "No deployment is known of 7 components" in body
    assert "{kind: github_deployments}" in body
    assert "data-cs-row " not in body


def test_the_json_has_every_environment():
    found = snapshot(
        deployed(
            PAY,
            live("prod", "1.1", since="2026-01-02T10:00:00Z", by="ann", url="https://cd.example/1"),
            live("staging", "1.0", url="javascript:alert(1)"),
        )
    )
    (row,) = json.loads(deployments_json(acme.portal(found)))
    assert (row["entity"], row["owner"]) == (PAY, "group:default/team-payments")
    assert row["environments"] == [
        {
            "name": "prod", "production": True, "difference": None, "version": "1.1",
            "state": "live", "since": "2026-01-02T10:00:00+00:00", "by": "ann",
            "url": "https://cd.example/1", "later": None,
        },
        {
            "name": "staging", "production": False, "difference": "behind", "version": "1.0",
            "state": "live", "since": None, "by": None, "url": None, "later": None,
        },
    ]  # fmt: skip


def test_the_twin_is_markdown():
    found = outputs(deployed(PAY, live("prod", "1.[1]", by="a*b", url="https://cd.example/a b")))[
        "deployments/index.md"
    ]
    assert isinstance(found, Asset)
    assert found.content.decode() == (
        "# What is in production\n\n"
        "- [Payments](../catalog/default/component/payments/index.md) (Team Payments): "
        "prod [1.\\[1\\]](https://cd.example/a%20b) live by a*b\n"
    )
