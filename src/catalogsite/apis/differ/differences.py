"""Collects differences, each once, and words them by the table of rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from catalogsite.apis.differ.change_rules import Direction, change_rules
from catalogsite.apis.node import Node
from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.api.types import Place

_MOST_CHANGES = 2000
_MOST_TEXT = 200


class Where(NamedTuple):
    """A part of an API in words: the field `path` of `base`, or `base` itself.

    `subject` is the id of the operation, message or type. `named` says that it is a type, which many
    operations may use.
    """

    base: str
    subject: str = ""
    path: str = ""
    named: bool = False

    @property
    def what(self) -> str:
        """The words, such as: the field `amount.value` of `Payment`."""
        if not self.path:
            return self.base
        for end, noun in (("[]", "an item"), (".*", "a value")):
            if self.path.endswith(end):
                rest = short(self.path.removesuffix(end))
                return f"{noun} of `{rest}` of {self.base}" if rest else f"{noun} of {self.base}"
        return f"the field `{short(self.path)}` of {self.base}"

    def field(self, name: str) -> Where:
        """A field of it."""
        path = f"{self.path}.{name}" if self.path else name
        return self._replace(path=path)

    def inside(self, suffix: str) -> Where:
        """The items (`[]`) or values (`.*`) of it."""
        return self._replace(path=f"{self.path}{suffix}")


class TooMuch(Exception):  # noqa: N818  (no error: the comparison ends here)
    """More changed than is listed."""


@dataclass(slots=True)
class _Difference:
    rule: str
    what: str
    before: str
    after: str
    subject: str
    named: bool
    place: Place
    directions: set[Direction] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


class Differences:
    """The differences of one comparison.

    `words` are those for values that consumers send, and for those that they get.
    """

    def __init__(self, words: tuple[str, str]) -> None:
        self._words = dict(zip(Direction, words, strict=True))
        self._found: dict[tuple[object, ...], _Difference] = {}

    def add(
        self,
        rule: str,
        where: Where,
        at: tuple[Node, Place],
        direction: Direction | None = None,
        before: str = "",
        after: str = "",
    ) -> None:
        """Note a difference at a value of the definition; at a shared value it is noted once."""
        node, place = at
        key = (rule, node.place, before, after)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _MOST_CHANGES:
                raise TooMuch
            found = self._found[key] = _Difference(
                rule, where.what, before, after, where.subject, where.named, place
            )
        elif where.what != found.what:
            found.others.add(where.what)
        if direction is not None:
            found.directions.add(direction)

    def changes(self) -> tuple[ApiChange, ...]:
        """All of them as values, in the order in which they were found."""
        return tuple(map(self._change, self._found.values()))

    def _change(self, found: _Difference) -> ApiChange:
        rule = change_rules()[found.rule]
        message = rule.message.format(what=found.what, before=found.before, after=found.after)
        if found.named and found.directions:
            sides = [self._words[one] for one in Direction if one in found.directions]
            message += f", in {' and '.join(sides)}"
        if found.others:
            number = len(found.others)
            message += f", and in {number} other {'place' if number == 1 else 'places'}"
        return ApiChange(
            rule=found.rule,
            impact=rule.impact_in(found.directions),
            message=message,
            subject=found.subject,
            place=found.place,
        )


def too_much() -> ApiChange:
    """The change that stands for those that are not listed."""
    rule = change_rules()["too-much-changed"]
    return ApiChange(rule=rule.id, impact=rule.impact or Impact.MAYBE, message=rule.message)


def code(text: str) -> str:
    """A name or value of a stranger between back quotes, on one line of limited length."""
    return f"`{short(text)}`"


def short(text: str) -> str:
    """The text on one line of limited length, without back quotes."""
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= _MOST_TEXT else f"{line[: _MOST_TEXT - 1]}…"
