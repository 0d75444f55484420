"""The template language of Backstage's scaffolder, as its own engine nunjitsu reads it.

The same bundle (`site_templates/bundles/nunjitsu.js`) serves the pages.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalogsite.errors import TemplateError
from catalogsite.scaffold.engine.runtime import RUNTIME

_IDS = itertools.count(1)
_DROPPED: list[int] = []


@dataclass(frozen=True, slots=True)
class Engine:
    """How texts are read; `hosts` says which provider runs on a company's own hosts.

    The names of providers are Backstage's: github, gitlab, azure, bitbucketCloud, bitbucketServer,
    gitea, gerrit.
    """

    trim_blocks: bool = False
    lstrip_blocks: bool = False
    cookiecutter: bool = False
    hosts: Mapping[str, str] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """The options as the bundle takes them."""
        return {
            "trimBlocks": self.trim_blocks,
            "lstripBlocks": self.lstrip_blocks,
            "cookiecutterCompat": self.cookiecutter,
            "hosts": dict(self.hosts),
        }


class Missing:
    """What stands for `undefined`."""


MISSING = Missing()


class UnknownName(NamedTuple):
    """A filter or a test that the language does not have."""

    kind: str
    name: str


class Fault(NamedTuple):
    """What is wrong with a text; line and column are counted from 1."""

    message: str
    line: int | None = None
    column: int | None = None
    unknown: UnknownName | None = None


class FailedText(NamedTuple):
    """A text of a value that could not be evaluated: where it stands in the value, and why."""

    path: tuple[str | int, ...]
    text: str
    fault: Fault


class Evaluated(NamedTuple):
    """A value with its texts evaluated (MISSING where it is undefined), and the texts that failed.

    `asks_status` says whether one called `always()` or `failure()`.
    """

    value: Any
    failed: tuple[FailedText, ...]
    asks_status: bool


class Context:
    """Values that texts refer to; the engine takes them over once, however many texts there are."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.id = next(_IDS)
        self._made: tuple[Any, ...] = ("prepare", self.id, values)
        self._before: Context | None = None
        weakref.finalize(self, _DROPPED.append, self.id)

    def with_value(self, path: Sequence[str], value: Any) -> Context:
        """The same with another value at a path, such as `("steps", "fetch")`."""
        changed = Context({})
        changed._made = ("change", changed.id, self.id, list(path), value)
        changed._before = self
        return changed

    def send(self) -> None:
        """Hand the values to the engine."""
        if self._before is not None:
            self._before.send()
        _answer(RUNTIME.call(*self._made))


def render(engine: Engine, text: str, context: Mapping[str, Any] | Context) -> str:
    """A file's text with its values filled in. Raises TemplateError, whose `where` is its line."""
    return str(_asked("render", text, context, engine.options()))


def evaluate(
    engine: Engine, value: Any, context: Mapping[str, Any] | Context, *, failed: bool = False
) -> Evaluated:
    """A step's input with each of its texts evaluated by itself.

    A text that is only `${{ }}` keeps its type. A key whose text is undefined is dropped, and a
    text that fails stays as it is written. `failed` says whether a step before has failed.
    """
    if value is None:
        return Evaluated(None, (), asks_status=False)
    found = _asked("evaluate", value, context, {**engine.options(), "failed": failed})
    failures = tuple(
        FailedText(tuple(error["path"]), error["text"], _fault(error)) for error in found["errors"]
    )
    value = MISSING if found["isUndefined"] else found["value"]
    return Evaluated(value, failures, bool(found["asksStatus"]))


def fault(text: str, engine: Engine | None = None) -> Fault | None:
    """What is wrong with a text whatever its values are; None where it can be read."""
    try:
        found = _answer(RUNTIME.call("check", text, (engine or Engine()).options()))
    except TemplateError as error:
        return Fault(error.what)
    return _fault(found) if found else None


def truthy(value: Any) -> bool:
    """Whether a step's `if` lets it run: JavaScript's truth, but an empty list is false."""
    if isinstance(value, Mapping):
        return True
    return value is not MISSING and bool(value)


def _asked(name: str, value: Any, context: Mapping[str, Any] | Context, options: Any) -> Any:
    dropped = [_DROPPED.pop() for _ in range(len(_DROPPED))]
    if dropped:
        RUNTIME.call("drop", dropped)
    if not isinstance(context, Context):
        return _answer(RUNTIME.call(name, value, {"values": context}, options))
    found = RUNTIME.call(name, value, {"id": context.id}, options)
    if "unknown" in found:
        context.send()
        found = RUNTIME.call(name, value, {"id": context.id}, options)
    return _answer(found)


def _answer(found: Mapping[str, Any]) -> Any:
    if "fault" in found:
        wrong = _fault(found["fault"])
        raise TemplateError(wrong.message, where=str(wrong.line) if wrong.line else None)
    return found["answer"]


def _fault(found: Mapping[str, Any]) -> Fault:
    unknown = found.get("unknown")
    return Fault(
        found["message"],
        found.get("line"),
        found.get("column"),
        UnknownName(unknown["kind"], unknown["name"]) if unknown else None,
    )
