"""Parameters of a template: those that no page of its form asks for, and those that no step uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import nearest
from catalogsite.scaffold.engine import expressions
from catalogsite.scaffold.lint.form import parameters_of
from catalogsite.scaffold.lint.rendered import rendered
from catalogsite.scaffold.lint.schemas import pages_of

_MOST_LISTED = 8


def parameter_findings(spec: Mapping[str, Any], *, whole: bool) -> Iterator[Finding]:
    """The uses of unknown parameters; with the `whole` template also the parameters without a use."""
    declared = parameters_of(spec)
    if declared is None:
        return
    used: set[str] = set()
    everything = False
    for text in rendered(spec):
        taken = expressions.uses(text.value, "parameters")
        everything = everything or taken.all
        used.update(expressions.mentioned(text.value))
        for name in dict.fromkeys(taken.names):
            if name not in declared.names and not declared.open:
                yield finding(
                    "template-parameter",
                    text.path,
                    name=name,
                    known=_listed(list(declared.names)),
                    suggestion=nearest(name, declared.names),
                )
    if everything or not whole or not pages_of(spec):
        return
    for name, path in declared.names.items():
        if name not in used and name not in declared.spent:
            yield finding("template-parameter-unused", path, name=name)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:_MOST_LISTED]) or "none"
