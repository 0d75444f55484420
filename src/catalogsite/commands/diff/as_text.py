"""Writes changes for a terminal: one line each, with the marks of `diff`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogsite.apis.differ.summary import IMPACT_WORDS
from catalogsite.changes.change import Changes, Edge, Named
from catalogsite.commands.diff.changed_apis import ChangedApi, summary_of
from catalogsite.commands.diff.wording import place, short
from catalogsite.execution.progress import counted
from catalogsite.model.problem import Problem

_MOST_CHANGES = 50


def changes_as_text(changes: Changes, apis: Sequence[ChangedApi] = ()) -> str:
    """The summary, then each part that is not empty."""
    return "\n".join([summary_of(changes, apis), *_lines(changes, apis)])


def _lines(changes: Changes, apis: Sequence[ChangedApi]) -> Iterator[str]:
    yield from _part("entities", _entities(changes))
    yield from _part("APIs", _apis(apis))
    yield from _part("relations", _relations(changes))
    yield from _part("problems", _problems(changes))


def _part(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"\n{title}"
        yield from found


def _entities(changes: Changes) -> Iterator[str]:
    yield from (f"  + {_named(one)}" for one in changes.added)
    yield from (f"  - {_named(one)}" for one in changes.removed)
    yield from (f"  > {one.before} is now {one.after}" for one in changes.renamed)
    for changed in changes.changed:
        yield f"  ~ {changed.ref}"
        for one in changed.changes:
            yield f"      {one.field}: {short(one.before)} → {short(one.after)}"


def _named(one: Named) -> str:
    details = [f"owner {one.owner}" if one.owner else "no owner", place(one)]
    return f"{one.ref}  ({', '.join(filter(None, details))})"


def _apis(apis: Sequence[ChangedApi]) -> Iterator[str]:
    for api in apis:
        yield f"  ~ {api.title}"
        for change in api.changes[:_MOST_CHANGES]:
            yield f"      {IMPACT_WORDS[change.impact]}: {short(change.message)} ({change.rule})"
        if len(api.changes) > _MOST_CHANGES:
            yield f"      … and {len(api.changes) - _MOST_CHANGES} more"
        for owner in api.owners:
            ways = f"  {', '.join(owner.contacts)}" if owner.contacts else ""
            uses = counted(owner.entities, "consumer")
            yield f"      who must know: {owner.owner or 'without an owner'}: {uses}{ways}"


def _relations(changes: Changes) -> Iterator[str]:
    yield from (f"  + {_edge(edge)}" for edge in changes.relations_gained)
    yield from (f"  - {_edge(edge)}" for edge in changes.relations_lost)


def _edge(edge: Edge) -> str:
    return f"{edge.source} {edge.type} {edge.target}"


def _problems(changes: Changes) -> Iterator[str]:
    for problem in changes.problems_new:
        yield f"  + {_problem(problem)}"
        if problem.fix:
            yield f"      fix: {problem.fix}"
    yield from (f"  - {_problem(problem)}" for problem in changes.problems_gone)


def _problem(problem: Problem) -> str:
    where = place(problem) or problem.entity_ref or "catalog"
    return f"{where}: {problem.level.value}: {short(problem.message)} ({problem.rule})"
