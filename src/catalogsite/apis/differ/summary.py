"""Changes of an API in a few words, and which version their places are in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from catalogsite.apis.differ.change_rules import change_rules
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.api.types import Place

IMPACT_WORDS = {Impact.BREAKING: "breaking", Impact.MAYBE: "maybe breaking", Impact.SAFE: "safe"}
"""What a class of changes is called."""


def changes_text(changes: Iterable[ApiChange]) -> str:
    """The number of each class, such as `1 breaking, 2 maybe breaking, 3 safe`; `""` for none."""
    counts = Counter(change.impact for change in changes)
    return ", ".join(
        f"{counts[impact]} {words}" for impact, words in IMPACT_WORDS.items() if counts[impact]
    )


def place_now(change: ApiChange, new: ApiModel) -> Place | None:
    """Where the new version shows a change: of what is gone, where it was a part of something."""
    rule = change_rules().get(change.rule)
    is_gone = rule is not None and change_rules()[rule.opposite].id.endswith("-added")
    if not is_gone and change.place is not None:
        return change.place
    places = {one.id: one.place for one in new.types} | {one.id: one.place for one in new.messages}
    places |= {one.id: one.place for one in new.operations}
    places |= {one.id: one.place for one in new.channels}
    return places.get(change.subject) if change.subject else None
