"""Asks every configured source which repositories there are; one that fails keeps its last list."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from catalogsite.collect.asking import ask, source_name
from catalogsite.collectors import SOURCES
from catalogsite.collectors.protocol import Context
from catalogsite.model import RepositoryRequest, SourceRun, Value
from catalogsite.whole import write_whole


class _Listing(Value):
    time: datetime
    requests: tuple[RepositoryRequest, ...]


def list_repositories(
    settings_list: Sequence[BaseModel], context: Context, state_dir: Path
) -> tuple[list[RepositoryRequest], list[SourceRun]]:
    """The requests of all sources, in their order, and one line of the crawl report for each."""
    requests: list[RepositoryRequest] = []
    runs = []
    for settings in settings_list:
        found, run = _list_one(settings, state_dir / "listings", context)
        requests += found
        runs.append(run)
    return requests, runs


def _list_one(
    settings: Any, folder: Path, context: Context
) -> tuple[list[RepositoryRequest], SourceRun]:
    told = ask(SOURCES[settings.kind].collect, settings, context)
    requests = told.items
    path = folder / f"{_digest(settings)}.json"
    since = None
    if not told.failures:
        listing = _Listing(time=context.now, requests=tuple(requests))
        write_whole(path, listing.model_dump_json().encode())
    elif (kept := _kept(path)) is not None:
        since = kept.time
        known = {(request.url, request.path) for request in requests}
        requests += [item for item in kept.requests if (item.url, item.path) not in known]
    return requests, SourceRun(
        kind=settings.kind,
        name=source_name(settings),
        state="ok" if not told.failures else "stale" if requests else "failed",
        repositories=len(requests),
        requests=told.requests,
        seconds=told.seconds,
        failures=tuple(item.model_copy(update={"since": since}) for item in told.failures),
    )


def _digest(settings: BaseModel) -> str:
    return hashlib.sha256(settings.model_dump_json().encode()).hexdigest()[:16]


def _kept(path: Path) -> _Listing | None:
    try:
        return _Listing.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
