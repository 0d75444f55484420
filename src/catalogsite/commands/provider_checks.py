"""Sends every source and provider of a configuration one cheap request, for `catalogsite doctor`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from catalogsite.collect.run_collector import source_names
from catalogsite.collectors.protocol import Context, Secret
from catalogsite.collectors.registry import git_credentials, registry
from catalogsite.config.settings import Config
from catalogsite.errors import CatalogsiteError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy
from catalogsite.repositories.remote import GitCredential, Remote

TIMEOUT = 10.0
"""Seconds that a server has to answer, and git to list a branch."""

_AT_A_TIME = 16
_ONE_ATTEMPT = RetryPolicy(timeout=TIMEOUT, attempts=1, total=TIMEOUT)

Role = Literal["source", "enrich"]
State = Literal["ok", "failed", "skipped"]


class ProviderCheck(NamedTuple):
    """The answer of one source or provider, in words; `seconds` is None where it was not asked."""

    role: Role
    kind: str
    name: str
    state: State
    answer: str
    fix: str | None = None
    seconds: float | None = None


class _Answer(NamedTuple):
    state: State
    text: str
    fix: str | None = None


def check_providers(
    config: Config, env: Mapping[str, str], now: datetime, *, offline: bool = False
) -> list[ProviderCheck]:
    """One check for each source, then one for each provider; all are asked at the same time."""
    context = Context(config.base_dir, now=now, env=env, client=Clients(retry_policy=_ONE_ATTEMPT))
    credentials = git_credentials(config.sources)
    checks: list[tuple[Role, Any, str, Callable[[], _Answer]]] = []
    for settings, name in _named(config.sources):
        check = partial(_check_source, settings, context, credentials)
        checks.append(("source", settings, name, check))
    for settings, name in _named(config.enrich):
        checks.append(("enrich", settings, name, partial(_check_enrichment, settings, context)))
    if offline:
        return [
            ProviderCheck(role, one.kind, name, "skipped", "not asked: --offline")
            for role, one, name, _ in checks
        ]
    with ThreadPoolExecutor(_AT_A_TIME) as executor:
        return list(executor.map(lambda one: _timed(*one), checks))


def _named(settings_list: Sequence[Any]) -> list[tuple[Any, str]]:
    return list(zip(settings_list, source_names(settings_list), strict=True))


def _timed(role: Role, settings: Any, name: str, check: Callable[[], _Answer]) -> ProviderCheck:
    started = time.monotonic()
    try:
        answer = check()
    except CatalogsiteError as error:
        where = f" ({error.where})" if error.where else ""
        answer = _Answer("failed", f"{error.what}{where}", error.fix)
    except Exception as error:
        # A collector of somebody else's may raise anything.
        answer = _Answer("failed", f"the collector broke: {type(error).__name__}")
    seconds = None if answer.state == "skipped" else round(time.monotonic() - started, 3)
    return ProviderCheck(role, settings.kind, name, *answer, seconds)


def _check_source(
    settings: Any, context: Context, credentials: Mapping[str, GitCredential]
) -> _Answer:
    """The first repository that a source lists, read from the server where it has an address."""
    collector = registry().sources[settings.kind]
    first = next(islice(iter(collector.collect(settings, context)), 1), None)
    if isinstance(first, Failure):
        where = f" ({first.url})" if first.url else ""
        return _Answer("failed", f"{first.reason}{where}", first.fix)
    if not isinstance(first, RepositoryRequest):
        fix = "check what it includes and excludes, and what its token may read"
        return _Answer("failed", "lists no repository", fix)
    if first.url is not None:
        parts = urlsplit(first.url) if "://" in first.url else None
        credential = credentials.get(f"{parts.scheme}://{parts.netloc}") if parts else None
        Remote(first.url, first.branch, credential).head(TIMEOUT)
    return _Answer("ok", f"answered: first repository {first.name}{_token(settings, context)}")


def _check_enrichment(settings: Any, context: Context) -> _Answer:
    probe = getattr(registry().enrichments[settings.kind], "probe", None)
    if probe is None:
        return _Answer("skipped", "not asked: its collector has no function `probe`")
    probe(settings, context)
    return _Answer("ok", f"answered{_token(settings, context)}")


def _token(settings: Any, context: Context) -> str:
    token = getattr(settings, "token", None)
    if not isinstance(token, Secret):
        return ""
    if token.value(context.env) is None:
        return f"; without a token: {token.env} is not set"
    return f"; with the token in {token.env}"
