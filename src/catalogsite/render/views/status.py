"""Status cards of an entity page: what its facts and score are, how old, and from which provider."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts import unread
from catalogsite.model.facts.kind import FactKind, Row, Status, Tone
from catalogsite.model.facts.registry import fact_kinds, kind_of
from catalogsite.model.quantities import plural
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Trend
from catalogsite.render.filters import safe_url, slug
from catalogsite.render.views.delivery.streak import streak

_LEVEL: dict[str, Tone] = {"gold": "good", "silver": "good", "bronze": "warn"}


@dataclass(frozen=True, slots=True)
class Origin:
    """The provider of a fact, when it answered, and since when it has not."""

    source: str
    time: datetime
    url: str
    stale_since: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card; `url` is safe."""

    text: str
    url: str = ""
    tone: Tone = "none"
    word: str = ""
    since: datetime | None = None
    trend: Trend = ()


@dataclass(frozen=True, slots=True)
class StatusCard:
    """One status card of an entity page.

    `shows` and `unit` say what the trend shows. A card is `partly_stale` where a provider has not
    answered lately and its headline is from another one. `nights` is the first of the lines where it
    is known for how long it has been so.
    """

    id: str
    title: str
    status: Status
    headline: str
    lines: tuple[Line, ...]
    trend: Trend
    origins: tuple[Origin, ...]
    href: str = ""
    shows: str = ""
    unit: str = ""
    partly_stale: bool = False
    nights: str = ""

    @property
    def stale(self) -> bool:
        """Whether what it says is as old as a provider that has not answered lately."""
        return not self.partly_stale and any(one.stale_since for one in self.origins)


def origin_of(provenance: Provenance) -> Origin:
    """The foot of a panel of live facts."""
    return Origin(
        source=provenance.title or provenance.source.replace("_", " ").capitalize(),
        time=provenance.time,
        url=safe_url(provenance.url),
        stale_since=provenance.stale_since,
    )


def origins_of(facts: Iterable[Fact]) -> tuple[Origin, ...]:
    """The origins of facts that a panel shows together, one for each provider."""
    found = {(one.source, one.stale_since): one for one in map(_origin_of_fact, facts)}
    return tuple(found.values())


def _origin_of_fact(fact: Fact) -> Origin:
    origin = origin_of(fact.provenance)
    # A file with facts is no tool to look at; the page that the value names is.
    url = getattr(fact.value, "url", None)
    return origin if origin.url or not url else replace(origin, url=safe_url(url))


def keys_by_kind(facts: Mapping[str, Fact]) -> list[tuple[FactKind[Any], list[str]]]:
    """The kinds of facts that there are, in the order of their cards, with the keys of each, sorted."""
    by_kind: dict[str, list[str]] = {}
    for key in sorted(facts):
        kind = kind_of(key)
        # Only facts that are shown are read: the age of another one makes no difference to the page.
        shown = kind.card is not None or kind.table is not None
        by_kind.setdefault(facts[key].kind.key if shown else kind.key, []).append(key)
    kinds = (*fact_kinds(), unread.KIND)
    return [(kind, by_kind[kind.key]) for kind in kinds if kind.key in by_kind]


def status_cards(
    facts: Mapping[str, Fact],
    score: Score | None,
    trends: Mapping[str, Trend],
    sections: Collection[str] = (),
) -> tuple[StatusCard, ...]:
    """One card for each kind of fact that has one and is present, and one for the score.

    `sections` are the ids of the tables of facts on the page, which the cards lead to.
    """
    cards = [_fact_card(kind, keys, facts, trends, sections) for kind, keys in keys_by_kind(facts)]
    if score is not None:
        cards.append(_score(score, trends))
    return tuple(card for card in cards if card is not None)


def _fact_card(
    kind: FactKind[Any],
    keys: Sequence[str],
    facts: Mapping[str, Fact],
    trends: Mapping[str, Trend],
    sections: Collection[str],
) -> StatusCard | None:
    # Only facts with a card are read: the age of another one makes no difference to the page.
    if kind.card is None:
        return None
    shown = {key: facts[key] for key in keys}
    card = kind.card({key: fact.value for key, fact in shown.items()})
    trend, origins = trends.get(card.measure, ()), origins_of(shown.values())
    is_old = any(origin.stale_since for origin in origins)
    # How long it has been so is not known while a provider does not answer.
    nights = "" if is_old else streak(card.measure, trend, card.status.tone)
    return StatusCard(
        id=kind.name,
        title=kind.label,
        status=card.status,
        headline=card.headline,
        lines=(
            *((Line(nights),) if nights else ()),
            # The trend of the headline is drawn beside it.
            *(_line(row, trends if row.measure != card.measure else {}) for row in card.rows),
        ),
        trend=trend,
        origins=origins,
        href=f"#{section}" if (section := slug(kind.label)) in sections else "",
        shows=card.shows or kind.label,
        unit=card.unit,
        nights=nights,
    )


def _line(row: Row, trends: Mapping[str, Trend]) -> Line:
    return Line(
        text=row.text,
        url=safe_url(row.url),
        tone=row.status.tone,
        word=row.status.word,
        since=row.time,
        trend=trends.get(row.measure, ()),
    )


def level_status(score: Score) -> Status:
    """The level word of a score."""
    return Status(score.level, _LEVEL.get(score.level.lower(), "none"))


def _score(score: Score, trends: Mapping[str, Trend]) -> StatusCard:
    counted = [result for result in score.results if result.passed is not None]
    passed = sum(1 for result in counted if result.passed)
    trend = trends.get("score", ())
    change = score.points - trend[0][1] if len(trend) > 1 else 0
    grown = f" ({change:+.0f})" if round(change) else ""
    lines = (Line(text=f"{passed} of {plural(len(counted), 'check')} passed"),)
    status = level_status(score)
    named = score.level.lower() != "none"
    words = f"{score.level.capitalize()} {score.points}" if named else f"{score.points} points"
    return StatusCard(
        "score", "Score", status, words + grown, lines, trend, (), "#scorecard", "Score"
    )
