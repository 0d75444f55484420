"""Who was made from which template, by the reference of the template."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from catalogsite.model.facts import made_from
from catalogsite.model.facts.made_from import MadeFrom
from catalogsite.model.snapshot_index import SnapshotIndex

_ORDER = {"behind": 0, "unknown": 1, "current": 2}


class TemplateUser(NamedTuple):
    """An entity that was made from a template, and where it stands."""

    ref: str
    made: MadeFrom


class TemplateUsers:
    """The entities of each template, those that are behind first."""

    def __init__(self, index: SnapshotIndex) -> None:
        self._index = index

    def of(self, template: str) -> tuple[TemplateUser, ...]:
        """Who was made from a template."""
        return self.all.get(template, ())

    @cached_property
    def all(self) -> dict[str, tuple[TemplateUser, ...]]:
        """The users of each template that has some."""
        found: dict[str, list[TemplateUser]] = {}
        if made_from.KIND.key in self._index.fact_keys:
            for ref in self._index.entities:
                value = self._index.value(ref, made_from.KIND) if _is_made(ref) else None
                for made in value.templates if value else ():
                    found.setdefault(made.template, []).append(TemplateUser(ref, made))
        return {template: tuple(sorted(users, key=_place)) for template, users in found.items()}


def _is_made(ref: str) -> bool:
    """Whether an entity stands for what a template makes: its APIs and templates do not."""
    return ref.startswith(("component:", "system:", "resource:"))


def _place(user: TemplateUser) -> tuple[int, int, str]:
    return _ORDER[user.made.state], -(user.made.behind or 0), user.ref
