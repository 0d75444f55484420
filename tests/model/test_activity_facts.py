"""How pull requests, releases, dashboards and contributors join, and what is shown of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.facts.joined import joined_facts
from catalogsite.model.facts.registry import BUILT_IN_KINDS, kind_of

CASES = yaml.safe_load((Path(__file__).parent / "activity_facts.yaml").read_text("utf-8"))
PROVENANCE = Provenance(source="test", time=datetime(2026, 2, 1, tzinfo=UTC))
NAMES = ("changes", "releases", "dashboards", "contributors")


def facts(values):
    return [
        FACT_ADAPTER.validate_python(
            Fact(subject="component:default/pay", key=key, value=value, provenance=PROVENANCE)
        )
        for key, value in values.items()
    ]


def words(*parts):
    return " ".join(filter(None, parts))


def shown(status):
    return f"{status.word}/{status.tone}" if status.word else ""


def day(time):
    return f"{time:%Y-%m-%d}" if time else ""


def row_text(row):
    return words(shown(row.status), row.text, row.url, day(row.time))


def cell_text(cell):
    return words(shown(cell.status), cell.text, day(cell.time)) or "-"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_several_providers_tell_is_shown_together(case):
    found = facts(case["values"])
    kind = found[0].kind
    values = {fact.key: fact.value for fact in found}
    (joined,) = joined_facts(found)
    assert kind.summary(joined.value) == case["headline"]
    card, table = kind.card(values), kind.table(values)
    assert card.headline == case["headline"]
    assert [row_text(row) for row in card.rows] == case.get("rows", [])
    assert [" | ".join(map(cell_text, row)) for row in table.rows] == case.get("table", [])
    assert list(table.columns) == case.get("columns", list(table.columns))
    assert {len(row) for row in table.rows} <= {len(table.columns)}
    measures = dict(kind.measures(kind.name, joined.value)) if kind.measures else {}
    assert measures == case.get("measures", {})
    assert card.measure == next(iter(measures), "")


@pytest.mark.parametrize(
    "case", [one for one in CASES if "joined" in one], ids=lambda case: case["name"]
)
def test_the_joined_value_is_what_scorecards_get(case):
    found = facts(case["values"])
    (joined,) = joined_facts(found)
    assert joined.key == joined.kind.name
    assert joined.value.model_dump(mode="json") == case["joined"]


@pytest.mark.parametrize("name", NAMES)
def test_they_have_no_status_and_no_column(name):
    kind = kind_of(f"{name}.x")
    assert kind in BUILT_IN_KINDS
    assert (kind.key, kind.status, kind.column) == (f"{name}.*", None, None)
