"""The table of relation types: Backstage's, and those of the company's own kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from catalogsite.model.value import Value

Meaning = Literal["needs", "is needed by", "is part of", "is owned by", "is member of", "other"]
"""What a relation says of its source: whether it works only with its target, or the other way round."""

MEANINGS: tuple[Meaning, ...] = get_args(Meaning)


class RelationType(Value):
    """A relation as its source states it, and the inverse that its target gets.

    The titles are headings of tables of targets ("Depends on", "Used by"); the words stand between
    the names of the two ends of a sentence ("depends on", "is used by").
    """

    name: str
    inverse: str
    title: str
    inverse_title: str
    words: str
    inverse_words: str
    meaning: Meaning = "other"


def _backstage(
    names: tuple[str, str], titles: tuple[str, str], words: tuple[str, str], meaning: Meaning
) -> RelationType:
    return RelationType(
        name=names[0],
        inverse=names[1],
        title=titles[0],
        inverse_title=titles[1],
        words=words[0],
        inverse_words=words[1],
        meaning=meaning,
    )


BACKSTAGE = (
    _backstage(
        ("dependsOn", "dependencyOf"),
        ("Depends on", "Used by"),
        ("depends on", "is used by"),
        "needs",
    ),
    # An API works only while its provider does.
    _backstage(
        ("providesApi", "apiProvidedBy"),
        ("Provides APIs", "Provided by"),
        ("provides", "is provided by"),
        "is needed by",
    ),
    _backstage(
        ("consumesApi", "apiConsumedBy"),
        ("Consumes APIs", "Consumed by"),
        ("consumes", "is consumed by"),
        "needs",
    ),
    _backstage(
        ("partOf", "hasPart"),
        ("Part of", "Parts"),
        ("is part of", "contains"),
        "is part of",
    ),
    _backstage(
        ("ownedBy", "ownerOf"),
        ("Owner", "Owns"),
        ("is owned by", "owns"),
        "is owned by",
    ),
    _backstage(
        ("memberOf", "hasMember"),
        ("Groups", "Members"),
        ("is member of", "has member"),
        "is member of",
    ),
    _backstage(
        ("childOf", "parentOf"),
        ("Parent", "Child groups"),
        ("is child of", "is parent of"),
        "is part of",
    ),
)
"""The relations of Backstage's catalog model, in the order of the tables of a page."""


class Direction(NamedTuple):
    """One direction of a relation: its name, the words of that direction, and what they mean.

    `inverse` is the name of the other direction; `is_inverse` tells that this is the inverse.
    """

    name: str
    inverse: str
    title: str
    words: str
    meaning: Meaning
    is_inverse: bool

    @property
    def forward(self) -> str:
        """The name of the relation that is not the inverse."""
        return self.inverse if self.is_inverse else self.name


class RelationTypes:
    """Every direction of every relation by its name.

    A name that no type has is answered too, with words made from it: a snapshot may hold relations
    of a package or of an older configuration.
    """

    def __init__(self, types: Iterable[RelationType] = ()) -> None:
        found: dict[str, Direction] = {}
        for one in (*types, *BACKSTAGE):
            for direction in _directions(one):
                # A type of the company that has a name of Backstage's gives it its own words.
                found.setdefault(direction.name, direction)
        self._directions: Mapping[str, Direction] = found

    def direction(self, name: str) -> Direction:
        """The direction of this name."""
        return self._directions.get(name) or _unknown(name)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each known name in tables: Backstage's as listed, then the company's by name."""
        listed = [direction.name for one in BACKSTAGE for direction in _directions(one)]
        others = sorted(self._directions.keys() - set(listed))
        return {name: place for place, name in enumerate((*listed, *others))}

    def sorted(self, names: Iterable[str]) -> list[str]:
        """The names in the order of tables; unknown ones last, by name."""
        last = len(self.order)
        return sorted(names, key=lambda name: (self.order.get(name, last), name))


def _directions(one: RelationType) -> tuple[Direction, Direction]:
    meaning = _OPPOSITE.get(one.meaning, one.meaning)
    return (
        Direction(one.name, one.inverse, one.title, one.words, one.meaning, is_inverse=False),
        Direction(one.inverse, one.name, one.inverse_title, one.inverse_words, meaning, True),
    )


_OPPOSITE: Mapping[Meaning, Meaning] = {"needs": "is needed by", "is needed by": "needs"}


def _unknown(name: str) -> Direction:
    return Direction(name, "", title_of_name(name), words_of_name(name), "other", is_inverse=False)


def words_of_name(name: str) -> str:
    """The words of a relation's name: `deployed by` for `deployedBy`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_-]", " ", name).split()
    return " ".join(one if one.isupper() and len(one) > 1 else one.lower() for one in words)


def title_of_name(name: str) -> str:
    """The words of a relation's name as a heading: `Deployed by` for `deployedBy`."""
    text = words_of_name(name)
    return text[:1].upper() + text[1:]
