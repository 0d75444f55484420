"""Failures of one cause as one: a server that is down fails for each of a thousand repositories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalogsite.model.source_run import Failure

MANY = 10
"""From this many on, failures with the same words are one, also at different addresses."""

_Cause = tuple[str, str, str | None, str | None]


def by_cause(failures: Iterable[Failure]) -> list[Failure]:
    """The failures in their order; those of one cause are one failure about all their subjects.

    Failures have the same one where they have the same address too, or where there are many.
    """
    groups: dict[_Cause, list[Failure]] = {}
    for failure in failures:
        groups.setdefault(_cause(failure), []).append(failure)
    found: list[Failure] = []
    for group in groups.values():
        if len(group) >= MANY:
            found.append(_merged(group))
            continue
        by_url: dict[str | None, list[Failure]] = {}
        for failure in group:
            by_url.setdefault(failure.url, []).append(failure)
        found += [_merged(same) for same in by_url.values()]
    return found


def _cause(failure: Failure) -> _Cause:
    # A failure without subjects is about everything.
    shared = failure.cause if failure.subjects else None
    return failure.source, shared or failure.reason, failure.fix, failure.key


def _merged(group: Sequence[Failure]) -> Failure:
    first = group[0]
    if len(group) == 1:
        return first
    cause = first.cause if first.subjects else None
    what = first.reason.removesuffix(f": {cause}")
    return first.model_copy(
        update={
            "reason": f"{what} and {len(group) - 1:,} more: {cause}" if cause else first.reason,
            "subjects": tuple(dict.fromkeys(one for each in group for one in each.subjects)),
        }
    )
