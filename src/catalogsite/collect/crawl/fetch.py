"""Fetches every requested repository; the failure of one does not affect the others.

If a remote cannot be reached, its mirror is used, marked stale since its last successful fetch.
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from catalogsite.collect.crawl.merge_requests import deduplicated
from catalogsite.errors import CatalogsiteError, SourceError
from catalogsite.execution.progress import Progress, counted
from catalogsite.model.repository import Repository, RepositoryRequest, RepositoryState
from catalogsite.model.source_run import Failure
from catalogsite.network.outage import Outages
from catalogsite.network.redaction import redact
from catalogsite.repositories.clone import Clone, clone_of
from catalogsite.repositories.commit_tree import CommitTree
from catalogsite.repositories.folder_tree import FolderTree
from catalogsite.repositories.git import UnreachableError
from catalogsite.repositories.hosts import flavour, web_url_of
from catalogsite.repositories.memory_tree import MemoryTree
from catalogsite.repositories.mirror import Mirror, MirrorRecord
from catalogsite.repositories.mirror_tree import GitTree
from catalogsite.repositories.remote import GitCredential, Remote
from catalogsite.repositories.tree import Tree

STAGE = "fetch"
PER_HOST = 4
_LOST_FETCHES = 2
DEFAULT_JOBS = 8


class Content(NamedTuple):
    """The content of an address: a blob of the store, or the reason why it could not be read."""

    blob: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository that can be read. It holds no open file and no secret, so it can be pickled.

    `key` changes if, and only if, there is something new to read. `clone` is set where a folder is
    read as it was at the repository's commit. `contents` are addresses that its placeholders name,
    with the blob in the store of each, or why it could not be read.
    """

    repository: Repository
    request: RepositoryRequest
    key: str
    remote: Remote | None = None
    mirrors: Path | None = None
    clone: Clone | None = None
    contents: tuple[tuple[str, Content], ...] = ()

    def open(self) -> Tree:
        """The files of the folder, or of the commit that was fetched or asked for."""
        if self.request.files:
            return MemoryTree(dict(self.request.files))
        if self.clone is not None and self.repository.commit is not None:
            return CommitTree(self.clone, self.repository.commit)
        if self.remote is None or self.mirrors is None or self.repository.commit is None:
            return FolderTree(Path(self.request.path or ""))
        return GitTree(Mirror(self.remote, self.mirrors), self.repository.commit)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches one repository; an instance is shared by all fetches of a run."""

    mirrors: Path
    previous: Mapping[str, Repository]
    now: datetime
    credentials: Mapping[str, GitCredential]
    revision: str | None = None
    outages: Outages = field(default_factory=Outages)

    def __call__(self, request: RepositoryRequest) -> list[Checkout | Failure]:
        """A checkout, a failure, or both if the remote failed and the checkout is of its mirror."""
        try:
            if request.files:
                key = hashlib.sha256(repr(request.files).encode()).hexdigest()
                return [Checkout(_repository(request, request.web_url), request, key)]
            if request.path is not None:
                return [self._folder(request, Path(request.path))]
            return self._remote(request, self._remote_of(request))
        except CatalogsiteError as error:
            return [self._failure(request, error)]
        except Exception as error:
            # No error of one repository may end the run.
            what = f"fetching it failed: {type(error).__name__}: {error}"
            return [self._failure(request, SourceError(what))]

    def _folder(self, request: RepositoryRequest, path: Path) -> Checkout:
        tree = FolderTree(path)
        known = web_url_of(tree.info.remote) if tree.info.remote else None
        web_url = request.web_url or (known[0] if known else None)
        repository = _repository(request, web_url).model_copy(
            update={
                "branch": request.branch or tree.info.branch,
                "commit": tree.info.commit,
                "committed": tree.info.committed,
            }
        )
        return self._at_revision(Checkout(repository, request, tree.key), path)

    def _at_revision(self, checkout: Checkout, folder: Path) -> Checkout:
        """The checkout at the revision; unchanged where the folder's clone does not have it."""
        clone = clone_of(folder) if self.revision else None
        commit = clone.commit(self.revision) if clone and self.revision else None
        if clone is None or commit is None:
            return checkout
        repository = checkout.repository.model_copy(update={"commit": commit})
        return Checkout(repository, checkout.request, f"{commit} {clone.prefix}", clone=clone)

    def _remote_of(self, request: RepositoryRequest) -> Remote:
        url = request.url or ""
        parts = urlsplit(url)
        credential = self.credentials.get(f"{parts.scheme}://{parts.netloc}")
        return Remote(url, request.branch, credential)

    def _remote(self, request: RepositoryRequest, remote: Remote) -> list[Checkout | Failure]:
        mirror = Mirror(remote, self.mirrors)
        outage = self.outages.of(_server_of(remote.url))
        try:
            if outage.error is not None:
                raise outage.error
            record, fetched = mirror.update(self.now)
            if fetched:
                GitTree(mirror, record.commit).prefetch()
            mirror.write_record(record.model_copy(update={"fetched": self.now}))
        except CatalogsiteError as error:
            if isinstance(error, UnreachableError):
                outage.record(error, limit=_LOST_FETCHES)
            else:
                outage.end()
            failure = self._failure(request, error)
            kept = mirror.record()
            return [failure] if kept is None else [self._stale(request, remote, kept), failure]
        outage.end()
        state = RepositoryState.READ if fetched else RepositoryState.UNCHANGED
        return [self._checkout(request, remote, record, state)]

    def _stale(self, request: RepositoryRequest, remote: Remote, kept: MirrorRecord) -> Checkout:
        checkout = self._checkout(request, remote, kept, RepositoryState.STALE)
        repository = checkout.repository.model_copy(update={"stale_since": kept.fetched})
        return replace(checkout, repository=repository)

    def _checkout(
        self,
        request: RepositoryRequest,
        remote: Remote,
        record: MirrorRecord,
        state: RepositoryState,
    ) -> Checkout:
        known = web_url_of(remote.url)
        repository = _repository(request, request.web_url or (known[0] if known else None))
        found = {
            "branch": record.branch,
            "commit": record.commit,
            "committed": record.committed,
            "state": state,
        }
        return Checkout(
            repository.model_copy(update=found), request, record.commit, remote, self.mirrors
        )

    def _failure(self, request: RepositoryRequest, error: CatalogsiteError) -> Failure:
        url = redact(request.url) if request.url else None
        subject = subject_of(request)
        before = self.previous.get(subject)
        return Failure(
            source=request.source,
            reason=f"{request.name}: {error.what}",
            fix=error.fix,
            url=url,
            since=before.stale_since if before else None,
            subjects=(subject,),
        )


