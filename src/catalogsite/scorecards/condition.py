"""Conditions in CEL, the Common Expression Language, compiled once and run per entity.

Of the three bindings on PyPI `common-expression-language` (Rust) was chosen: a 2 MB wheel that
runs 50,000 conditions in about a second. Google's `cel-expr-python` takes 52 MB on disk;
`cel-python` is an interpreter in Python and too slow for 10,000 entities.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import cel

VARIABLES = frozenset({"entity", "facts", "known", "documented", "owner", "relations", "now"})
"""The variables that an expression can name.

- `entity`: the stitched entity without its relations; `relations`: targets by relation type.
- `facts`: values of the facts about it, and about its repository, by key (`facts['ci.runs']`).
- `known`: every key that any entity has facts for, so that nobody fails for a missing source.
- `documented`: whether it has documentation, its own or that of another entity; `owner`: `ref` (or `""`), and whether it is `known`.
- `now`: the time of the run.
"""


class ConditionError(Exception):
    """An expression that cannot be compiled, or not be evaluated for an entity."""


class Variables:
    """The variables of all conditions for one entity, converted once for all checks."""

    def __init__(self, variables: dict[str, Any]) -> None:
        import cel

        self.variables = variables
        self.context = cel.Context(variables=variables)


class Condition:
    """One compiled expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._program = _compile(text)

    @property
    def names(self) -> frozenset[str]:
        """The variables that it names, and the names that it binds itself."""
        return frozenset(self._program.variables())

    def holds(self, about: Variables) -> bool:
        """Whether it is true; a missing field makes it false. Raises ConditionError."""
        return self.value(about) is True

    def value(self, about: Variables) -> Any:
        """The value of the expression; None where it names a missing field. Raises ConditionError."""
        try:
            return self._program.execute(about.context)
        except KeyError:
            return None
        except (ValueError, TypeError, RuntimeError) as error:
            raise ConditionError(f"{self.text!r} cannot be evaluated: {error}") from error


@lru_cache(maxsize=512)
def _compile(text: str) -> cel.Program:
    import cel

    try:
        program = cel.compile(text)
    except ValueError as error:
        raise ConditionError(f"{text!r} is not CEL: {str(error).splitlines()[0]}") from error
    unknown = sorted(set(program.variables()) - VARIABLES - _bound(text))
    if unknown:
        raise ConditionError(
            f"{text!r} names {unknown[0]!r}; known are {', '.join(sorted(VARIABLES))}"
        )
    return program


def _bound(text: str) -> frozenset[str]:
    """The names that comprehensions bind: the `x` of `list.exists(x, …)`."""
    return frozenset(re.findall(r"\.(?:all|exists|exists_one|filter|map)\(\s*(\w+)\s*,", text))
