"""What every collector of monitoring reads from recorded answers, and what the reference says of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.collectors.providers import TOKEN, recorded

from catalogsite.collectors.monitoring.datadog import monitors, objectives
from catalogsite.collectors.monitoring.grafana import alert_rules
from catalogsite.collectors.registry import registry
from catalogsite.model.fact import FACT_ADAPTER, value_json

KINDS = ("grafana", "datadog", "newrelic", "sentry")
ANNOTATED = ("grafana", "newrelic", "sentry")
"""Collectors that ask nothing where no entity has an annotation."""
PAGE = (Path(__file__).parents[3] / "docs/reference/monitoring.md").read_text("utf-8")
EXPECTED = json.loads(
    (Path(__file__).parents[1] / "expected/facts/monitoring.json").read_text("utf-8")
)


def listed(*header):
    """The rows of the table on the page that begins with these columns."""
    start = f"| {' | '.join(header)} |\n"
    rows = PAGE.partition(start)[2].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def words(*header):
    """The words of a provider with ours, as the page lists them."""
    return {
        word: ours.strip("`")
        for ours, cell in listed(*header)
        for word in re.findall(r"`([^`]+)`", cell)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_recorded_answers_are_facts(ask, kind):
    facts, failures, server = ask(kind)
    assert failures == []
    assert {key: FACT_ADAPTER.validate_python(one) for key, one in facts.items()} == facts
    assert {key: value_json(one) for key, one in facts.items()} == EXPECTED[kind]["facts"]
    assert {key: one.provenance.url for key, one in facts.items()} == EXPECTED[kind]["pages"]
    shown = [f"{one.url.path}?{one.url.params}".rstrip("?") for one in server.seen]
    assert sorted(shown) == sorted(EXPECTED[kind]["requests"])


@pytest.mark.parametrize("kind", ANNOTATED)
def test_without_an_annotation_nothing_is_asked(ask, kind):
    assert ask(kind, annotations={})[2].seen == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_entity_of_an_archived_repository_is_left_out(ask, payments, kind):
    archived = payments["repositories"][0].model_copy(update={"archived": True})
    assert ask(kind, repositories=(archived,))[2].seen == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_token_is_one_failure_of_all(ask, kind):
    facts, (failure,), server = ask(kind, dict.fromkeys(recorded(kind), 401))
    assert (facts, failure.subjects) == ({}, ())
    assert len(server.seen) == 1


SENT = {
    "datadog": {"DD-API-KEY": TOKEN, "DD-APPLICATION-KEY": TOKEN},
    "grafana": {"Authorization": f"Bearer {TOKEN}"},
    "newrelic": {"API-Key": TOKEN},
    "sentry": {"Authorization": f"Bearer {TOKEN}"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_provider_gets_its_token_in_its_own_form(ask, kind):
    for request in ask(kind)[2].seen:
        assert {name: request.headers[name] for name in SENT[kind]} == SENT[kind]


WORDS = {
    ("ours", "New Relic"): registry().enrichments["newrelic"].SEVERITIES,
    ("ours", "Sentry"): registry().enrichments["sentry"].LEVELS,
    ("ours", "a series of a rule of Grafana"): alert_rules.STATES,
    ("ours", "monitors of Datadog"): monitors.STATES,
    ("ours", "objectives of Datadog"): objectives.STATES,
}


@pytest.mark.parametrize("header", WORDS)
def test_the_page_lists_every_word(header):
    assert words(*header) == WORDS[header]
