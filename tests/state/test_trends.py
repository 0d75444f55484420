"""The numbers that a run leaves behind are the ones that the pages draw."""

from datetime import UTC, datetime

import pytest

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.scorecard import Score
from catalogsite.render.views.status import status_cards
from catalogsite.state.trends import measures

PAY = "component:default/pay"
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def fact(key, value, stale=None):
    provenance = Provenance(source="test", time=NOW, stale_since=stale)
    return FACT_ADAPTER.validate_python(
        Fact(subject=PAY, key=key, value=value, provenance=provenance)
    )


def runs(*words):
    return fact("ci.runs", {"status": words[0], "workflows": [{"status": w} for w in words]})


ALERTS = fact("alerts", {"state": "alert", "alerts": [{"name": "a"}, {"name": "b"}]})
RATE = fact("metric.rate", {"value": 0.5, "unit": None})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([RATE], [("metric.rate", 0.5)]),
        ([fact("metric.rate", {"value": None})], []),
        ([ALERTS], [("alerts", 2.0)]),
        ([fact("alerts", {"state": "ok", "alerts": []})], [("alerts", 0.0)]),
        (
            [runs("passing", "failing", "passing", "running")],
            [("builds", pytest.approx(66.67, 0.01))],
        ),
        ([runs("running")], []),
        ([fact("metric.rate", {"value": 0.5}, stale=NOW)], []),
        ([fact("languages", {"Go": 1})], []),
    ],
)
def test_what_is_kept_of_a_fact(facts, expected):
    assert [(metric, value) for _, metric, value in measures(facts, {})] == expected


def builds(provider, *words, stale=None):
    workflows = [{"status": word} for word in words]
    return fact(f"ci.runs.{provider}", {"status": words[0], "workflows": workflows}, stale)


def test_what_one_of_several_providers_did_not_say_is_missing_and_not_less():
    facts = [builds("jenkins", "failing", stale=NOW), builds("circleci", "passing"), RATE]
    assert [name for _, name, _ in measures(facts, {})] == ["metric.rate"]
    facts = [builds("jenkins", "failing"), builds("circleci", "passing")]
    assert list(measures(facts, {})) == [(PAY, "builds", 50.0)]


def test_a_stale_entity_has_no_score_of_this_day():
    score = Score(scorecard="basics", points=70, level="silver")
    assert list(measures([], {PAY: score}, {PAY})) == []
    assert list(measures([], {PAY: score}, {"component:default/web"})) == [(PAY, "score", 70.0)]


def test_every_number_that_is_kept_has_its_line_on_a_card():
    cost = fact("metric.cost", {"value": 2.5, "unit": "EUR"})
    levels = [{"name": name, "target": 99.0, "current": 99.98} for name in ("calls", "pages")]
    slos = fact("slo.acme", {"objectives": levels})
    facts = {one.key: one for one in (RATE, cost, slos, ALERTS, runs("passing"))}
    score = Score(scorecard="basics", points=70, level="silver")
    kept = list(measures(facts.values(), {PAY: score}))
    trends = {metric: (("2026-01-31", 0.0), ("2026-02-01", value)) for _, metric, value in kept}
    cards = {card.id: card for card in status_cards(facts, score, trends)}
    assert set(cards) == {"ci.runs", "alerts", "metric.*", "slo", "score"}
    beside = [line.trend for card in cards.values() for line in card.lines if line.trend]
    assert len(beside) == 2
    drawn = [card.trend for card in cards.values()]
    assert sorted([*drawn, *beside]) == sorted(trends.values())
