"""What the facts of one night say of the delivery of a component, added to what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Generic, NamedTuple

from catalogsite.collect.delivery.day_ranges import DayRanges, united
from catalogsite.collect.delivery.record import (
    DAY,
    DeliveryRecord,
    Deployed,
    Incident,
    day_of,
    identity,
)
from catalogsite.model.fact import Fact
from catalogsite.model.facts.kind import FactKind, Shape
from catalogsite.model.facts.on_call import incidents
from catalogsite.model.facts.running import deployments

SUCCESSFUL = frozenset({"live", "superseded", "stopped"})
"""The states of a deployment that reached its environment."""

_SHORT_COMMIT = 7


class _Run(NamedTuple):
    """One successful deployment to production, by Unix times."""

    at: int
    environment: str
    version: int
    committed: int | None


class _Answer(NamedTuple, Generic[Shape]):
    """The value of a fact, and the Unix time at which its provider gave it."""

    value: Shape
    time: int


def observed(record: DeliveryRecord, facts: Iterable[Fact]) -> DeliveryRecord:
    """The record with what the facts about its component say.

    The facts of a kind add nothing where one of them is stale: the others are only a part.
    """
    found = list(facts)
    answers, raised = _fresh(deployments.KIND, found), _fresh(incidents.KIND, found)
    deployed = [answer for answer in answers if _has_times(answer.value)]
    runs = sorted(run for answer in deployed for run in _runs(answer.value))
    return DeliveryRecord(
        versions=_rolled_back(_first_runs(record.versions, runs), runs),
        incidents={**record.incidents, **_incidents(raised)},
        deployment_days=united((*record.deployment_days, *_listed_days(deployed))),
        incident_days=united((*record.incident_days, *_incident_days(raised))),
    )


def _fresh(kind: FactKind[Shape], facts: Sequence[Fact]) -> list[_Answer[Shape]]:
    own = [fact for fact in facts if fact.kind is kind]
    if any(fact.provenance.stale_since for fact in own):
        return []
    return [
        _Answer(value, int(fact.provenance.time.timestamp()))
        for fact in own
        if (value := kind.value_of(fact.value)) is not None
    ]


def _has_times(value: deployments.Deployments) -> bool:
    """Whether a list says when deploying ended: what runs in a cluster may have been restarted."""
    return all(one.finished is not None for one in _successful(value))


def _successful(value: deployments.Deployments) -> Iterator[deployments.Deployment]:
    for one in value.deployments:
        if one.state in SUCCESSFUL and deployments.is_production(one):
            yield one


def _runs(value: deployments.Deployments) -> Iterator[_Run]:
    for one in _successful(value):
        at = _unix(one.finished)
        if at is not None:
            name = (one.commit or "")[:_SHORT_COMMIT].lower() or one.version
            # What has no name is at least not counted twice.
            version = identity(name or f"{one.environment} {at}")
            yield _Run(at, one.environment, version, _unix(one.committed))


def _unix(text: str | None) -> int | None:
    return int(datetime.fromisoformat(text).timestamp()) if text else None


def _first_runs(known: Mapping[int, Deployed], runs: Sequence[_Run]) -> dict[int, Deployed]:
    """The first deployment of each version: to deploy it again changes nothing in production."""
    found = dict(known)
    for run in runs:
        before = found.get(run.version)
        back = before.rolled_back if before else None
        lead = _lead(run)
        if before is None or run.at < before.at:
            found[run.version] = Deployed(run.at, lead, back)
        elif run.at == before.at and before.lead is None:
            found[run.version] = before._replace(lead=lead)
    return found


def _lead(run: _Run) -> int | None:
    """Minutes from the commit; none where the commit is not older, which only wrong clocks can say."""
    if run.committed is None or run.committed >= run.at:
        return None
    return (run.at - run.committed) // 60


def _rolled_back(versions: dict[int, Deployed], runs: Sequence[_Run]) -> dict[int, Deployed]:
    """Notes of versions that an older one replaced in an environment how long that took."""
    by_environment: dict[str, list[_Run]] = {}
    for run in runs:
        by_environment.setdefault(run.environment, []).append(run)
    for own in by_environment.values():
        for before, after in pairwise(own):
            failed = versions[before.version]
            is_back = versions[after.version].at < failed.at
            if is_back and failed.rolled_back is None:
                minutes = (after.at - before.at) // 60
                versions[before.version] = failed._replace(rolled_back=minutes)
    return versions


def _listed_days(answers: Sequence[_Answer[deployments.Deployments]]) -> DayRanges:
    """The whole days of which the lists have every deployment to production.

    A list has them since the time that it states, else since the oldest that it names of each
    environment; where it names none, of the day before the answer.
    """
    since = (_listed_since(one.value) for one in answers)
    starts = [start for start in since if start is not None]
    # The day of an answer is not known whole.
    end = min((day_of(one.time) for one in answers), default=0)
    return united([(max(starts, default=end - 1), end)])


def _listed_since(value: deployments.Deployments) -> int | None:
    stated = _unix(value.complete_since)
    if stated is not None:
        return _first_whole_day(stated)
    oldest: dict[str, int] = {}
    for one in filter(deployments.is_production, value.deployments):
        time = _unix(one.finished or one.since)
        if time is not None:
            oldest[one.environment] = min(time, oldest.get(one.environment, time))
    return day_of(max(oldest.values())) if oldest else None


def _incidents(answers: Iterable[_Answer[incidents.Incidents]]) -> dict[int, Incident]:
    return {
        identity(one.id): Incident(opened, _restored(one, opened))
        for answer in answers
        for one in answer.value.incidents
        if (opened := _unix(one.opened)) is not None
    }


def _restored(one: incidents.Incident, opened: int) -> int | None:
    resolved = _unix(one.resolved) if one.state == "resolved" else None
    return max(0, resolved - opened) // 60 if resolved is not None else None


def _incident_days(answers: Sequence[_Answer[incidents.Incidents]]) -> DayRanges:
    """The whole days of which the lists have every incident that was opened."""
    end = min((day_of(one.time) for one in answers), default=0)
    return united([(max(map(_incidents_since, answers), default=end), end)])


def _incidents_since(answer: _Answer[incidents.Incidents]) -> int:
    reach, listed = answer.time - incidents.PAST_DAYS * DAY, answer.value.incidents
    if len(listed) < incidents.MOST_INCIDENTS:
        return _first_whole_day(reach)
    # The oldest ones may have been left out.
    past = (_unix(one.opened) for one in listed if one.state == "resolved")
    oldest = min((time for time in past if time is not None), default=answer.time)
    return _first_whole_day(max(reach, oldest))


def _first_whole_day(time: int) -> int:
    return day_of(time + DAY - 1)
