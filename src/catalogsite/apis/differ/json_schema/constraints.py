"""The constraints of a schema, as numbers that can be compared, whatever the version writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Constraints = Mapping[str, object]
"""Values by the name of the constraint. `minimum` and `maximum` may be (value, exclusive)."""

_LOWER = ("minLength", "minItems", "minProperties")
_UPPER = ("maxLength", "maxItems", "maxProperties")
_OTHER = ("pattern", "multipleOf")


def constraints_of(schema: Mapping[str, Any]) -> Constraints:
    """Those of a schema that restrict something."""
    found: dict[str, object] = {}
    for key in (*_LOWER, *_UPPER, *_OTHER):
        value = schema.get(key)
        if _is_number(value) or (key == "pattern" and isinstance(value, str)):
            found[key] = value
    for key in _LOWER:
        if found.get(key) == 0:
            del found[key]
    if schema.get("uniqueItems") is True:
        found["uniqueItems"] = True
    for key, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound, beyond = schema.get(key), schema.get(exclusive)
        if _is_number(bound):
            found[key] = (bound, beyond is True)
        if _is_number(beyond):
            both = {key: found[key], "": 0} if key in found else {}
            found[key] = tightest(both, {key: (beyond, True)})[key]
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def tightest(one: Constraints, other: Constraints) -> Constraints:
    """What holds where both hold; of two patterns the first is kept."""
    found = dict(other)
    for key, value in one.items():
        is_looser = key in found and compared(key, value, found[key]) == "tightened"
        if not is_looser:
            found[key] = value
    return found


def constraint_changes(old: Constraints, new: Constraints) -> Iterator[tuple[str, str, str]]:
    """What became of each that differs: `tightened`, `loosened` or `changed`, and both as written."""
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if before is None or after is None:
            what = "tightened" if before is None else "loosened"
        else:
            what = compared(key, before, after)
        yield what, written(key, before), written(key, after)


def compared(key: str, before: object, after: object) -> str:
    """Whether the second value of a constraint is `tightened`, `loosened` or `changed`."""
    if key in ("minimum", "maximum"):
        old, new = _bound(key, before), _bound(key, after)
        return "tightened" if new > old else "loosened"
    if isinstance(before, (int, float)) and isinstance(after, (int, float)):
        if key == "multipleOf":
            return _multiples(before, after)
        return "tightened" if (after > before) == (key in _LOWER) else "loosened"
    return "changed"


def _bound(key: str, value: object) -> tuple[float, bool]:
    """A bound as a value that is greater where it is tighter."""
    number, exclusive = value if isinstance(value, tuple) else (value, False)
    return (number if key == "minimum" else -number, exclusive)


def _multiples(before: float, after: float) -> str:
    if before and after % before == 0:
        return "tightened"
    return "loosened" if after and before % after == 0 else "changed"


def written(key: str, value: object) -> str:
    """A constraint as it is written in a definition; `""` for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        number, exclusive = value
        name = f"exclusive{key.capitalize()}" if exclusive else key
        return f"`{name}: {number}`"
    text = "true" if value is True else str(value).replace("`", "'")[:100]
    return f"`{key}: {text}`"
