"""Asks every configured source which repositories there are; one that fails keeps its last list."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from catalogsite.client import Clients
from catalogsite.collectors import SOURCES
from catalogsite.collectors.protocol import Context
from catalogsite.errors import CatalogsiteError
from catalogsite.model import Failure, RepositoryRequest, SourceRun, Value
from catalogsite.whole import write_whole

_NAMING_FIELDS = ("name", "organization", "target", "path", "web_url", "url")


class _Listing(Value):
    time: datetime
    requests: tuple[RepositoryRequest, ...]


def list_repositories(
    settings_list: Sequence[BaseModel],
    state_dir: Path,
    *,
    base_dir: Path,
    now: datetime,
    env: Mapping[str, str],
    clients: Clients,
) -> tuple[list[RepositoryRequest], list[SourceRun]]:
    """The requests of all sources, in their order, and one line of the crawl report for each."""
    context = Context(base_dir=base_dir, now=now, env=env, client=clients)
    requests: list[RepositoryRequest] = []
    runs = []
    for settings in settings_list:
        found, run = _list_one(settings, state_dir / "listings", context, clients)
        requests += found
        runs.append(run)
    return requests, runs


def source_name(settings: Any) -> str:
    """How the crawl report calls a source: what tells it from others of its kind."""
    for field in _NAMING_FIELDS:
        value = getattr(settings, field, None)
        if isinstance(value, str):
            return value
    return str(settings.kind)


def _list_one(
    settings: Any, folder: Path, context: Context, clients: Clients
) -> tuple[list[RepositoryRequest], SourceRun]:
    started, asked = time.monotonic(), clients.requests
    requests: list[RepositoryRequest] = []
    failures: list[Failure] = []
    try:
        for item in SOURCES[settings.kind].collect(settings, context):
            (failures if isinstance(item, Failure) else requests).append(item)  # type: ignore[arg-type]
    except CatalogsiteError as error:
        failures.append(Failure(source=settings.kind, reason=error.what, fix=error.fix))
    except Exception as error:
        # A collector of someone else's may raise anything; the others must go on.
        reason = f"the collector broke: {type(error).__name__}"
        failures.append(Failure(source=settings.kind, reason=reason))
    path = folder / f"{_digest(settings)}.json"
    since = None
    if not failures:
        listing = _Listing(time=context.now, requests=tuple(requests))
        write_whole(path, listing.model_dump_json().encode())
    elif (kept := _kept(path)) is not None:
        since = kept.time
        known = {(request.url, request.path) for request in requests}
        requests += [item for item in kept.requests if (item.url, item.path) not in known]
    return requests, SourceRun(
        kind=settings.kind,
        name=source_name(settings),
        state="ok" if not failures else "stale" if requests else "failed",
        repositories=len(requests),
        requests=clients.requests - asked,
        seconds=round(time.monotonic() - started, 3),
        failures=tuple(item.model_copy(update={"since": since}) for item in failures),
    )


def _digest(settings: BaseModel) -> str:
    return hashlib.sha256(settings.model_dump_json().encode()).hexdigest()[:16]


def _kept(path: Path) -> _Listing | None:
    try:
        return _Listing.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
