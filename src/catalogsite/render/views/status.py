"""Status words and cards: what the facts about an entity say, how old they are, and who said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Trend
from catalogsite.render.filters import duration, number, parse_time, plural, safe_url

Tone = Literal["good", "bad", "warn", "busy", "none"]

_BUILD: dict[str, Tone] = {
    "passing": "good",
    "failing": "bad",
    "running": "busy",
    "waiting": "busy",
}
_ALERT: dict[str, Tone] = {"ok": "good", "warning": "warn", "alert": "bad"}
_LEVEL: dict[str, Tone] = {"gold": "good", "silver": "good", "bronze": "warn"}
_SOURCES = {
    "github_actions": "GitHub Actions",
    "github": "GitHub",
    "prometheus": "Prometheus",
    "gitlab": "GitLab",
}


@dataclass(frozen=True, slots=True)
class Status:
    """A status: the word that is printed, and the tone that colours it."""

    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something, when, and since when they say nothing new."""

    source: str
    time: datetime
    url: str
    stale_since: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card."""

    text: str
    url: str = ""
    tone: Tone = "none"
    word: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One status card of an entity page."""

    id: str
    title: str
    status: Status
    headline: str
    lines: tuple[Line, ...]
    trend: Trend
    said: Said | None
    href: str = ""


def said(provenance: Provenance) -> Said:
    """The foot of a panel of live facts."""
    return Said(
        source=_SOURCES.get(provenance.source, provenance.source.replace("_", " ").capitalize()),
        time=provenance.time,
        url=safe_url(provenance.url),
        stale_since=provenance.stale_since,
    )


def build_status(fact: Fact) -> Status:
    """The overall word of `ci.runs`."""
    word = str(_value(fact).get("status") or "unknown")
    return Status(word, _BUILD.get(word, "none"))


def alert_status(fact: Fact) -> Status:
    """The overall word of `alerts`."""
    word = str(_value(fact).get("state") or "no data")
    return Status(word, _ALERT.get(word, "none"))


def status_cards(
    facts: Mapping[str, Fact], score: Score | None, trends: Mapping[str, Trend]
) -> tuple[Card, ...]:
    """Cards for what is known and none for what is not."""
    cards: list[Card] = []
    if fact := facts.get("alerts"):
        cards.append(_alerts(fact, trends))
    if fact := facts.get("ci.runs"):
        cards.append(_builds(fact, trends))
    metrics = [facts[key] for key in sorted(facts) if key.startswith("metric.")]
    if metrics:
        cards.append(_metrics(metrics, trends))
    if score is not None:
        cards.append(_score(score, trends))
    return tuple(cards)


def _value(fact: Fact) -> dict[str, Any]:
    return fact.value if isinstance(fact.value, dict) else {}


def _rows(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _builds(fact: Fact, trends: Mapping[str, Trend]) -> Card:
    status = build_status(fact)
    runs = sorted(
        _rows(_value(fact).get("workflows")),
        key=lambda run: (run.get("status") != "failing", str(run.get("name"))),
    )
    lines = tuple(
        Line(
            text=" · ".join(filter(None, [str(r.get("name") or "workflow"), _took(r)])),
            url=safe_url(r.get("url")),
            tone=_BUILD.get(str(r.get("status")), "none"),
            word=str(r.get("status") or "unknown"),
            since=parse_time(r.get("finished") or r.get("started")),
        )
        for r in runs[:4]
    )
    branch = next((str(run["branch"]) for run in runs if run.get("branch")), "")
    trend = trends.get("builds", ())
    headline = f"{branch} {status.word}".strip()
    return Card("builds", "Builds", status, headline, lines, trend, said(fact.provenance))


def _took(run: Mapping[str, Any]) -> str:
    seconds = run.get("seconds")
    return duration(float(seconds)) if isinstance(seconds, (int, float)) else ""


def _alerts(fact: Fact, trends: Mapping[str, Trend]) -> Card:
    status = alert_status(fact)
    alerts = _rows(_value(fact).get("alerts"))
    lines = tuple(
        Line(
            text=str(a.get("summary") or a.get("name") or "alert"),
            url=safe_url(a.get("url")),
            tone="bad" if str(a.get("severity")) in {"critical", "page", "alert"} else "warn",
            word=str(a.get("severity") or a.get("state") or "warning"),
            since=parse_time(a.get("since")),
        )
        for a in alerts[:4]
    )
    headline = plural(len(alerts), "alert") if alerts else _calm(status.word)
    return Card(
        "alerts", "Health", status, headline, lines, trends.get("alerts", ()), said(fact.provenance)
    )


def _calm(word: str) -> str:
    return "no alerts" if word == "ok" else word


def _metrics(facts: list[Fact], trends: Mapping[str, Trend]) -> Card:
    lines = tuple(
        Line(
            text=fact.key.removeprefix("metric.").replace("_", " "),
            url=safe_url(_value(fact).get("url")),
            word=_amount(_value(fact)),
        )
        for fact in facts[:5]
    )
    trend = trends.get(facts[0].key, ())
    headline = f"{lines[0].word} {lines[0].text}"
    return Card(
        *("metrics", "Metrics", Status("", "none"), headline, lines[1:], trend),
        said(facts[0].provenance),
    )


def _amount(value: Mapping[str, Any]) -> str:
    amount, unit = value.get("value"), value.get("unit")
    if not isinstance(amount, (int, float)):
        return "no data"
    return f"{number(amount)} {unit}" if unit else number(amount)


def level_status(score: Score) -> Status:
    """The level word of a score."""
    return Status(score.level, _LEVEL.get(score.level.lower(), "none"))


def _score(score: Score, trends: Mapping[str, Trend]) -> Card:
    asked = [result for result in score.results if result.passed is not None]
    passed = sum(1 for result in asked if result.passed)
    trend = trends.get("score", ())
    change = score.points - trend[0][1] if len(trend) > 1 else 0
    grown = f" ({change:+.0f})" if round(change) else ""
    lines = (Line(text=f"{passed} of {plural(len(asked), 'check')} passed"),)
    status = level_status(score)
    named = score.level.lower() != "none"
    words = f"{score.level.capitalize()} {score.points}" if named else f"{score.points} points"
    return Card("score", "Score", status, words + grown, lines, trend, None, href="#scorecard")
