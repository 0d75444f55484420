"""Placeholders (`$text`, `$json`, `$yaml`, …): values that are in another file of the repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

from catalogsite.catalog.descriptors.bundle import bundle
from catalogsite.catalog.descriptors.content import NotRead, TargetContent, Unreachable
from catalogsite.errors import SourceError
from catalogsite.model.text.unicode import replace_surrogates
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.value_text import path_text
from catalogsite.yaml12.documents import Path, count_documents, parse_documents
from catalogsite.yaml12.scalars import as_stored, native_value

# `$openapi` and `$asyncapi` come with a module of Backstage's.
_BUNDLED = ("$openapi", "$asyncapi")
RESOLVERS = ("$text", "$json", "$yaml", "$openapi", "$asyncapi")
# Names that every object of JavaScript has: Backstage takes them for resolvers, and fails.
_OF_OBJECTS = frozenset(
    f"${name}"
    for name in (
        "valueOf", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
        "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    )
)  # fmt: skip
_READ_BEFORE = frozenset(
    (
        ("apiVersion",), ("kind",), ("metadata",),
        ("metadata", "name"), ("metadata", "namespace"), ("metadata", "annotations"),
    )
)  # fmt: skip

Read = Callable[[str], TargetContent]
"""Reads the target of a placeholder. Raises SourceError if a file of the repository is missing."""


class _UnavailableError(Exception):
    """Ends a replacement whose target has no content."""

    def __init__(self, content: NotRead | Unreachable) -> None:
        super().__init__(content)
        self.content = content


class _InvalidError(Exception):
    """Ends a replacement whose target has content that the placeholder cannot take."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


def resolve_placeholders(
    entity: dict[str, Any], read: Read, found: list[Finding]
) -> dict[str, Any]:
    """The entity with its placeholders replaced; one that fails is added to `found` and left as it is.

    In the fields that identify an entity, and in the place of all annotations, a placeholder fails:
    the catalog reads those fields before it replaces anything.
    """
    return {key: _walk(value, read, (key,), found) for key, value in entity.items()}


def _walk(value: Any, read: Read, path: Path, found: list[Finding]) -> Any:
    if isinstance(value, list):
        return [_walk(item, read, (*path, index), found) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    keys = [key for key in value if key.startswith("$")]
    if keys and path in _READ_BEFORE:
        _refuse(value, path, found)
        return value
    if not keys:
        return {key: _walk(item, read, (*path, key), found) for key, item in value.items()}
    if len(value) == 1 and keys[0] == "$toString":
        return "[object Undefined]"  # what Backstage makes of it, for the same reason
    if len(value) == 1 and keys[0] in _OF_OBJECTS:
        at, name = (*path, keys[0]), path_text(path)
        found.append(finding("placeholder", at, "reserved-name", field=name, key=keys[0]))
    if len(value) != 1 or keys[0] not in RESOLVERS:
        return value
    return _replace(value, keys[0], read, path, found)


def _refuse(value: dict[str, Any], path: Path, found: list[Finding]) -> None:
    key = next(iter(value))
    if len(value) == 1 and key in RESOLVERS:
        found.append(finding("placeholder", (*path, key), "too-early", field=path_text(path)))


def _replace(value: dict[str, Any], key: str, read: Read, path: Path, found: list[Finding]) -> Any:
    target, at, field = value[key], (*path, key), path_text(path)
    try:
        return _replacement(target, read, at)
    except _UnavailableError as error:
        match error.content:
            case Unreachable(reason):
                found.append(
                    finding(
                        "placeholder-external",
                        at,
                        "unreachable",
                        field=field,
                        target=target,
                        reason=reason,
                    )
                )
            case NotRead():
                found.append(finding("placeholder-external", at, field=field, target=target))
    except SourceError as error:
        reason, fix = error.what, error.fix
        found.append(
            finding("placeholder", at, field=field, target=target, reason=reason, suggestion=fix)
        )
    except _InvalidError as error:
        found.append(error.found)
    return value


def _replacement(target: Any, read: Read, at: Path) -> Any:
    """The value for the placeholder at the path `at`, whose last step is its key."""
    key, field = at[-1], path_text(at[:-1])
    if not isinstance(target, str):
        raise _InvalidError(finding("placeholder", at, "not-a-path", field=field, key=key))

    def data(path: str) -> bytes:
        content = read(path)
        if not isinstance(content, bytes):
            raise _UnavailableError(content)
        return content

    if key in _BUNDLED:
        return bundle(target, data)
    text = data(target).decode("utf-8", errors="replace")
    if key == "$json":
        try:
            return replace_surrogates(_json(text))
        except (ValueError, RecursionError) as error:
            raise _InvalidError(
                finding(
                    "placeholder", at, "not-json", field=field, key=key, target=target, reason=error
                )
            ) from error
    if key == "$yaml":
        return _yaml(target, text, at)
    return text


def _json(text: str) -> Any:
    def number(digits: str) -> Any:
        return as_stored(native_value(digits))

    return json.loads(text, parse_int=number, parse_float=number, parse_constant=_no_constant)


def _yaml(target: str, text: str, at: Path) -> Any:
    key, field = at[-1], path_text(at[:-1])
    count = count_documents(text)
    if count != 1:
        raise _InvalidError(
            finding(
                "placeholder", at, "documents", field=field, key=key, target=target, count=count
            )
        )
    documents = parse_documents(text)
    if documents and documents[0].error:
        error = documents[0].error
        raise _InvalidError(
            finding(
                "placeholder",
                at,
                "not-yaml",
                field=field,
                key=key,
                target=target,
                line=error.position.line,
                reason=error.what,
            )
        )
    return documents[0].data if documents else None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
