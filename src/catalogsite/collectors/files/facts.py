"""Enrichment `facts`: facts of JSON files, which any script or CI job can write."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit, urlunsplit

from pydantic import model_validator

from catalogsite.collectors.files.fact_file import FactFile, facts_of
from catalogsite.collectors.protocol import (
    Address,
    CollectorSettings,
    Context,
    PublicText,
    Secret,
)
from catalogsite.errors import ProviderError, SourceError
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure
from catalogsite.paths.wildcard import matches_any
from catalogsite.repositories.hosts import file_url

MOST_FILES = 100
"""Files that are read of one repository."""

_LARGEST = 16 * 1024 * 1024


class Settings(CollectorSettings):
    """One of `path` (a file or glob beside the configuration), `files` and `url`.

    `files` is a glob of files in each repository whose id matches `repositories`. These may only be
    about entities of their own repository, without `any_entity`.
    """

    kind: Literal["facts"] = "facts"
    path: PublicText | None = None
    files: str | None = None
    url: Address | None = None
    repositories: tuple[str, ...] = ("*",)
    any_entity: bool = False
    token: Secret | None = None

    @model_validator(mode="after")
    def _reads_one(self) -> Self:
        if sum(one is not None for one in (self.path, self.files, self.url)) != 1:
            raise ValueError("expected one of `path`, `files` and `url`")
        return self


def collect(settings: Settings, context: Context) -> Iterator[Fact | Failure]:
    """The facts of each file; a Failure for each fact or file that cannot be used."""
    known = frozenset(map(ref_of, context.entities))
    for file in _files(settings, context):
        if isinstance(file, Failure):
            yield file
        else:
            yield from facts_of(file, known)


def probe(settings: Settings, context: Context) -> None:
    """Read the address, if there is one. Raises ProviderError."""
    if settings.url is not None:
        _of_address(settings.url, settings, context)


def _files(settings: Settings, context: Context) -> Iterator[FactFile | Failure]:
    if settings.url is not None:
        try:
            yield _of_address(settings.url, settings, context)
        except ProviderError as error:
            yield Failure(source="facts", reason=error.what, fix=error.fix, url=error.where)
    elif settings.path is not None:
        yield from _of_machine(settings.path, context)
    else:
        yield from _of_repositories(settings, context)


def _of_address(url: str, settings: Settings, context: Context) -> FactFile:
    parts = urlsplit(url)
    base = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    path = urlunsplit(("", "", parts.path, parts.query, ""))
    token = settings.token.value(context.env) if settings.token else None
    with context.client(base, token=token) as client:
        return FactFile(url, client.get_bytes(path), context.now, url)


def _of_machine(pattern: str, context: Context) -> Iterator[FactFile | Failure]:
    stated = str(Path(pattern).expanduser())
    # The pattern may be absolute, and the folder's own name may hold brackets.
    names = sorted(glob.glob(stated, root_dir=context.base_dir, recursive=True))  # noqa: PTH207
    if not names:
        yield _failure(f"no file matches `{pattern}`", "paths are relative to catalogsite.yaml")
    for name in names:
        path = context.base_dir / name
        try:
            size, content = path.stat().st_size, b""
            if size <= _LARGEST:
                content = path.read_bytes()
        except OSError as error:
            yield _failure(f"{name} cannot be read: {error.strerror}", "check its permissions")
            continue
        if size > _LARGEST:
            yield _failure(f"{name} has more than {_LARGEST >> 20} MB", "split the file")
        else:
            yield FactFile(name, content, context.now)


def _of_repositories(settings: Settings, context: Context) -> Iterator[FactFile | Failure]:
    owned = _entities(context)
    for repository in context.repositories:
        if not matches_any(repository.id, settings.repositories):
            continue
        refs = owned.get(repository.id, ())
        own = tuple(ref for ref in refs if ref.startswith("component:")) or refs
        try:
            found = context.files(repository, settings.files or "")
        except SourceError as error:
            yield Failure.about(
                repository.id,
                error.what,
                source="facts",
                fix=error.fix,
                subjects=own or (repository.id,),
            )
            continue
        if len(found) > MOST_FILES:
            reason = f"{repository.id}: {len(found):,} files match; {MOST_FILES} of them are read"
            yield _failure(reason, "name fewer files in `files`", own or (repository.id,))
        for path in sorted(found)[:MOST_FILES]:
            yield FactFile(
                place=f"{repository.id}/{path}",
                content=found[path],
                time=repository.committed or context.now,
                url=file_url(repository, path),
                commit=repository.commit,
                stale_since=repository.stale_since,
                own=own,
                allowed=None if settings.any_entity else frozenset(refs),
            )


def _entities(context: Context) -> Mapping[str, tuple[str, ...]]:
    """The references of each repository's entities, sorted."""
    found: dict[str, list[str]] = {}
    for ref, origin in context.origins.items():
        if origin.repository is not None:
            found.setdefault(origin.repository, []).append(ref)
    return {name: tuple(sorted(refs)) for name, refs in found.items()}


def _failure(reason: str, fix: str | None, subjects: tuple[str, ...] = ()) -> Failure:
    return Failure(source="facts", reason=reason, fix=fix, subjects=subjects)
