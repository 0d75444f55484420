"""References in other letters than the name they mean: they lead there, and look like another."""

from __future__ import annotations

from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.dangling import reference_problem
from catalogsite.catalog.relations.relations import Reference
from catalogsite.model.problem import Level, Problem


def case_problem(ref: str, entity: ReadEntity, reference: Reference, name: str) -> Problem | None:
    """What is wrong with the letters of a reference to an entity of this name."""
    better = _better(reference.text, name)
    if better is None:
        return None
    message = f"`{reference.place}` names `{reference.text}`; the name is `{name}`"
    return reference_problem(
        ref, entity, reference,
        rule="reference-case", level=Level.INFO, message=message, fix=f"write `{better}`",
    )  # fmt: skip


def _better(text: str, name: str) -> str | None:
    if text.endswith(name) and "/" not in text:
        return None
    rest, end = text[: -len(name)], text[-len(name) :]
    # A namespace is always in lower case; the kind may be in any.
    kind, colon, namespace = rest.rpartition(":")
    better = f"{kind}{colon}{namespace.lower()}{name}"
    return better if better != text and end.lower() == name.lower() else None
