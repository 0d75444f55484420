"""Facts of what runs, given by a fact file: what is refused, and what cards, table and history show."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from catalogsite.collectors.files.fact_file import FactFile, facts_of
from catalogsite.commands.query import SchemaName, schema
from catalogsite.model.facts.joined import joined_facts
from catalogsite.render.views.fact_table import fact_tables
from catalogsite.render.views.status import status_cards
from catalogsite.state.trends import measures

PAY = "component:default/pay"
CASES = yaml.safe_load((Path(__file__).parent / "running_facts.yaml").read_text("utf-8"))
VALIDATOR = Draft202012Validator(schema(SchemaName.FACTS))


def read(entries):
    """What a fact file gives, and whether its JSON Schema allows it."""
    content = {"facts": [{"key": key, **value} for key, value in entries.items()]}
    text = json.dumps(content).encode()
    file = FactFile("facts.json", text, datetime(2026, 2, 1, tzinfo=UTC), own=(PAY,))
    return list(facts_of(file, frozenset({PAY}))), VALIDATOR.is_valid(content)


def day(time):
    return time.date().isoformat() if time else ""


def row_text(row):
    first, *others = row
    texts = (f"{first.status.word} {first.text}", *(cell.text or day(cell.time) for cell in others))
    return " | ".join(texts).replace("|  |", "| |").replace("|  |", "| |").strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_fact_file_says_is_shown(case):
    facts, valid = read(case["facts"])
    assert valid
    (joined,) = joined_facts(facts)
    by_key = {fact.key: fact for fact in facts}
    (card,) = status_cards(by_key, None, {})
    assert " ".join(joined.kind.status(joined.value)) == case["status"]
    assert joined.kind.summary(joined.value) == card.headline == case["headline"]
    assert (card.status.word, card.status.tone) == joined.kind.status(joined.value)
    assert [f"{line.word} {line.text}" for line in card.lines] == case["rows"]
    kept = joined.kind.measures(joined.key, joined.value)
    assert [f"{one.name} {one.value:.10g}" for one in kept] == case["measures"]
    tables = fact_tables(by_key)
    assert len(tables) == bool(case["rows"])
    if "table" in case:
        assert list(tables[0].columns) == case["columns"]
        assert [row_text(row) for row in tables[0].rows] == case["table"]


WRONG = {
    "no environment": ("deployments.x", {"deployments": [{"state": "live"}]}, "`deployments.0.environment`: is required"),
    "a text as yes": ("deployments.x", {"deployments": [{"environment": "a", "state": "live", "production": "yes"}]}, "`deployments.0.production`: expected true or false, got str"),
    "another state": ("monitors.x", {"monitors": [{"name": "a", "state": "fine"}]}, "`monitors.0.state`: expected 'alert'"),
    "a target above all": ("slo.x", {"objectives": [{"name": "a", "target": 101}]}, "`objectives.0.target`: expected less than or equal to 100"),
    "a text as number": ("slo.x", {"objectives": [{"name": "a", "target": "99"}]}, "`objectives.0.target`: expected a number, got str"),
    "a budget above all": ("slo.x", {"objectives": [{"name": "a", "target": 9, "budget": 101}]}, "`objectives.0.budget`: expected less than or equal to 100"),
    "a negative count": ("errors.x", {"groups": [{"title": "a", "count": -1}]}, "`groups.0.count`: expected greater than or equal to 0"),
    "a time without zone": ("errors.x", {"groups": [{"title": "a", "last": "2026-01-31"}]}, "`groups.0.last`: must "),
    "no list": ("errors.x", {"open": 1}, "`groups`: is required"),
    "another field": ("monitors", {"monitors": [], "state": "ok"}, "`state`: is not a field of this kind of fact"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "value", "reason"), WRONG.values(), ids=WRONG)
def test_what_has_another_shape_is_refused(key, value, reason):
    (failure,), valid = read({key: value})
    assert failure.reason.startswith(f"facts.json#/facts/0: {reason}")
    # A JSON Schema knows no time zones.
    assert valid == ("last" in reason)


def test_the_page_of_an_objective_draws_the_trend_of_the_worst():
    facts, _ = read(
        {
            "slo.x": {
                "objectives": [
                    {"name": "a", "target": 9, "current": 10},
                    {"name": "b", "target": 9},
                ]
            }
        }
    )
    (fact,) = facts
    assert fact.kind.card({fact.key: fact.value}).measure == "slo.b"
    assert [(one.name, one.value) for one in measures(facts, {}, frozenset())] == [("slo.a", 10.0)]
