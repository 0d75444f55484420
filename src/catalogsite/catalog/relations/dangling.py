"""References that lead nowhere, and what their authors may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.kinds.unknown_fields import plain
from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.relations import Reference
from catalogsite.model.problem import Level, Problem

_SHORTEST, _LONGEST = 5, 40


def dangling_problems(
    missing: Sequence[tuple[str, Reference]],
    entities: Mapping[str, ReadEntity],
    around: KnownEntities = NO_OTHER_ENTITIES,
) -> Iterator[Problem]:
    """A problem for each reference that leads nowhere, with what was probably meant.

    What was inferred has no author who could mend it. Where not all of the catalog is known, what
    is missing may be there: it is only told, and without a fix where nothing looks like it.
    """
    written = [(ref, one) for ref, one in missing if not entities[ref].origin.inferred]
    if not written:
        return
    suggestions = _Suggestions([*entities, *around.entities])
    where = "the catalog" if around.whole else "what is checked here"
    level = Level.WARNING if around.whole else Level.INFO
    for ref, reference in written:
        what = f"`{reference.place}` names {reference.target}, which is not in {where}"
        fix = suggestions.near(reference) or (
            f"correct the reference, or add a descriptor for {reference.target}"
            if around.whole
            else None
        )
        yield reference_problem(
            ref, entities[ref], reference,
            rule="dangling-reference", level=level, message=what, fix=fix,
        )  # fmt: skip


def reference_problem(
    ref: str,
    entity: ReadEntity,
    reference: Reference,
    *,
    rule: str,
    message: str,
    fix: str | None,
    level: Level = Level.WARNING,
) -> Problem:
    """A problem of an entity, at the place of one of its references."""
    line, column = entity.lines.get(
        f"{reference.field.name} {reference.text}", (entity.origin.line, None)
    )
    return Problem.model_construct(
        rule=rule, level=level, message=message, fix=fix, entity_ref=ref,
        repository=entity.origin.repository, file=entity.origin.file, line=line, column=column,
    )  # fmt: skip


class _Suggestions:
    """What the author of a dangling reference may have meant, found without comparing all.

    Names are near each other where they are equal but for signs and a plural, or for one letter
    that is missing, wrong or in the place of its neighbour.
    """

    def __init__(self, entities: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        self._mutilated: dict[str, list[str]] = {}
        self._known: dict[tuple[str, frozenset[str]], str | None] = {}
        for ref in sorted(entities):
            name = plain(ref.rpartition("/")[2])
            self._names.setdefault(name, []).append(ref)
            for variant in _deletions(name):
                self._mutilated.setdefault(variant, []).append(ref)

    def near(self, reference: Reference) -> str | None:
        """Ask for what comes nearest, where something does."""
        kind, _, rest = reference.target.partition(":")
        key = (plain(rest.partition("/")[2]), reference.field.kinds or frozenset({kind}))
        if key not in self._known:
            self._known[key] = self._nearest(*key)
        near = self._known[key]
        return f"did you mean `{_as_written(near, reference)}`?" if near else None

    def _nearest(self, name: str, kinds: frozenset[str]) -> str | None:
        variants = (self._mutilated.get(variant, ()) for variant in _deletions(name))
        near = (self._names.get(name, ()), self._mutilated.get(name, ()), *variants)
        found = (ref for refs in near for ref in refs if ref.partition(":")[0] in kinds)
        return next(
            (ref for ref in found if _is_one_edit_apart(name, plain(ref.rpartition("/")[2]))), None
        )


def _is_one_edit_apart(one: str, other: str) -> bool:
    if len(one) != len(other):
        return True  # The index found them, so one letter is missing from the longer.
    wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) < 2:
        return True
    first, *rest = wrong
    swapped = one[first] == other[first + 1] and one[first + 1] == other[first]
    return rest == [first + 1] and swapped


def _deletions(name: str) -> set[str]:
    # Of very short names many would be near each other by chance, and nobody misspells long ones.
    if not _SHORTEST <= len(name) <= _LONGEST:
        return set()
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def _as_written(near: str, reference: Reference) -> str:
    """A reference in the form that its author wrote the other one in."""
    kind, _, rest = near.partition(":")
    namespace, _, name = rest.partition("/")
    given = reference.text
    default = (reference.field.default_kind or "").lower()
    implied = kind == default and ":" not in given.partition("/")[0]
    inherited = "/" not in given and reference.target.partition(":")[2].startswith(f"{namespace}/")
    return f"{'' if implied else f'{kind}:'}{'' if inherited else f'{namespace}/'}{name}"
