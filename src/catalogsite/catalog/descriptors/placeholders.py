"""`$text`, `$json`, `$yaml` and the like: values that stand in another file of the repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

from catalogsite.catalog.descriptors.bundle import bundle
from catalogsite.catalog.findings import Finding, field
from catalogsite.errors import SourceError
from catalogsite.model.problem import Level
from catalogsite.model.unicode import replace_surrogates
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

Read = Callable[[str], bytes]
"""Reads what a placeholder names. SourceError where it cannot, ConnectionError where a host does not
answer, LookupError where nobody has asked it."""


class PlaceholderError(Exception):
    """A placeholder that cannot be replaced."""


def resolve_placeholders(
    entity: dict[str, Any], read: Read, found: list[Finding]
) -> dict[str, Any]:
    """The entity with its placeholders replaced; those that fail are told and left alone.

    None stands for what makes an entity one, nor for all annotations: the catalog reads those, and
    adds to these, before it replaces anything.
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
        message = (
            f"`{keys[0]}` in `{field(path)}` is no placeholder, and a name that breaks Backstage"
        )
        found.append(Finding("placeholder", (*path, keys[0]), message, "use another name"))
    if len(value) != 1 or keys[0] not in RESOLVERS:
        return value
    return _replace(value, keys[0], read, path, found)


def _refuse(value: dict[str, Any], path: Path, found: list[Finding]) -> None:
    key = next(iter(value))
    if len(value) == 1 and key in RESOLVERS:
        message = f"`{field(path)}` is a placeholder, and is read before placeholders are replaced"
        found.append(Finding("placeholder", (*path, key), message, "write it out"))


def _replace(value: dict[str, Any], key: str, read: Read, path: Path, found: list[Finding]) -> Any:
    target = value[key]
    try:
        return _content(key, target, read)
    except ConnectionError as error:
        message = f"`{field(path)}` names {target}, which could not be read: {error}"
        fix = "correct the address, or copy the file into the repository"
        found.append(Finding("placeholder-external", (*path, key), message, fix, Level.WARNING))
    except LookupError:
        message = f"`{field(path)}` names {target}, which is outside the repository and not read"
        fix = "copy the file into the repository, so that the portal can show it"
        found.append(Finding("placeholder-external", (*path, key), message, fix, Level.WARNING))
    except SourceError as error:
        message = f"`{field(path)}` names `{target}`, which cannot be read: {error.what}"
        fix = error.fix or "correct the path"
        found.append(Finding("placeholder", (*path, key), message, fix))
    except PlaceholderError as error:
        message = f"`{key}` in `{field(path)}` {error}"
        found.append(Finding("placeholder", (*path, key), message, "correct the path or the file"))
    return value


def _content(key: str, target: Any, read: Read) -> Any:
    if not isinstance(target, str):
        raise PlaceholderError("must be a path in this repository, written as a string")
    if key in _BUNDLED:
        return bundle(target, read)
    text = read(target).decode("utf-8", errors="replace")
    if key == "$json":
        try:
            return replace_surrogates(_json(text))
        except (ValueError, RecursionError) as error:
            raise PlaceholderError(f"names `{target}`, which is not JSON: {error}") from error
    if key == "$yaml":
        return _yaml(target, text)
    return text


def _json(text: str) -> Any:
    def number(digits: str) -> Any:
        return as_stored(native_value(digits))

    return json.loads(text, parse_int=number, parse_float=number, parse_constant=_no_constant)


def _yaml(target: str, text: str) -> Any:
    number = count_documents(text)
    if number != 1:
        raise PlaceholderError(f"names `{target}`, which has {number} documents instead of one")
    documents = parse_documents(text)
    if documents and documents[0].error:
        error = documents[0].error
        raise PlaceholderError(
            f"names `{target}`, which is not YAML: line {error.position.line}: {error.what}"
        )
    return documents[0].data if documents else None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
