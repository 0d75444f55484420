"""References between entities: `[kind:][namespace/]name`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from catalogsite.catalog.kinds.formats import WHITE_SPACE
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import DEFAULT_NAMESPACE

_EDGES = re.compile(rf"\A[{WHITE_SPACE}]+|[{WHITE_SPACE}]+\Z")


class EntityRef(NamedTuple):
    """The parts of a reference, in upper and lower case as written."""

    kind: str
    namespace: str
    name: str


def parse_ref(
    given: object, default_kind: str | None = None, default_namespace: str | None = None
) -> EntityRef:
    """The parts of a reference that is a string or an object of `kind`, `namespace` and `name`.

    Raises UnknownReferenceError if it is malformed.
    """
    if not given and not isinstance(given, dict | list):
        raise UnknownReferenceError("a reference must not be empty", fix="name an entity")
    kind, namespace, name = split_ref(given) if isinstance(given, str) else _parts(given)
    kind = default_kind if kind is None else kind
    if namespace is None:
        namespace = default_namespace or DEFAULT_NAMESPACE
    if not kind:
        raise UnknownReferenceError(
            f"the reference `{given}` has no kind",
            fix=f"write it as `component:{given}` or with another kind before the colon",
        )
    if not namespace or not name:
        raise UnknownReferenceError(
            f"the reference `{given}` lacks a name or has an empty namespace",
            fix="write it like `component:default/name`",
        )
    return EntityRef(kind, namespace, name)


def _parts(given: object) -> tuple[Any, Any, Any]:
    """The parts of a reference that is an object; all None for any other value."""
    parts = given if isinstance(given, dict) else {}
    return parts.get("kind"), parts.get("namespace"), parts.get("name")


def split_ref(text: str) -> tuple[str | None, str | None, str]:
    """Kind, namespace and name as written; a colon after the first slash is part of the name.

    Raises UnknownReferenceError if a part is empty.
    """
    kind = namespace = None
    colon, slash = text.find(":"), text.find("/")
    rest = text
    if colon != -1 and not -1 < slash < colon:
        kind, rest = text[:colon], text[colon + 1 :]
        slash = rest.find("/")
    if slash != -1:
        namespace, rest = rest[:slash], rest[slash + 1 :]
    if kind == "" or namespace == "" or not rest:
        raise UnknownReferenceError(
            f"the reference `{text}` is not of the form `[kind:][namespace/]name`",
            fix="write it like `component:default/name`",
        )
    return kind, namespace, rest


def stringify(kind: str, namespace: str | None, name: str) -> str:
    """The identity of an entity: `kind:namespace/name`, in lower case."""
    if namespace is None:
        namespace = DEFAULT_NAMESPACE
    if not all(isinstance(part, str) for part in (kind, namespace, name)):
        raise UnknownReferenceError("kind, namespace and name of an entity must be strings")
    # Part by part: how a sigma is lowered depends on the letters around it.
    return f"{kind.lower()}:{namespace.lower()}/{name.lower()}"


@lru_cache(maxsize=65536)
def resolve(text: str, default_kind: str | None, default_namespace: str) -> str:
    """The identity of the entity that a reference in an entity of this namespace refers to."""
    return stringify(*parse_ref(text, default_kind, default_namespace))


def parse_location(text: str) -> tuple[str, str]:
    """Type and target of a location reference such as `url:https://…`.

    Raises UnknownReferenceError if it is malformed or runs a script.
    """
    if not isinstance(text, str):
        raise UnknownReferenceError("a location must be a string")
    kind, colon, target = text.partition(":")
    kind, target = _EDGES.sub("", kind), _EDGES.sub("", target)
    if not colon or not kind or not target:
        raise UnknownReferenceError(
            f"the location `{text}` is not of the form `<type>:<target>`",
            fix="write it like `url:https://host/path/catalog-info.yaml`",
        )
    if kind in {"http", "https"}:
        raise UnknownReferenceError(
            f"the location `{text}` has no type", fix=f"prefix it: `url:{text}`"
        )
    _refuse_script(text, target)
    return kind, target


def _refuse_script(text: str, target: str) -> None:
    # Browsers skip white space and control characters within the name of a scheme.
    if re.sub(r"[\x00-\x20]", "", target).lower().startswith("javascript:"):
        raise UnknownReferenceError(f"the location `{text}` is not an address")
