"""Sends every source and provider of a configuration a few cheap requests, for `catalogsite doctor`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from catalogsite.collect.crawl.list_sources import source_key
from catalogsite.collect.run_collector import source_names
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.registry import git_credentials, registry
from catalogsite.commands.doctor.diagnosis import ProviderCheck, Reach, Role
from catalogsite.commands.doctor.question import TIMEOUT, Question
from catalogsite.commands.doctor.reach import reach_of_provider, reach_of_source
from catalogsite.config.settings import Config
from catalogsite.execution.interruptible_threads import map_in_threads
from catalogsite.model.snapshot import Snapshot
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy

ONE_ATTEMPT = RetryPolicy(timeout=TIMEOUT, attempts=1, total=TIMEOUT)
_AT_A_TIME = 16


def check_providers(
    config: Config,
    env: Mapping[str, str],
    now: datetime,
    snapshot: Snapshot | None = None,
    *,
    offline: bool = False,
    retry_policy: RetryPolicy = ONE_ATTEMPT,
) -> list[ProviderCheck]:
    """One check for each source, then one for each provider; all are asked at the same time.

    `snapshot` is the last one, whose entities are counted.
    """
    context = Context(
        config.base_dir,
        now=now,
        env=env,
        client=Clients(retry_policy=retry_policy),
        entities=snapshot.entities if snapshot else (),
        repositories=snapshot.repositories if snapshot else (),
        origins=snapshot.origins if snapshot else {},
        enrichments=tuple(config.enrich),
    )
    asked = list(_all(config, context))
    if offline:
        checks = [one.skipped("not asked: --offline") for one in asked]
    else:
        checks = list(map_in_threads(Question.asked, asked, _AT_A_TIME))
    if snapshot is None:
        return checks
    return [with_reach(check, one, snapshot) for check, one in zip(checks, asked, strict=True)]


def _all(config: Config, context: Context) -> Iterator[Question]:
    credentials = git_credentials(config.sources)
    parts: Sequence[tuple[Role, Sequence[Any]]] = (
        ("source", config.sources),
        ("enrich", config.enrich),
    )
    for role, listed in parts:
        for settings, name in zip(listed, source_names(listed), strict=True):
            collector = registry().collectors(role)[settings.kind]
            yield Question(role, collector, settings, name, context, credentials)


def with_reach(check: ProviderCheck, asked: Question, snapshot: Snapshot) -> ProviderCheck:
    """The check with the entities that map to it, or with a note that they cannot be counted."""
    try:
        return check.model_copy(update={"reach": _reach(asked, snapshot)})
    except Exception as error:
        # The functions of a package may raise anything.
        note = f"its entities cannot be counted: `targets` raised {type(error).__name__}"
        return check.model_copy(update={"notes": (*check.notes, note)})


def _reach(asked: Question, snapshot: Snapshot) -> Reach | None:
    if asked.role == "source":
        return reach_of_source(source_key(asked.settings), snapshot)
    return reach_of_provider(asked.collector, asked.settings, asked.name, asked.context, snapshot)
