"""What could be added to descriptors, because the files of their entities use it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from catalogsite.collect.facts.declaration_problems import FIELDS
from catalogsite.graph.findings.undeclared import DeclarationFinding
from catalogsite.model.entity import Origin
from catalogsite.model.urls import split_ref
from catalogsite.model.value import Value


class Addition(Value):
    """A reference to add to a list of a descriptor, and the line of the file that uses it."""

    reference: str
    target: str
    package: str = ""
    file: str = ""
    line: int = 0


class Suggestion(Value):
    """What to add to one field of the descriptor of an entity.

    `file`, relative to the repository, and `line` are those of the descriptor. `yaml` are the lines to
    add; where the field is there already, its items are.
    """

    entity_ref: str
    repository: str | None
    file: str | None
    line: int | None
    field: str
    additions: tuple[Addition, ...]

    @property
    def yaml(self) -> str:
        """The lines, with the place of the evidence as a comment."""
        above = [f"{'  ' * depth}{key}:" for depth, key in enumerate(self.field.split("."))]
        items = [f"    - {_quoted(one.reference)}{_comment(one)}" for one in self.additions]
        return "\n".join((*above, *items))


def suggestions(
    findings: Iterable[DeclarationFinding],
    origins: Mapping[str, Origin],
    names: Mapping[str, str],
) -> Iterator[Suggestion]:
    """A suggestion for each entity and field whose files use what it does not declare, sorted.

    `names` are those of entities as they are written, by reference.
    """
    undeclared = (one for one in findings if one.difference == "undeclared")
    for (source, field), group in groupby(sorted(undeclared, key=_order), _entity_and_field):
        origin = origins.get(source, Origin())
        yield Suggestion(
            entity_ref=source,
            repository=origin.repository,
            file=origin.file,
            line=origin.line,
            field=field,
            additions=tuple(
                Addition(
                    reference=_reference(one.target, source, names),
                    target=one.target,
                    package=one.package,
                    file=one.file,
                    line=one.line,
                )
                for one in group
            ),
        )


def _entity_and_field(one: DeclarationFinding) -> tuple[str, str]:
    return one.source, FIELDS[one.relation]


def _order(one: DeclarationFinding) -> tuple[tuple[str, str], str]:
    return _entity_and_field(one), one.target


def _reference(target: str, source: str, names: Mapping[str, str]) -> str:
    """The reference as an author writes it, with the namespace where it is another one.

    That of an API has no kind, as in Backstage's own examples.
    """
    kind, namespace, name = split_ref(target)
    written = names.get(target, name)
    same = namespace == split_ref(source)[1]
    short = written if same else f"{namespace}/{written}"
    return short if kind == "api" else f"{kind}:{short}"


def _quoted(reference: str) -> str:
    plain = reference.replace(":", "").replace("/", "").replace("-", "").replace("_", "")
    return reference if plain.replace(".", "").isalnum() else json.dumps(reference)


def _comment(one: Addition) -> str:
    place = f"{one.file}:{one.line}" if one.line else one.file
    # A name of a stranger's file stays in its line.
    return f"  # {' '.join(place.split())}" if place else ""
