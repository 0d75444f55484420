"""References between entities: `[kind:][namespace/]name`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from catalogsite.entity import DEFAULT_NAMESPACE
from catalogsite.errors import UnknownReferenceError


class EntityRef(NamedTuple):
    """A reference taken apart, in the letters it was written in."""

    kind: str
    namespace: str
    name: str


def parse_ref(
    text: str, default_kind: str | None = None, default_namespace: str | None = None
) -> EntityRef:
    """Take a reference apart; UnknownReferenceError where it has not the form of one."""
    kind, namespace, name = split_ref(text)
    kind = kind or default_kind
    if not kind:
        raise UnknownReferenceError(
            f"the reference `{text}` does not say its kind",
            fix=f"write it as `component:{text}` or with another kind before the colon",
        )
    return EntityRef(kind, namespace or default_namespace or DEFAULT_NAMESPACE, name)


def split_ref(text: str) -> tuple[str | None, str | None, str]:
    """Kind, namespace and name as written; a colon after the first slash is part of the name."""
    if not isinstance(text, str):
        raise UnknownReferenceError("a reference must be a string")
    if not text:
        raise UnknownReferenceError("a reference must not be empty", fix="name an entity")
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
    if not isinstance(kind, str) or not isinstance(name, str):
        raise UnknownReferenceError("an entity has a kind and a name")
    if namespace is None:
        namespace = DEFAULT_NAMESPACE
    # Part by part: how a sigma is lowered depends on the letters around it.
    return f"{kind.lower()}:{namespace.lower()}/{name.lower()}"


@lru_cache(maxsize=65536)
def resolve(text: str, default_kind: str | None, default_namespace: str) -> str:
    """The identity that a reference in an entity of this namespace names."""
    return stringify(*parse_ref(text, default_kind, default_namespace))


def parse_location(text: str) -> tuple[str, str]:
    """Type and target of a location reference such as `url:https://…`."""
    kind, colon, target = text.partition(":")
    kind, target = kind.strip(), target.strip()
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


def stringify_location(kind: str, target: str) -> str:
    """The text of a location; UnknownReferenceError where a part is missing or no address."""
    text = f"{kind}:{target}"
    if not kind or not target:
        raise UnknownReferenceError(f"the location `{text}` is not of the form `<type>:<target>`")
    _refuse_script(text, target)
    return text


def _refuse_script(text: str, target: str) -> None:
    # Browsers skip white space and control characters within the name of a scheme.
    if re.sub(r"[\x00-\x20]", "", target).lower().startswith("javascript:"):
        raise UnknownReferenceError(f"the location `{text}` is not an address")