def fetch_all(
    requests: Sequence[RepositoryRequest],
    state_dir: Path,
    previous: Mapping[str, Repository],
    jobs: int | None,
    progress: Progress,
    now: datetime,
    *,
    credentials: Mapping[str, GitCredential] | None = None,
    revision: str | None = None,
) -> list[Checkout | Failure]:
    """A checkout or a failure for each request, in their order; both where a checkout is stale.

    Requests for one repository count as one. `previous` are the repositories of the last snapshot
    by id, `credentials` the one for each server, and `revision` the
    commit of their clones that folders are read at.
    """
    wanted = deduplicated(requests)
    fetcher = Fetcher(state_dir.absolute() / "git", previous, now, credentials or {}, revision)
    fetch = _at_most_per_host(fetcher, PER_HOST)
    progress.start(STAGE, len(wanted))
    found: list[Checkout | Failure] = []
    executor = ThreadPoolExecutor(jobs or DEFAULT_JOBS, thread_name_prefix="fetch")
    try:
        for request, results in zip(wanted, executor.map(fetch, wanted), strict=True):
            progress.step(STAGE, request.name)
            found += results
    finally:
        executor.shutdown(cancel_futures=True)
    failed = sum(isinstance(result, Failure) for result in found)
    words = counted(len(wanted), "repository", "repositories")
    progress.done(STAGE, f"{words}, {failed} failed")
    return _with_unique_ids(found)


Fetch = Callable[[RepositoryRequest], list[Checkout | Failure]]


def _at_most_per_host(fetch: Fetch, limit: int) -> Fetch:
    hosts: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(limit))
    addresses: dict[str, threading.Lock] = defaultdict(threading.Lock)
    lock = threading.Lock()

    def gated(request: RepositoryRequest) -> list[Checkout | Failure]:
        if request.url is None:
            return fetch(request)
        with lock:
            # Two requests for one repository use the same mirror, so one waits for the other.
            address = addresses[request.url]
            host = hosts[_server_of(request.url)]
        with address, host:
            return fetch(request)

    return gated


def _server_of(url: str) -> str:
    known = web_url_of(url)
    return urlsplit(known[0]).netloc if known else url


def subject_of(request: RepositoryRequest) -> str:
    """The subject of failures to fetch a repository: the id that it would have."""
    return _repository(request, request.web_url).id


def _repository(request: RepositoryRequest, web_url: str | None) -> Repository:
    host = urlsplit(web_url).hostname if web_url else None
    return Repository(
        id=web_url.partition("://")[2] if web_url else request.name,
        name=request.name,
        source=request.source,
        web_url=web_url,
        host=(request.host or flavour(host)) if host else None,
        description=request.description,
        topics=request.topics,
        archived=request.archived,
        visibility=request.visibility,
    )


def _with_unique_ids(found: list[Checkout | Failure]) -> list[Checkout | Failure]:
    taken: set[str] = set()
    result: list[Checkout | Failure] = []
    for item in found:
        if isinstance(item, Checkout):
            name = _free_id(item, taken)
            taken.add(name)
            repository = item.repository.model_copy(update={"id": name})
            result.append(replace(item, repository=repository))
        else:
            result.append(item)
    return result


def _free_id(checkout: Checkout, taken: set[str]) -> str:
    wanted = checkout.repository.id
    if wanted not in taken:
        return wanted
    parent = Path(checkout.request.path or "").parent.name
    if parent and f"{parent}/{wanted}" not in taken:
        return f"{parent}/{wanted}"
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
