"""Runs one collector: validates what it yields, and turns errors into failures."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar

from catalogsite.collect.facts.broken_measures import broken_measures
from catalogsite.collect.facts.check_facts import failures_of
from catalogsite.collect.facts.failure_causes import by_cause
from catalogsite.collect.facts.repeated_facts import single_facts
from catalogsite.collectors.protocol import Context, EnrichCollector, Secret, SourceCollector
from catalogsite.errors import CatalogsiteError
from catalogsite.model.fact import Fact
from catalogsite.model.fact_check import WrongFact, check_fact
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.network.redaction import Redactor

_NAMING_FIELDS = ("name", "organization", "target", "path", "files", "web_url", "url")
_Item = TypeVar("_Item")


class CollectorResult(NamedTuple, Generic[_Item]):
    """What a collector yielded, its number of HTTP requests, and how long it ran in seconds."""

    items: list[_Item]
    failures: list[Failure]
    requests: int
    seconds: float


def run_source(
    collector: SourceCollector, settings: Any, context: Context
) -> CollectorResult[RepositoryRequest]:
    """The repositories that a source names; a failure for any other value."""
    result = _run(collector.collect, settings, context)
    requests = [item for item in result.items if isinstance(item, RepositoryRequest)]
    others = [item for item in result.items if not isinstance(item, RepositoryRequest)]
    failures = [*result.failures, *(_no_request(settings.kind, item) for item in others)]
    return CollectorResult(requests, failures, result.requests, result.seconds)


def run_enrichment(
    collector: EnrichCollector, settings: Any, context: Context
) -> CollectorResult[Fact]:
    """The valid facts of a provider; a failure for each kind of wrong or contradictory one."""
    result = _run(collector.collect, settings, context)
    checked = [check_fact(item) for item in result.items]
    facts, repeated = single_facts(settings.kind, [one for one in checked if isinstance(one, Fact)])
    wrong = [one for one in checked if isinstance(one, WrongFact)]
    broken = broken_measures(settings.kind, facts)
    failures = [*result.failures, *failures_of(settings.kind, wrong), *repeated, *broken]
    return CollectorResult(facts, by_cause(failures), result.requests, result.seconds)


def _run(
    collect: Callable[[Any, Context], Iterable[object]], settings: Any, context: Context
) -> CollectorResult[object]:
    started = time.monotonic()
    client = context.client.of_collector(getattr(settings, "max_requests", None))
    context = replace(context, client=client)
    items: list[object] = []
    failures: list[Failure] = []
    try:
        for item in collect(settings, context):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                items.append(item)
    except CatalogsiteError as error:
        failures.append(
            Failure(source=settings.kind, reason=error.what, fix=error.fix, url=error.where)
        )
    except (Exception, SystemExit) as error:
        # A collector of someone else's may raise anything, and a provider answer any nonsense.
        reason = f"the collector broke: {type(error).__name__}"
        failures.append(Failure(source=settings.kind, reason=reason))
    seconds = round(time.monotonic() - started, 3)
    redactor = Redactor(secrets_of(settings, context))
    failures = [_redacted(failure, redactor) for failure in failures]
    return CollectorResult(items, failures, client.requests, seconds)


def secrets_of(settings: Any, context: Context) -> tuple[str, ...]:
    """The values of the variables that the settings of a collector name."""
    named = (value for _, value in settings if isinstance(value, Secret))
    return tuple(filter(None, (one.value(context.env) for one in named)))


def _redacted(failure: Failure, redactor: Redactor) -> Failure:
    # A collector of someone else's may quote an address, or the header that it sent.
    texts = {name: getattr(failure, name) for name in ("reason", "fix", "url", "cause")}
    return failure.model_copy(
        update={name: redactor(text) for name, text in texts.items() if text is not None}
    )


def _no_request(source: str, item: object) -> Failure:
    got = type(item).__name__
    return Failure(
        source=source,
        reason=f"expected a RepositoryRequest or a Failure, got {got}",
        fix=f"correct the collector `{source}`",
    )


def source_names(settings_list: Iterable[Any]) -> list[str]:
    """The name of each collector in the crawl report, different from others of its kind."""
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for settings in settings_list:
        name = _name(settings)
        seen[settings.kind, name] += 1
        number = seen[settings.kind, name]
        names.append(name if number == 1 else f"{name} ({number})")
    return names


def _name(settings: Any) -> str:
    for field in _NAMING_FIELDS:
        value = getattr(settings, field, None)
        if isinstance(value, str):
            return value
    return str(settings.kind)
