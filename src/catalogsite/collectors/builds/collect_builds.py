"""Collects the builds of every target of a CI system: asks, looks into failing ones, makes facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Event
from typing import Any, NamedTuple

from catalogsite.collectors.builds.asking import Asked, failure_about
from catalogsite.collectors.builds.failing_builds import (
    BuildSettings,
    Found,
    Listed,
    newest_failing,
    not_looked_into,
)
from catalogsite.collectors.builds.runs import builds_of
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.targets import Target
from catalogsite.errors import ProviderError
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.build_runs import BuildRuns, FailedJob, Workflow, fact_key
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

Results = Iterator[Fact | Failure]


class Api(NamedTuple):
    """The API of a CI system: its name in messages, what opens a client, and what asks about a target.

    `read` yields the workflows of the target, or of each of its parts. It raises ProviderError where
    nothing more can be read.
    """

    name: str
    open: Callable[[Any, Context], Client]
    read: Callable[[Any, Asked], Iterable[Found]]


@dataclass(slots=True)
class _Answer:
    """What was asked, what was found, and the error that ended it."""

    asked: Asked
    found: list[Found] = field(default_factory=list)
    error: ProviderError | None = None


def collect_builds(settings: Any, context: Context, api: Api, targets: Iterable[Target]) -> Results:
    """The builds of each target; a failure for each that cannot be read.

    Refused credentials are refused for every target: all keep what they had, and none is asked.
    """

    def read(target: Target) -> _Answer:
        answer = _Answer(Asked(client, settings.kind, api.name, target))
        if refused.is_set():
            return answer
        try:
            for one in api.read(settings, answer.asked):
                answer.found.append(one)
        except ProviderError as error:
            answer.error = error
            if error.status == HTTPStatus.UNAUTHORIZED:
                refused.set()
        return answer

    listed, refused = list(targets), Event()
    # A system whose list has the failed jobs has no limit for asking.
    most = settings.max_failing if isinstance(settings, BuildSettings) else 0
    if not listed:
        return
    with api.open(settings, context) as client:
        answers = [answer for _, answer in client.each(read, listed)]
        yield from _facts(answers, client, context, most)
    for answer in answers:
        yield from answer.asked.missed()
        if answer.error is not None:
            yield failure_about(settings.kind, answer.asked.target, answer.error)
            if answer.error.status == HTTPStatus.UNAUTHORIZED:
                # Those in flight were refused for the same reason.
                return


def _facts(answers: list[_Answer], client: Client, context: Context, most: int) -> Results:
    """The facts of all answers, in their order, with the failed jobs of the newest failing builds."""
    pairs = [(one, answer.asked) for answer in answers for one in answer.found]
    choice = newest_failing([found for found, _ in pairs], most)

    def complete(number: int) -> BuildRuns | None:
        found, asked = pairs[number]
        return builds_of(
            _with_jobs(one, asked) if (number, place) in choice.places else one.workflow
            for place, one in enumerate(found.workflows)
        )

    for number, value in client.each(complete, range(len(pairs))):
        found, asked = pairs[number]
        source = Provenance(source=asked.kind, time=context.now, url=found.url)
        for subject in found.target.subjects if value is not None else ():
            yield Fact(subject=subject, key=fact_key(asked.kind), value=value, provenance=source)
    if pairs and (failure := not_looked_into(pairs[0][1].kind, choice, most)):
        yield failure


def _with_jobs(listed: Listed, asked: Asked) -> Workflow:
    jobs: tuple[FailedJob, ...] = ()
    try:
        jobs = listed.failed() if listed.failed is not None else ()
    except ProviderError as error:
        asked.failures.append(failure_about(asked.kind, asked.target, error))
    return listed.workflow.model_copy(update={"failed": jobs}) if jobs else listed.workflow
