"""The values that a Gradle script can use: properties, extra properties, and names with one string."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from catalogsite.inference.packages.gradle_builds.catalog import Catalog
from catalogsite.inference.packages.gradle_builds.files import GradleFile, every_statement
from catalogsite.inference.packages.scripts.statements import (
    Node,
    Statement,
    group_at,
    is_mark,
    string_at,
    word,
)
from catalogsite.inference.packages.scripts.tokens import Token

_INSERTED = re.compile(r"\$\{([^}]*)\}|\$([A-Za-z_]\w*)")
_OWNER = re.compile(r"^(?:(?:rootProject|project|ext|extra|properties)\.)+")
_KNOWN = frozenset({"group", "version", "name", "id", "description", "url"})
_NESTED = 5
_LONGEST = 1_000


class Values:
    """What names hold for one project."""

    def __init__(self, held: Mapping[str, str], catalogs: Mapping[str, Catalog]) -> None:
        self._held = held
        self.catalogs = catalogs

    def of(self, nodes: Sequence[Node]) -> str | None:
        """The text of an expression: a string, or a name that holds one; None where it is another."""
        first = nodes[0] if nodes else None
        if isinstance(first, Token) and first.kind == "string" and len(nodes) == 1:
            return self.filled(first)
        name = dotted(nodes)
        return self._named(name) if name else None

    def filled(self, token: Token) -> str | None:
        """A string with the names in it filled in; None where one is not known."""
        text = token.text
        if token.plain:
            return text
        for _ in range(_NESTED):
            text = _INSERTED.sub(
                lambda found: self._named(found[1] or found[2] or "") or found[0], text
            )
            if "$" not in text or len(text) > _LONGEST:
                break
        return None if "$" in text or len(text) > _LONGEST else text

    def _named(self, name: str) -> str | None:
        plain = _OWNER.sub("", name.strip().removesuffix("()").removesuffix(".get"))
        catalog, _, rest = plain.partition(".versions.")
        if rest and catalog in self.catalogs:
            return self.catalogs[catalog].versions.get(rest)
        return self._held.get(plain)


def dotted(nodes: Sequence[Node]) -> str | None:
    """Names with dots between them, as one text; brackets at the end are left out."""
    parts = []
    for at, node in enumerate(nodes):
        if at % 2 == 0 and (name := word(nodes, at)):
            parts.append(name)
        elif not is_mark(nodes, at, "."):
            is_call = group_at(nodes, at, "(") is node and at == len(nodes) - 1
            return ".".join(parts) if is_call and parts else None
    return ".".join(parts) or None


def assigned(file: GradleFile) -> Iterator[tuple[str, str, bool]]:
    """Each name of a script that holds a string, the string, and whether other projects see it."""
    for statement in every_statement(file.statements):
        yield from _assigned(statement)


def _assigned(statement: Statement) -> Iterator[tuple[str, str, bool]]:
    value = string_at(statement, -1)
    if value is not None and is_mark(statement, -2, "="):
        index = group_at(statement, -3, "[")
        key = string_at(index.parts[0], 0) if index is not None and index.parts else None
        name = key.text if key else word(statement, -3)
        local = word(statement, 0) in {"val", "var", "def", "final", "String"}
        if name and name not in _KNOWN:
            yield name, value.text, not local
        return
    called = group_at(statement, -1, "(")
    if called is None:
        return
    stated = [string_at(part, 0) for part in called.parts]
    texts = [one.text for one in stated if one is not None]
    if word(statement, -2) == "extra" and word(statement, -3) == "by" and len(texts) == 1:
        yield word(statement, -4) or "", texts[0], True
    elif word(statement, -2) == "set" and len(texts) == 2:
        yield texts[0], texts[1], True
