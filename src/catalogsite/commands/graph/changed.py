"""What the changes of a branch touch: components, APIs, and who must know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogsite.collect.catalog_context import CatalogContext
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.commands.graph.company import company_graph
from catalogsite.commands.graph.impact import (
    ImpactOwner,
    ImpactRow,
    impact_owners,
    impact_rows,
    owners_text,
)
from catalogsite.commands.markdown_text import code_span
from catalogsite.execution.progress import counted
from catalogsite.graph.touched import changed_definitions, dependents_of_any, touched_by_files
from catalogsite.graph.who_must_know import by_owner
from catalogsite.model.entity import owner_of
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.value import Value
from catalogsite.repositories.changed_files import ChangedFiles

MARKER = "<!-- catalogsite impact -->"
"""The end of the comment, by which a later run finds it to replace it."""

LIMIT = 65_536
"""GitHub's limit for a comment in characters; as bytes are counted, the comment is never longer."""

_MOST_FILES = 5
_ROW_STEPS = (100, 50, 25, 10, 5, 0)


class Touched(Value):
    """An entity that a change touches, and why: its `files`, its `definition`, or `removed`.

    `some` are the first of the changed files.
    """

    ref: str
    owner: str
    why: tuple[str, ...]
    files: int
    some: tuple[str, ...]


class ChangeImpact(Value):
    """What changed since a merge base: the entities, who needs them, and their owners.

    `others` counts changed files that belong to no component. Without `whole`, only dependents in the
    folders themselves are known.
    """

    base: str
    merge_base: str
    files: int
    others: int
    touched: tuple[Touched, ...]
    dependents: tuple[ImpactRow, ...]
    owners: tuple[ImpactOwner, ...]
    whole: bool


def change_impact(
    before: SourceCatalog,
    after: SourceCatalog,
    changed: ChangedFiles,
    base: str,
    context: CatalogContext,
) -> ChangeImpact:
    """What the changed files of a clone touch; the rest of the company is that of the context."""
    old, new = SnapshotIndex(before.snapshot), SnapshotIndex(after.snapshot)
    graph = company_graph(after, context)
    touch = touched_by_files(new.snapshot.origins, changed.files)
    reasons: dict[str, list[str]] = {ref: ["files"] for ref in touch.files}
    for ref in changed_definitions(old.entities, new.entities):
        reasons.setdefault(ref, []).append("definition")
    for ref in sorted(old.entities.keys() - new.entities.keys()):
        if ref not in graph:
            reasons.setdefault(ref, []).append("removed")
    groups = by_owner(graph, dependents_of_any(graph, reasons))
    return ChangeImpact(
        base=base,
        merge_base=changed.merge_base,
        files=len(changed.files),
        others=len(touch.others),
        touched=tuple(
            _touched(ref, why, touch.files.get(ref, ()), old, new)
            for ref, why in sorted(reasons.items())
        ),
        dependents=impact_rows(graph, groups),
        owners=impact_owners(groups),
        whole=context.snapshot is not None,
    )


def _touched(
    ref: str, why: list[str], files: tuple[str, ...], old: SnapshotIndex, new: SnapshotIndex
) -> Touched:
    entity = new.entity(ref) or old.entity(ref)
    owner = owner_of(entity) if entity is not None else None
    return Touched(
        ref=ref, owner=owner or "", why=tuple(why), files=len(files), some=files[:_MOST_FILES]
    )


def change_impact_text(found: ChangeImpact) -> str:
    """What is touched, who needs it and who must know, for a terminal."""
    return "\n".join(_lines(found))


def _lines(found: ChangeImpact) -> Iterator[str]:
    yield f"{counted(found.files, 'changed file')} since {found.base} ({found.merge_base[:10]})"
    for one in found.touched:
        yield f"  {one.ref}: {_why(one)}"
    if found.others:
        yield f"  {counted(found.others, 'file')} of no component"
    if not found.dependents:
        yield (
            "nothing that is known needs what changed" if found.touched else "no component changed"
        )
        return
    yield from owners_text(found.dependents, found.owners)
    yield "what needs it:"
    for row in found.dependents:
        by = ", by its manifests" if row.inferred else ""
        yield f"  {row.ref} {row.relation} {row.via}{by}"


def _why(one: Touched) -> str:
    words = {"definition": "its definition changed", "removed": "it is removed"}
    return ", ".join(
        counted(one.files, "changed file") if reason == "files" else words[reason]
        for reason in one.why
    )


def change_impact_markdown(found: ChangeImpact, *, limit: int = LIMIT) -> str:
    """The comment on a pull request in at most `limit` bytes of UTF-8: what does not fit is counted."""
    texts = (_comment(found, most) for most in _ROW_STEPS)
    return next(text for text in texts if len(text.encode()) <= limit)


def _comment(found: ChangeImpact, most: int) -> str:
    parts = [f"**Impact:** {_summary(found)}"]
    touched = [f"- {code_span(one.ref)}: {_why(one)}" for one in found.touched]
    parts += _listed("Changed here", touched, most)
    parts += _listed("Who must know", [_owner(one) for one in found.owners], most)
    rows = [
        f"- {code_span(row.ref)} {code_span(row.relation)} {code_span(row.via)}"
        for row in found.dependents
    ]
    parts += _listed("What needs it", rows, most)
    if not found.whole:
        parts.append("Only these folders are known; name a `--snapshot` of the company.")
    return "\n\n".join((*parts, MARKER)) + "\n"


def _summary(found: ChangeImpact) -> str:
    if not found.dependents:
        return "nothing that is known needs what changed here"
    entities = counted(len(found.dependents), "entity", "entities")
    owners = counted(sum(bool(one.owner) for one in found.owners), "owner")
    return f"{entities} of {owners} {'needs' if len(found.dependents) == 1 else 'need'} what changed here"


def _owner(one: ImpactOwner) -> str:
    name = code_span(one.owner) if one.owner else "without an owner"
    ways = "".join(f", {code_span(way)}" for way in one.contacts)
    return f"- {name}: {counted(one.entities, 'entity', 'entities')}{ways}"


def _listed(title: str, lines: list[str], most: int) -> Iterable[str]:
    if not lines:
        return
    shown = lines[:most]
    if len(lines) > most:
        shown = [*shown, f"- and {len(lines) - most} more"]
    text = "\n".join(shown)
    if len(lines) <= _MOST_FILES * 2:
        yield f"**{title}** ({len(lines)})\n\n{text}"
    else:
        yield f"<details><summary>{title} ({len(lines)})</summary>\n\n{text}\n\n</details>"
