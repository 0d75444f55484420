"""References that differ from the name of their entity in upper and lower case."""

from __future__ import annotations

from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.dangling import reference_location
from catalogsite.catalog.relations.relations import Reference
from catalogsite.model.problem import Problem
from catalogsite.problems.create import problem


def case_problem(ref: str, entity: ReadEntity, reference: Reference, name: str) -> Problem | None:
    """The problem of a reference to the entity `name` in other letters; None if they are equal."""
    better = _better(reference.text, name)
    if better is None:
        return None
    return problem(
        "reference-case",
        at=reference_location(ref, entity, reference),
        field=reference.place,
        reference=reference.text,
        name=name,
        suggestion=better,
    )


def _better(text: str, name: str) -> str | None:
    if text.endswith(name) and "/" not in text:
        return None
    rest, end = text[: -len(name)], text[-len(name) :]
    # A namespace is always in lower case; the kind may be in any.
    kind, colon, namespace = rest.rpartition(":")
    better = f"{kind}{colon}{namespace.lower()}{name}"
    return better if better != text and end.lower() == name.lower() else None
