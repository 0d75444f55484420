"""Fetches every requested repository; the failure of one does not affect the others.

If a remote cannot be reached, its mirror is used, marked stale since its last successful fetch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.crawl.fetch_pool import Fetched, fetched, server_of
from catalogsite.collect.crawl.merge_requests import deduplicated
from catalogsite.collect.crawl.unique_ids import with_unique_ids
from catalogsite.errors import CatalogsiteError, SourceError
from catalogsite.execution.progress import Progress, counted
from catalogsite.model.repository import Repository, RepositoryRequest, RepositoryState
from catalogsite.model.source_run import Failure
from catalogsite.network.outage import Outages
from catalogsite.network.redaction import redact
from catalogsite.repositories.clone import clone_of
from catalogsite.repositories.git import UnreachableError
from catalogsite.repositories.head_requests import HeadRequests
from catalogsite.repositories.hosts import authority_of, flavour_of, web_url_of
from catalogsite.repositories.mirror import Mirror, MirrorRecord
from catalogsite.repositories.ref_listing import Head
from catalogsite.repositories.remote import GitCredential, Remote, credential_for
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.mirror_tree import GitTree

STAGE = "fetch"
PER_HOST = 4
_LOST_FETCHES = 2
DEFAULT_JOBS = 8


class KnownServers(NamedTuple):
    """What the configuration says of servers: credentials as `credential_for` takes, flavours by host.

    At most `fetches` repositories are fetched from one server at a time.
    """

    credentials: Mapping[str, GitCredential] = {}
    flavours: Mapping[str, str] = {}
    fetches: int = PER_HOST


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches one repository; an instance is shared by all fetches of a run.

    `requested` are the web pages of all repositories of the run; `heads` asks servers for tips.
    """

    mirrors: Path
    previous: Mapping[str, Repository]
    now: datetime
    servers: KnownServers
    revision: str | None = None
    requested: frozenset[str] = frozenset()
    outages: Outages = field(default_factory=Outages)
    heads: HeadRequests = field(default_factory=lambda: HeadRequests(PER_HOST))

    def __call__(self, request: RepositoryRequest) -> list[Checkout | Failure]:
        """A checkout, a failure, or both if the remote failed and the checkout is of its mirror."""
        try:
            if request.files:
                key = hashlib.sha256(repr(request.files).encode()).hexdigest()
                return [Checkout(self._repository(request, request.web_url), request, key)]
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
        repository = self._repository(request, web_url).model_copy(
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
        return Remote(url, request.branch, credential_for(self.servers.credentials, url))

    def _remote(self, request: RepositoryRequest, remote: Remote) -> list[Checkout | Failure]:
        mirror = Mirror(remote, self.mirrors)
        outage = self.outages.of(server_of(remote.url))
        try:
            if outage.error is not None:
                raise outage.error
            self._follow_rename(request, mirror)
            record, is_new = mirror.update(self.now, self._head(request, remote))
            if is_new:
                GitTree(mirror, record.commit).prefetch()
            mirror.write_record(
                record.model_copy(
                    update={
                        "url": remote.url,
                        "fetched": self.now,
                        "native_id": request.native_id,
                    }
                )
            )
        except CatalogsiteError as error:
            if isinstance(error, UnreachableError):
                outage.record(error, limit=_LOST_FETCHES)
            else:
                outage.end()
            failure = self._failure(request, error)
            kept = mirror.record()
            return [failure] if kept is None else [self._stale(request, remote, kept), failure]
        outage.end()
        state = RepositoryState.READ if is_new else RepositoryState.UNCHANGED
        return [self._checkout(request, remote, record, state)]

    def _head(self, request: RepositoryRequest, remote: Remote) -> Head | None:
        """The tip that the host's list has named, or its server now; None where git must ask."""
        if request.branch and request.head:
            return Head(request.branch, request.head)
        return self.heads.head(remote)

    def _follow_rename(self, request: RepositoryRequest, mirror: Mirror) -> None:
        """Take over the mirror of a repository that has another address since the last run."""
        native, page = request.native_id, request.web_url
        if native is None or page is None or mirror.git_dir.exists():
            return
        former = (one for one in self.previous.values() if one.native_id == native and one.web_url)
        pages = {one.web_url for one in former if server_of(one.web_url or "") == server_of(page)}
        if pages and pages.isdisjoint(self.requested):
            mirror.adopt(native)

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
        repository = self._repository(request, request.web_url or (known[0] if known else None))
        found = {
            "branch": record.branch,
            "commit": record.commit,
            "committed": record.committed,
            "state": state,
        }
        return Checkout(
            repository.model_copy(update=found), request, record.commit, remote, self.mirrors
        )

    def _repository(self, request: RepositoryRequest, web_url: str | None) -> Repository:
        """The repository, with the flavour that a source gives to its host."""
        repository = _repository(request, web_url)
        configured = self.servers.flavours.get(authority_of(urlsplit(web_url))) if web_url else None
        return repository.model_copy(update={"host": configured}) if configured else repository

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
    servers: KnownServers | None = None,
    revision: str | None = None,
) -> list[Checkout | Failure]:
    """A checkout or a failure for each request, in their order; both where a checkout is stale.

    Requests for one repository count as one. `previous` are the repositories of the last snapshot
    by id, `servers` what the configuration says of servers, and `revision` the commit of their
    clones that folders are read at.
    """
    wanted = deduplicated(requests)
    pages = frozenset(filter(None, (request.web_url for request in wanted)))
    servers = servers or KnownServers()
    with closing(HeadRequests(servers.fetches)) as heads:
        mirrors = state_dir.absolute() / "git"
        fetcher = Fetcher(mirrors, previous, now, servers, revision, pages, heads=heads)
        found = fetch_each(fetcher, wanted, jobs, progress)
    return with_unique_ids([item for results in found for item in results])


def fetch_each(
    fetcher: Fetcher, wanted: Sequence[RepositoryRequest], jobs: int | None, progress: Progress
) -> list[Fetched]:
    """What fetching each repository gives, in their order, in so many threads."""
    progress.start(STAGE, len(wanted))
    most = fetcher.servers.fetches
    found: list[Fetched] = []
    results = fetched(fetcher, wanted, jobs or max(DEFAULT_JOBS, most), most)
    for request, result in zip(wanted, results, strict=True):
        progress.step(STAGE, request.name)
        found.append(result)
    failed = sum(isinstance(item, Failure) for result in found for item in result)
    words = counted(len(wanted), "repository", "repositories")
    progress.done(STAGE, f"{words}, {failed} failed")
    return found


def subject_of(request: RepositoryRequest) -> str:
    """The subject of failures to fetch a repository: the id that it would have."""
    return _repository(request, request.web_url).id


def _repository(request: RepositoryRequest, web_url: str | None) -> Repository:
    return Repository(
        id=web_url.partition("://")[2] if web_url else request.name,
        name=request.name,
        source=request.source,
        web_url=web_url,
        host=(request.host or flavour_of(web_url))
        if web_url and urlsplit(web_url).hostname
        else None,
        description=request.description,
        topics=request.topics,
        archived=request.archived,
        visibility=request.visibility,
        native_id=request.native_id,
    )
