"""Makes the snapshot of a run in which nothing has changed from the text of the last one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from catalogsite import __version__
from catalogsite.collect.fetched import Fetched
from catalogsite.collect.reading.reading_key import ReadingKeys
from catalogsite.collect.run import Run
from catalogsite.collect.unchanged.inputs import inputs_digest
from catalogsite.collect.unchanged.last_snapshot import LastSnapshot
from catalogsite.collect.unchanged.nights import RenewedNights, renewed_nights
from catalogsite.collect.unchanged.record import stamp_of, text_digest, write_last_run
from catalogsite.collect.unchanged.stored_snapshot import stored_snapshot
from catalogsite.errors import SnapshotError
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.atomic import atomic_write, mark_used
from catalogsite.state.history import History, Point
from catalogsite.state.scores_record import renew_scores
from catalogsite.state.snapshot_text import members_of, text_of_members, with_members


def renewed_snapshot(run: Run, last: LastSnapshot, fetched: Fetched) -> Snapshot | None:
    """The last snapshot as of this run, written; None where anything but the time has changed."""
    if inputs_digest(run, fetched) != last.run.inputs or not last.run.is_stored(run.state.store):
        return None
    nights = renewed_nights(run, last)
    if nights is None or run.now.date() < last.created.date():
        return None
    try:
        members = [*_members(run, last, fetched, nights)]
    except SnapshotError:
        return None
    every = with_members(last.members, members)
    text = b"".join(text_of_members(every))
    atomic_write(run.state.snapshot, text)
    _use_readings(run, fetched)
    history = stamp_of(run.state.history)
    changed = {"snapshot": text_digest(text), "history": history}
    write_last_run(run.state, last.run.model_copy(update=changed))
    renew_scores(run.state, last.created, run.now)
    return stored_snapshot(text, every, last.run.entities)


def _members(
    run: Run, last: LastSnapshot, fetched: Fetched, nights: RenewedNights
) -> Iterator[bytes]:
    repositories = {one.repository.id: _unchanged(one.repository) for one in fetched.checkouts}
    renewed = Snapshot.model_construct(
        version=__version__,
        created=run.now,
        sources=tuple(listing.run for listing in fetched.listings),
        repositories=tuple(repositories.values()),
        changes=nights.changes,
        moved=nights.moved,
    )
    yield from members_of(renewed, ("created", "sources", "repositories", "changes", "moved"))
    # Facts of files that have no commit have the time of the run.
    yield last.members["facts"].replace(_time(last.created), _time(run.now))
    if run.now.date() != last.created.date():
        yield from members_of(_with_trends(run, last, repositories), ("trends",))


def _with_trends(run: Run, last: LastSnapshot, repositories: dict[str, Repository]) -> Snapshot:
    """A snapshot with nothing but the trends, after the scores were recorded for this day too."""
    day, scores, origins = run.now.date(), last.value("scores"), last.value("origins")
    scores = scores if isinstance(scores, dict) else {}
    with History(run.state.history) as history:
        history.record_all(
            Point(day, ref, "score", float(score["points"])) for ref, score in scores.items()
        )
        present = set(origins) if isinstance(origins, dict) else set()
        history.keep(present | repositories.keys(), day)
        return Snapshot.model_construct(
            version=__version__, created=run.now, trends=history.trends(until=day)
        )


def _unchanged(repository: Repository) -> Repository:
    return repository.model_copy(update={"state": RepositoryState.UNCHANGED})


def _time(created: datetime) -> bytes:
    return b'"time":%b' % _time_text(created)


def _time_text(created: datetime) -> bytes:
    """A time as a snapshot has it."""
    [member] = members_of(Snapshot(version=__version__, created=created), ("created",))
    return member.partition(b":")[2]


def _use_readings(run: Run, fetched: Fetched) -> None:
    keys = ReadingKeys(run.config.policy, run.config.limits)
    for checkout in fetched.checkouts:
        mark_used(run.state.readings / f"{keys.of(checkout)}.json")
