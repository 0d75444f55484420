"""Lists the repositories of every configured source; one that fails keeps its last list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from catalogsite.collect.run_collector import run_source, source_names
from catalogsite.collect.side_by_side import side_by_side
from catalogsite.collectors.protocol import Context, SourceCollector
from catalogsite.collectors.registry import Registry, registry
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import SourceRun
from catalogsite.model.value import Value
from catalogsite.state.checked_file import read_checked, write_checked


class Listing(NamedTuple):
    """The requests of one source, its line of the crawl report, and the digest of its settings."""

    requests: list[RepositoryRequest]
    run: SourceRun
    key: str


class _Kept(Value):
    time: datetime
    requests: tuple[RepositoryRequest, ...]


def list_repositories(
    settings_list: Sequence[BaseModel],
    context: Context,
    state_dir: Path,
    collectors: Registry | None = None,
) -> list[Listing]:
    """The listing of each source, in their order; `state_dir` keeps the last good ones.

    `collectors` replaces the registry.
    """
    folder = state_dir / "listings"
    sources = (collectors or registry()).sources
    named = list(zip(settings_list, source_names(settings_list), strict=True))
    return side_by_side(lambda one: _list_one(*one, folder, context, sources), named)


def _list_one(
    settings: Any, name: str, folder: Path, context: Context, sources: Mapping[str, SourceCollector]
) -> Listing:
    result = run_source(sources[settings.kind], settings, context)
    requests = result.items
    key = source_key(settings)
    path = folder / f"{key}.json"
    since = None
    kept = _kept(path)
    if not result.failures:
        # An empty answer is more often a fault of the host than the end of all repositories.
        if requests or kept is None or not kept.requests:
            kept_now = _Kept(time=context.now, requests=tuple(requests))
            write_checked(path, kept_now.model_dump_json().encode())
    elif kept is not None:
        since = kept.time
        requests += _not_listed(kept.requests, requests)
    run = SourceRun(
        kind=settings.kind,
        name=name,
        state="ok" if not result.failures else "stale" if requests else "failed",
        repositories=len(requests),
        requests=result.requests,
        seconds=result.seconds,
        failures=tuple(item.model_copy(update={"since": since}) for item in result.failures),
    )
    return Listing(requests, run, key)


def _not_listed(
    kept: Iterable[RepositoryRequest], listed: Iterable[RepositoryRequest]
) -> list[RepositoryRequest]:
    """The kept requests for repositories that are not listed, by another address neither."""
    known = {request.address for request in listed}
    known |= {request.native_id for request in listed if request.native_id}
    missing = [one for one in kept if known.isdisjoint((one.address, one.native_id))]
    # What was the tip of a branch then may not be it now.
    return [one.model_copy(update={"head": None}) for one in missing]


def remove_old_listings(
    settings_list: Sequence[BaseModel], runs: Iterable[SourceRun], state_dir: Path
) -> None:
    """Remove the last good listing of each source that answered in `runs` and named nothing.

    For a catalog that was published: its empty sources are the truth from now on.
    """
    empty = {(run.kind, run.name) for run in runs if run.state == "ok" and not run.repositories}
    for settings, name in zip(settings_list, source_names(settings_list), strict=True):
        if (getattr(settings, "kind", ""), name) in empty:
            (state_dir / "listings" / f"{source_key(settings)}.json").unlink(missing_ok=True)


def source_key(settings: BaseModel) -> str:
    """The digest of the settings of a source, by which its listing and its size are kept."""
    # The budget decides nothing about which repositories there are.
    settled = settings.model_dump_json(exclude={"max_requests"})
    return hashlib.sha256(settled.encode()).hexdigest()[:16]


def _kept(path: Path) -> _Kept | None:
    content = read_checked(path)
    try:
        return _Kept.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None
