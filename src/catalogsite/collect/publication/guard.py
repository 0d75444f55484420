"""Compares a catalog with those that were published lately. Pure: nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from catalogsite.execution.progress import counted
from catalogsite.model.catalog_size import (
    OTHER_REPOSITORIES,
    Publications,
    PublishedDay,
    SourceSize,
)
from catalogsite.model.snapshot import Snapshot

KEPT = timedelta(days=30)
"""How long a published catalog is compared with; the last one stays until the next."""

_MEASURES = ("listed", "repositories", "entities")

_FEWEST = 3
"""A loss of fewer entities or repositories than this never counts: small catalogs change a lot."""

_Sizes = Mapping[str, SourceSize]


def refusal(
    snapshot: Snapshot, published: Publications, part: float, *, partial_start: bool = False
) -> str | None:
    """The reason in one line why a catalog must not be published; None if it may be.

    `part` is the share of entities or repositories that may be lost within 30 days. Sources that
    the configuration no longer has, or has with other settings, are not compared. A first catalog
    must not lack a source, and with `partial_start` not all of them.
    """
    now = {size.key: size for size in snapshot.sizes}
    days = _recent(published, snapshot.created.date())
    if not days:
        return _unknown(snapshot.sizes, partial_start=partial_start)
    reasons = (*_empty(snapshot, days[-1]), *_silent(now, days), *_losses(now, days, part))
    return next(iter(reasons), None)


def with_publication(published: Publications, snapshot: Snapshot, *, restart: bool) -> Publications:
    """The publications with one more; with `restart` that one only, so that no earlier counts."""
    day = snapshot.created.date()
    sizes = {size.key: size for size in snapshot.sizes}
    kept = []
    for one in () if restart else _recent(published, day):
        # A day that has not come yet was recorded by a clock that was wrong: it counts as today.
        if one.day >= day:
            sizes = {size.key: size for size in _largest((*one.sizes, *sizes.values()))}
        elif one.day >= day - KEPT:
            kept.append(one)
    latest = PublishedDay(day=day, sizes=tuple(sizes.values()))
    return Publications(days=tuple(sorted((*kept, latest), key=lambda one: one.day)))


def _recent(published: Publications, today: date) -> tuple[PublishedDay, ...]:
    return tuple(
        one for one in published.days if one.day >= today - KEPT or one is published.days[-1]
    )


def _largest(sizes: Sequence[SourceSize]) -> Iterator[SourceSize]:
    """Each source once, with the largest of its counts."""
    by_key: dict[str, SourceSize] = {}
    for size in sizes:
        other = by_key.get(size.key, size)
        counts = {
            measure: max(getattr(size, measure), getattr(other, measure)) for measure in _MEASURES
        }
        by_key[size.key] = size.model_copy(update=counts)
    yield from by_key.values()


def _unknown(sizes: Sequence[SourceSize], *, partial_start: bool) -> str | None:
    sources = [size for size in sizes if size.key != OTHER_REPOSITORIES]
    failed = [size for size in sources if size.state == "failed"]
    if not failed or (partial_start and len(failed) < len(sources)):
        return None
    return f"{failed[0].title} cannot be read, and no earlier publication is known"


def _empty(snapshot: Snapshot, last: PublishedDay) -> Iterator[str]:
    before = sum(size.entities for size in last.sizes)
    if before and not snapshot.entity_count:
        entities = counted(before, "entity", "entities")
        yield f"the catalog is empty, and had {entities} on {last.day}"


def _silent(now: _Sizes, days: Sequence[PublishedDay]) -> Iterator[str]:
    """Sources that were read without an error and list nothing where they listed something."""
    for day in reversed(days):
        for before in day.sizes:
            size = now.get(before.key)
            if size and size.state == "ok" and before.listed and not size.listed:
                listed = counted(before.listed, "repository", "repositories")
                yield f"{size.title} lists nothing, and listed {listed} on {day.day}"


def _losses(now: _Sizes, days: Sequence[PublishedDay], part: float) -> Iterator[str]:
    for day in reversed(days):
        before = {size.key: size for size in day.sizes}
        common = before.keys() & now.keys()
        if before.keys() != now.keys():
            # Locations of a source that is gone led to them, or a source that is new lists them.
            common -= {OTHER_REPOSITORIES}
        pairs = [(before[key], now[key]) for key in common]
        # A new source may list what counted for another one, which has lost nothing by that.
        shared = bool(now.keys() - before.keys())
        entities = _loss(*_sums("entities", pairs, shared=shared), part, "entity", "entities")
        repositories = _loss(
            *_sums("repositories", pairs, shared=shared), part, "repository", "repositories"
        )
        lost = " and ".join(filter(None, (entities, repositories)))
        if lost:
            yield f"the catalog has {lost} on {day.day}"


def _sums(
    measure: Literal["entities", "repositories"],
    pairs: Sequence[tuple[SourceSize, SourceSize]],
    *,
    shared: bool,
) -> tuple[int, int]:
    """The sums before and now; with `shared` also what counts for another source now."""
    before = sum(getattr(old, measure) for old, _ in pairs)
    now = sum(getattr(new, measure) for _, new in pairs)
    return before, now + sum(getattr(new, f"shared_{measure}") for _, new in pairs if shared)


def _loss(before: int, now: int, part: float, noun: str, plural: str) -> str | None:
    # Rounded, because a third of nine is three and a bit less in floating point.
    if before - now < _FEWEST or before - now <= round(part * before, 6):
        return None
    return f"{counted(now, noun, plural)} instead of {before}"
