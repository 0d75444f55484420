"""Kinds of facts that installed packages declare: loaded, checked, and kept from breaking a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import entry_points
from typing import Any, NamedTuple

from pydantic import BaseModel

from catalogsite.errors import FactKindError
from catalogsite.model.facts.kind import Card, FactKind, Measure, Status, Table

GROUP = "catalogsite.collectors"
ATTRIBUTE = "KINDS"

_KEY = re.compile(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)+(?:\.\*)?")
_COLUMN = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN_COLUMNS = frozenset(
    {*("name", "kind", "owner", "part", "system", "type", "lifecycle"), "tags", "score", "docs"}
)


class InstalledKinds(NamedTuple):
    """The kinds of packages; `refused` are the reasons by the value of the entry point."""

    kinds: tuple[FactKind[Any], ...]
    refused: Mapping[str, str]


def load_kinds(built_in: Sequence[FactKind[Any]]) -> InstalledKinds:
    """The kinds of all installed packages; one that is wrong costs the kinds of its module.

    A package that cannot be imported is reported by the registry of collectors, not here.
    """
    found: list[FactKind[Any]] = []
    refused: dict[str, str] = {}
    points = entry_points(group=GROUP)
    for point in sorted(points, key=lambda one: (one.name, one.value)):
        try:
            declared = getattr(point.load(), ATTRIBUTE, ())
        except Exception:  # noqa: S112  (any error of a package; reported where it is a collector)
            continue
        try:
            found += [_guarded(one) for one in _checked(declared, [*built_in, *found])]
        except TypeError as error:
            refused[point.value] = str(error)
    return InstalledKinds(tuple(found), refused)


def _checked(declared: object, known: Sequence[FactKind[Any]]) -> list[FactKind[Any]]:
    """The kinds that a module declares. Raises TypeError where one cannot be used."""
    if not isinstance(declared, tuple | list):
        raise TypeError(f"its `{ATTRIBUTE}` must be a tuple of FactKind")
    kinds: list[FactKind[Any]] = []
    for kind in declared:
        if not isinstance(kind, FactKind):
            raise TypeError(f"its `{ATTRIBUTE}` holds a {type(kind).__name__}, not a FactKind")
        reason = _wrong(kind, [*known, *kinds])
        if reason is not None:
            raise TypeError(f"its kind of facts `{kind.key}` {reason}")
        kinds.append(kind)
    return kinds


def _wrong(kind: FactKind[Any], known: Sequence[FactKind[Any]]) -> str | None:
    if not isinstance(kind.key, str) or not _KEY.fullmatch(kind.key):
        return "needs a key of two words with a dot, such as `acme.cost`"
    if not (isinstance(kind.label, str) and kind.label.strip()):
        return "needs a label"
    if not (isinstance(kind.model, type) and issubclass(kind.model, BaseModel)):
        return "needs a pydantic model"
    example = kind.key.replace("*", "x")
    taken = next((one for one in known if one.key != "*" and _overlap(one, kind, example)), None)
    if taken is not None:
        return f"has a key of the kind `{taken.key}`"
    columns = {one.column for one in known} | _TAKEN_COLUMNS
    if kind.column is not None and (kind.status is None or not _COLUMN.fullmatch(kind.column)):
        return "needs a function `status` and one word for its `column`"
    return f"has the column `{kind.column}` of another" if kind.column in columns - {None} else None


def _overlap(one: FactKind[Any], other: FactKind[Any], example: str) -> bool:
    return one.matches(example) or one.name == other.name or other.matches(one.key.strip("*"))


def _guarded(kind: FactKind[Any]) -> FactKind[Any]:
    """The kind, whose functions never raise: what they cannot show says so.

    Only `measures` raises, a FactKindError: no number says that there is none.
    """
    unknown = Status("cannot be shown", "warn")
    broken = Card(unknown, unknown.word, (), "")
    changes: dict[str, Any] = {
        "card": _or(kind.card, broken),
        "table": _or(kind.table, Table((), ())),
        "status": _or(kind.status, unknown),
        "summary": _or(kind.summary, unknown.word),
        "rows": _or(kind.rows, ()),
        "measures": partial(_measured, kind) if kind.measures else None,
    }
    return replace(kind, **changes)


def _or(function: Callable[..., Any] | None, otherwise: Any) -> Callable[..., Any] | None:
    return partial(_called, function, otherwise) if function is not None else None


def _called(function: Callable[..., Any], otherwise: Any, *values: Any) -> Any:
    try:
        result = function(*values)
    except Exception:
        # A package may raise anything; its page still has all else.
        return otherwise
    if isinstance(otherwise, str | Status | Card | Table):
        return result if isinstance(result, type(otherwise)) else otherwise
    return result


def _measured(kind: FactKind[Any], key: str, value: Any) -> Iterable[Measure]:
    """What the history keeps of a value. Raises FactKindError where the package cannot tell."""
    try:
        found = kind.measures(key, value) if kind.measures else ()
        return [Measure(str(name), float(number)) for name, number in found]
    except Exception as error:
        reason = f"`measures` of the kind of facts `{kind.key}` broke: {type(error).__name__}"
        raise FactKindError(reason) from None
