"""The selector language: which entities a question is about, in the manner of dbt.

component:payments            the entity
+component:payments           and all that it needs
component:payments+2          and who needs it, at most two steps away
2+component:payments+         both
tag:pci  owner:team-a  system:checkout  domain:*  type:service  lifecycle:prod*
tag:pci,owner:team-a          both conditions
tag:pci,!owner:team-a         the first and not the second
tag:pci owner:team-a          one of them
"""

from __future__ import annotations

import re
from typing import NamedTuple

from catalogsite.errors import SelectorError

_STEPS = re.compile(r"(?:(?P<needs>\d*)\+)?(?P<base>[^+]*)(?:\+(?P<needed>\d*))?")
_ALL = 10**9


class Term(NamedTuple):
    """One condition: a name and a pattern, and how many steps to what is needed and to who needs it.

    `name` is empty for a reference. `excluded` takes away what matches.
    """

    name: str
    pattern: str
    needs: int
    needed: int
    excluded: bool


Selector = tuple[tuple[Term, ...], ...]
"""Alternatives; in each one all terms have to match."""


def parse_selector(text: str) -> Selector:
    """The selector of a text. Raises SelectorError that names the part that cannot be read."""
    alternatives = tuple(
        tuple(_term(part, text) for part in alternative.split(",")) for alternative in text.split()
    )
    if not alternatives:
        raise SelectorError("the selector is empty", fix="name an entity, or `kind:component`")
    for terms in alternatives:
        if all(term.excluded for term in terms):
            fix = f"write what it is taken from, such as `*,{text}`"
            raise SelectorError(f"`{text}` only takes away", fix=fix)
    return alternatives


def _term(part: str, text: str) -> Term:
    excluded = part.startswith("!")
    match = _STEPS.fullmatch(part.removeprefix("!"))
    base = match["base"] if match else ""
    if match is None or not base:
        raise SelectorError(
            f"`{part}` in the selector `{text}` cannot be read",
            fix="write `2+NAME+2`, `FIELD:VALUE` or a reference; `,` for both and a space for either",
        )
    name, colon, value = base.partition(":")
    if not colon:
        name, value = "", base
    return Term(
        name.lower(), value.lower(), _steps(match["needs"]), _steps(match["needed"]), excluded
    )


def _steps(text: str | None) -> int:
    if text is None:
        return 0
    return int(text) if text else _ALL
