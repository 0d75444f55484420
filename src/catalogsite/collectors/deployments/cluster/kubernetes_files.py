"""Objects of Kubernetes in manifests: what `kubectl get -o yaml` wrote, or a repository of Flux."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from catalogsite.collectors.deployments.cluster.kubernetes_objects import (
    GROUPS,
    KubernetesObject,
    ObjectKind,
    object_of,
)
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.errors import SourceError
from catalogsite.model.fact import Provenance
from catalogsite.model.source_run import Failure
from catalogsite.paths.wildcard import matches_any
from catalogsite.repositories.hosts import file_url
from catalogsite.yaml12.documents import iter_documents

MOST_FILES = 1000
"""Files that are read of one repository, or beside the configuration."""

_LARGEST = 16 * 1024 * 1024
_FORMAT = "manifests of Kubernetes"


class _File(NamedTuple):
    place: str
    content: bytes
    source: Provenance
    folder: str


def objects_in_files(
    settings: Any, context: Context, responses: dict[str, Response]
) -> Iterator[KubernetesObject | Failure]:
    """The objects of the manifests; a Failure for each file that cannot be used.

    `responses` gets what reads each file by its name: what is noted is known when all was read.
    """
    files = _of_machine if settings.path is not None else _of_repositories
    for file in files(settings, context):
        if isinstance(file, Failure):
            yield file
        else:
            response = responses[file.place] = Response(file.source.url or file.place, _FORMAT)
            yield from _objects(file, response, settings)


def _of_machine(settings: Any, context: Context) -> Iterator[_File | Failure]:
    stated = str(Path(settings.path).expanduser())
    # The pattern may be absolute, and the folder's own name may hold brackets.
    names = sorted(glob.glob(stated, root_dir=context.base_dir, recursive=True))  # noqa: PTH207  (Path.glob takes no absolute pattern)
    if not names:
        reason = f"no file matches `{settings.path}`"
        yield _failure(settings, reason, "paths are relative to catalogsite.yaml")
    yield from _too_many(settings, f"`{settings.path}`", len(names))
    for name in names[:MOST_FILES]:
        path = context.base_dir / name
        try:
            status = path.stat()
            content = path.read_bytes() if status.st_size <= _LARGEST else b""
        except OSError as error:
            yield _failure(
                settings, f"{name} cannot be read: {error.strerror}", "check its permissions"
            )
            continue
        if status.st_size > _LARGEST:
            yield _failure(settings, f"{name} has more than {_LARGEST >> 20} MB", "split the file")
            continue
        written = datetime.fromtimestamp(status.st_mtime, UTC)
        source = Provenance(source=settings.kind, time=min(written, context.now))
        yield _File(name, content, source, path.resolve().parent.name)


def _of_repositories(settings: Any, context: Context) -> Iterator[_File | Failure]:
    for repository in context.repositories:
        if not matches_any(repository.id, settings.repositories):
            continue
        try:
            found = context.files(repository, settings.files)
        except SourceError as error:
            yield _failure(settings, f"{repository.id}: {error.what}", error.fix)
            continue
        yield from _too_many(settings, repository.id, len(found))
        for path in sorted(found)[:MOST_FILES]:
            source = Provenance(
                source=settings.kind,
                time=repository.committed or context.now,
                url=file_url(repository, path),
                commit=repository.commit,
                stale_since=repository.stale_since,
            )
            folder = PurePosixPath(path).parent.name or repository.name
            yield _File(f"{repository.id}/{path}", found[path], source, folder)


def _objects(
    file: _File, response: Response, settings: Any
) -> Iterator[KubernetesObject | Failure]:
    for number, (value, error) in enumerate(_documents(file.content)):
        if error is not None:
            fix = "correct it, or name other files"
            yield _failure(settings, f"{file.place}: {error}", fix)
            continue
        if isinstance(value, dict):
            for kind, item in _items(Item(response, value, f"[{number}]"), settings):
                yield object_of(kind, item, file.source, file.folder)


def _items(found: Item, settings: Any) -> Iterator[tuple[ObjectKind, Item]]:
    """The objects that are read, of a list too, as `kubectl get` writes it for several.

    The objects of a list of one kind, as the API answers it, do not say themselves what they are.
    """
    kind, version = (str(found.value.get(key) or "") for key in ("kind", "apiVersion"))
    of_list = kind.removesuffix("List")
    for one in found.items("items") if kind.endswith("List") else (found,):
        own = one.value.get("kind", of_list)
        group = str(one.value.get("apiVersion", version)).partition("/")[0]
        wanted = next((name for name in settings.objects if name == own), None)
        if wanted is not None and group == GROUPS[wanted]:
            yield wanted, one


def _documents(content: bytes) -> Iterator[tuple[Any, str | None]]:
    """The value of each document, or why it has none."""
    text = content.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("{"):
        try:
            yield json.loads(text), None
        except (ValueError, RecursionError):
            yield None, "it is not JSON"
        return
    for document in iter_documents(text):
        if document.error is None:
            yield document.data, None
        else:
            yield None, f"line {document.error.position.line}: it is not YAML"


def _too_many(settings: Any, where: str, count: int) -> Iterator[Failure]:
    if count > MOST_FILES:
        reason = f"{where}: {count:,} files match; {MOST_FILES:,} of them are read"
        yield _failure(settings, reason, "name fewer files")


def _failure(settings: Any, reason: str, fix: str | None) -> Failure:
    return Failure(source=settings.kind, reason=reason, fix=fix)
