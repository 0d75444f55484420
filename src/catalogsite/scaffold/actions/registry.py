"""The registry of actions: built-in ones, and others by entry point `catalogsite.actions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from catalogsite.scaffold.actions import catalog, debug, fetch, files, publishing
from catalogsite.scaffold.actions.action import Action

GROUP = "catalogsite.actions"

_BUILT_IN = (*fetch.ACTIONS, *files.ACTIONS, *catalog.ACTIONS, *debug.ACTIONS, *publishing.ACTIONS)


@dataclass(frozen=True)
class Registry:
    """All actions by name, and of installed packages those that cannot be used, with why."""

    actions: Mapping[str, Action]
    unusable: Mapping[str, str]


@cache
def registry() -> Registry:
    """The built-in and the installed actions; packages are loaded at the first call.

    An entry point is an `Action`, or a list of them. A built-in action cannot be replaced. A
    package that cannot be loaded costs only the templates that name its actions.
    """
    found = {action.name: action for action in _BUILT_IN}
    unusable: dict[str, str] = {}
    for point in entry_points(group=GROUP):
        try:
            for action in _checked(point.load()):
                found.setdefault(action.name, action)
        except Exception as error:
            unusable[point.name] = _why_unusable(point, error)
    return Registry(found, unusable)


def _checked(loaded: Any) -> Iterator[Action]:
    for one in loaded if isinstance(loaded, list | tuple) else [loaded]:
        if not isinstance(one, Action):
            raise TypeError("it is neither an Action nor a list of them")
        yield one


def _why_unusable(point: EntryPoint, error: Exception) -> str:
    reason = f"{type(error).__name__}: {error}"
    return f"the installed actions `{point.value}` cannot be used: {reason}"
