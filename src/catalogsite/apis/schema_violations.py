"""Where a document breaks the JSON Schema of its format, in the words of the nearest rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from catalogsite.yaml12.positions import Path

_MOST = 20
_LONGEST = 220


class Violation(NamedTuple):
    """A value of a document that its schema does not allow: its path, and why."""

    path: Path
    reason: str


class SchemaCheck:
    """A JSON Schema, ready to check documents; it needs the extra `apis`."""

    def __init__(self, schema: Any) -> None:
        import jsonschema_rs

        self._validator = jsonschema_rs.validator_for(schema)

    def violations(self, document: Any) -> tuple[Violation, ...]:
        """The first 20 values that break the schema, each once."""
        found: dict[Violation, None] = {}
        for error in self._errors(document):
            nearest = _nearest(error)
            reason = _short(nearest.message)
            found[Violation((*nearest.instance_path, *_unexpected(nearest)), reason)] = None
            if len(found) >= _MOST:
                break
        return tuple(found)

    def _errors(self, document: Any) -> Iterator[Any]:
        try:
            yield from self._validator.iter_errors(document)
        except (ValueError, RecursionError):
            return  # deeper than any schema follows, or a number that JSON does not have


def _nearest(error: Any) -> Any:
    """The error of the alternative that the value comes nearest to; others mean other things."""
    context = getattr(error.kind, "context", None)
    branches = [branch for branch in context or () if branch]
    if not branches:
        return error
    return _nearest(max((_deepest(branch) for branch in branches), key=_depth_of_branch(branches)))


def _depth_of_branch(branches: list[list[Any]]) -> Any:
    sizes = {id(_deepest(branch)): -len(branch) for branch in branches}
    return lambda error: (_depth(error), not _is_reference(error), sizes.get(id(error), 0))


def _deepest(branch: list[Any]) -> Any:
    return max(branch, key=_depth)


def _depth(error: Any) -> int:
    inner = [_depth(one) for branch in getattr(error.kind, "context", None) or () for one in branch]
    return max([len(error.instance_path), *inner])


def _is_reference(error: Any) -> bool:
    return '"$ref"' in error.message


def _unexpected(error: Any) -> Path:
    """The first member that a schema does not allow, where that is the reason."""
    names = getattr(error.kind, "unexpected", None) or ()
    return tuple(names[:1])


def _short(message: str) -> str:
    if len(message) <= _LONGEST:
        return message
    # The value comes first and the reason last.
    return f"{message[:80]} … {message[-(_LONGEST - 90) :]}"
