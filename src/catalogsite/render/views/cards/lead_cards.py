"""The cards that come first on every entity page: Health, Builds, Score, On call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from catalogsite.model.facts import build_runs
from catalogsite.model.facts.kind import FactKind, Status, Tone
from catalogsite.model.facts.on_call import shifts
from catalogsite.model.facts.registry import fact_kinds
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.status import Line, StatusCard

_WORST: tuple[Tone, ...] = ("bad", "warn", "busy", "none", "good")
_TROUBLES = ("bad", "warn")
_ROWS = 2
HEALTH = "health"
_LEAD = (HEALTH, build_runs.KIND.name, "score", shifts.KIND.name)


@cache
def _health_names() -> frozenset[str]:
    return frozenset(kind.name for kind in fact_kinds() if kind.health)


def arranged_cards(portal: Portal, ref: str, cards: Sequence[StatusCard]) -> tuple[StatusCard, ...]:
    """The cards of an entity: Health, Builds, Score and On call first, then the others.

    Health has what all kinds of facts say that are part of it. A component of which one of them is
    not known has a card that says so, where it is known of another component.
    """
    health = [card for card in cards if card.id in _health_names()]
    others = {card.id: card for card in cards if card not in health}
    if health:
        others[HEALTH] = health_card(health)
    if split_ref(ref)[0] == "component":
        for card in _unmeasured(portal):
            others.setdefault(card.id, card)
    lead = [others.pop(name) for name in _LEAD if name in others]
    return (*lead, *others.values())


def health_card(cards: Iterable[StatusCard]) -> StatusCard:
    """One card for several: the worst as its headline, and a line for each other."""
    worst, *rest = sorted(cards, key=lambda card: _WORST.index(card.status.tone))
    calm = worst.status.tone not in _TROUBLES
    nights = (Line(worst.nights),) if worst.nights else ()
    listed = [worst, *rest] if calm else rest
    return replace(
        worst,
        id=HEALTH,
        title="Health",
        status=_status([worst, *rest]),
        headline=_calm_words([worst, *rest]) if calm else _words(worst),
        lines=(
            *nights,
            *(() if calm else _troubles(worst)),
            *(line for card in listed for line in _lines(card)),
        ),
        origins=tuple(dict.fromkeys(one for card in (worst, *rest) for one in card.origins)),
        href="" if calm else worst.href,
        partly_stale=not worst.stale,
    )


def _status(cards: Sequence[StatusCard]) -> Status:
    """That of the worst; of calm ones it is good as soon as one of them is."""
    tone = cards[0].status.tone
    if tone == "none" and any(card.status.tone == "good" for card in cards):
        return Status("", "good")
    return cards[0].status


def _calm_words(cards: Sequence[StatusCard]) -> str:
    return "ok" if any(card.status.tone == "good" for card in cards) else _words(cards[0])


def _lines(card: StatusCard) -> tuple[Line, ...]:
    word, tone = Status("stale", "warn") if card.stale else card.status
    # The headlines of some count their states, and that of `none` says so.
    text = card.title if card.status.word in card.headline else _words(card)
    summary = Line(text, card.href, tone, "" if word == "none" else word)
    troubles = _troubles(card) if card.status.tone in _TROUBLES and not card.stale else ()
    return troubles if len(troubles) == 1 else (summary, *troubles[:1])


def _troubles(card: StatusCard) -> tuple[Line, ...]:
    return tuple(line for line in card.lines if line.tone in _TROUBLES)[:_ROWS]


def _words(card: StatusCard) -> str:
    """The headline, with the title of the card where it does not name what it counts."""
    named = card.title.casefold().removesuffix("s") in card.headline.casefold()
    return card.headline if named else f"{card.title}: {card.headline}"


def _unmeasured(portal: Portal) -> Iterable[StatusCard]:
    kinds = fact_kinds()
    groups: tuple[tuple[str, str, Sequence[FactKind[Any]]], ...] = (
        (HEALTH, "Health", [kind for kind in kinds if kind.health]),
        (build_runs.KIND.name, build_runs.KIND.label, [build_runs.KIND]),
        (shifts.KIND.name, shifts.KIND.label, [shifts.KIND]),
    )
    for name, title, some in groups:
        if any(portal.measures(kind) for kind in some):
            yield StatusCard(name, title, Status("", "none"), "not measured", (), (), ())
