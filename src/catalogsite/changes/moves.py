"""The ledger of moves: where old references and old pages lead, one night after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from catalogsite.changes.comparison import Comparison
from catalogsite.changes.documentation_events import MovedFile, page_paths
from catalogsite.model.changes.moved import MovedEntity, MovedPage, Moves

_Move = TypeVar("_Move", MovedEntity, MovedPage)

MOST = 5_000
"""The most entities, and the most pages, that the ledger has; the oldest are left out first."""


def updated_moves(moves: Moves, found: Comparison, pages: Iterable[MovedFile]) -> Moves:
    """The ledger after one more night.

    Chains are resolved, so that each address leads on in one step. A reference or page that exists
    again leads nowhere else.
    """
    day = found.new.created.date()
    return Moves(
        entities=_newest(_entities(moves, found, day)),
        pages=_newest(_pages(moves, found, pages, day)),
    )


def _entities(moves: Moves, found: Comparison, day: date) -> list[MovedEntity]:
    ledger = {one.before: one for one in moves.entities}
    for old in found.removed:
        ledger[old] = MovedEntity(before=old, since=day)
    for old, new in found.certain_renames.items():
        ledger[old] = MovedEntity(before=old, after=new, since=day)
    kept = []
    for one in ledger.values():
        if one.before in found.after:
            continue
        after = found.certain_renames.get(one.after, one.after)
        kept.append(one.model_copy(update={"after": after if after in found.after else ""}))
    return kept


def _pages(
    moves: Moves, found: Comparison, pages: Iterable[MovedFile], day: date
) -> list[MovedPage]:
    ledger = {}
    for one in moves.pages:
        ref = found.certain_renames.get(one.ref, one.ref)
        ledger[ref, one.before] = one.model_copy(update={"ref": ref})
    steps: dict[tuple[str, str], str] = {}
    for ref, before, after in pages:
        steps[ref, before] = after
        ledger[ref, before] = MovedPage(ref=ref, before=before, after=after, since=day)
    trees = {one.entity_ref: one for one in found.new.documentation}
    wanted = {ref for ref, _ in ledger} & trees.keys()
    there = {ref: page_paths(trees[ref], found.contents) for ref in sorted(wanted)}
    return _leading(ledger.values(), steps, there)


def _leading(
    ledger: Iterable[MovedPage],
    steps: Mapping[tuple[str, str], str],
    there: Mapping[str, Mapping[str, str]],
) -> list[MovedPage]:
    """The entries whose old page is gone and whose new one is there."""
    kept = []
    for one in ledger:
        after = steps.get((one.ref, one.after), one.after)
        paths = there.get(one.ref, {})
        if after in paths and one.before not in paths:
            kept.append(one.model_copy(update={"after": after}))
    return kept


def _newest(moves: list[_Move]) -> tuple[_Move, ...]:
    newest = sorted(moves, key=lambda one: one.since, reverse=True)[:MOST]
    return tuple(sorted(newest, key=lambda one: (getattr(one, "ref", ""), one.before)))
