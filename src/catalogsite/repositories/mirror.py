"""A bare mirror of a remote repository: its default branch, some depth, and only wanted blobs."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from catalogsite.errors import GitError
from catalogsite.model.value import Value
from catalogsite.network.redaction import redact
from catalogsite.paths.inner_path import leads_outside, printable
from catalogsite.repositories.git import ObjectCheckError, parse_time, run_git, run_git_list
from catalogsite.repositories.ref_listing import Head
from catalogsite.repositories.remote import Remote
from catalogsite.state.atomic import atomic_write, read_regular

DEPTH = 200
"""Commits of a branch that are fetched."""

_FETCH_TIMEOUT = 900.0
_RECORD = "catalogsite.json"
_BROKEN = re.compile(
    r"(?i)\.lock|corrupt|bad object|missing (blob|tree|commit)|not a git repository"
)


HARMLESS_FINDINGS = frozenset(
    {
        # Authors and dates that old versions of git and other tools wrote.
        *("badDate", "badDateOverflow", "badEmail", "badName", "badTimezone", "missingEmail"),
        *("missingNameBeforeEmail", "missingSpaceBeforeDate", "missingSpaceBeforeEmail"),
        *("multipleAuthors", "nulInCommit", "zeroPaddedDate"),
        # Modes as old versions wrote them, and links to no object; neither changes a path.
        *("badFilemode", "nullSha1", "zeroPaddedFilemode"),
        # Submodules are never read, and their blobs are not there in a filtered fetch.
        *("gitmodulesBlob", "gitmodulesLarge", "gitmodulesMissing", "gitmodulesParse"),
    }
)
"""Findings of `git fsck` that honest old repositories have, and that cannot lead out of a folder.

All others are fatal, above all those of paths: `emptyName`, `fullPathname`, `hasDot`, `hasDotdot`,
`hasDotgit`, `duplicateEntries`, `treeNotSorted`, `gitmodulesName`, `gitmodulesPath`,
`gitmodulesSymlink`, `gitmodulesUrl`, `gitmodulesUpdate`.
"""

_IGNORED = [
    part for name in sorted(HARMLESS_FINDINGS) for part in ("-c", f"fetch.fsck.{name}=ignore")
]
_UNCHECKED = ["-c", "fetch.fsckObjects=false", "-c", "transfer.fsckObjects=false"]


class MirrorRecord(Value):
    """What a complete mirror holds. It is written last: without it, a fetch was interrupted.

    `url` and `wanted` (the requested branch, None for the default one) identify the remote; `branch`,
    `commit` and `committed` are what was fetched, at the time `fetched`. `native_id` is the host's
    id of the repository, by which the mirror is found after a rename.
    """

    url: str = ""
    wanted: str | None = None
    branch: str
    commit: str
    committed: datetime | None = None
    fetched: datetime
    native_id: str | None = None


class Mirror:
    """The bare mirror of one remote, in a folder of its own."""

    def __init__(self, remote: Remote, parent: Path, depth: int = DEPTH) -> None:
        self.remote = remote
        self._depth = depth
        key = hashlib.sha256(f"{remote.url}\0{remote.branch or ''}".encode()).hexdigest()[:12]
        stem = re.sub(r"[^\w.-]+", "-", remote.url.rstrip("/").rpartition("/")[2])
        # Git runs in the mirror's folder, where a relative path would lead elsewhere.
        self.git_dir = parent.absolute() / f"{stem.removesuffix('.git') or 'repository'}-{key}.git"

    def record(self) -> MirrorRecord | None:
        """The record of a complete mirror; None where there is none, or a fetch was interrupted."""
        try:
            return MirrorRecord.model_validate_json(read_regular(self.git_dir / _RECORD))
        except (OSError, ValidationError):
            return None

    def adopt(self, native_id: str) -> None:
        """Take over the mirror of a repository's former address on the same server.

        The remote of that mirror must not be in use.
        """
        server = urlsplit(self.remote.url)[:2]
        for former, record in mirrors_in(self.git_dir.parent):
            same = (record.native_id, record.wanted) == (native_id, self.remote.branch)
            if same and urlsplit(record.url)[:2] == server and former.git_dir.exists():
                former.git_dir.rename(self.git_dir)
                # The folder is found by the address in its record.
                self.write_record(record.model_copy(update={"url": self.remote.url}))
                return

    def update(self, now: datetime, head: Head | None = None) -> tuple[MirrorRecord, bool]:
        """Fetch the tip of the remote, and return the record and whether anything was new.

        `head` is that tip, where it is known: git need not ask for it. A broken mirror is deleted
        and fetched again. Raises GitError.
        """
        head = head or self.remote.head()
        known = self.record()
        if known is not None and (known.branch, known.commit) == head:
            return known, False
        try:
            return self._fetch(head, now), True
        except GitError as error:
            if not (self.git_dir.exists() and _BROKEN.search(error.what)):
                raise
        # Interrupted in the middle of a write: to fetch again is cheaper than to repair.
        shutil.rmtree(self.git_dir, ignore_errors=True)
        return self._fetch(head, now), True

    def _fetch(self, head: Head, now: datetime) -> MirrorRecord:
        if not (self.git_dir / "config").exists():
            self.git_dir.mkdir(parents=True, exist_ok=True)
            run_git(["init", "-q", "--bare", "--template=", str(self.git_dir)])
        refs = f"+refs/heads/{head.branch}:refs/heads/{head.branch}"
        checked = self.fetch_objects([refs], depth=self._depth)
        tip = run_git(
            ["log", "-1", "--format=%H %cI", f"refs/heads/{head.branch}", "--"],
            git_dir=self.git_dir,
        )
        # The branch may have moved between asking and fetching: what was fetched counts.
        commit, _, committed = tip.decode().strip().partition(" ")
        if not checked:
            self._refuse_unsafe_names(commit)
        return MirrorRecord(
            url=self.remote.url,
            wanted=self.remote.branch,
            branch=head.branch,
            commit=commit,
            committed=parse_time(committed),
            fetched=now,
        )

    def write_record(self, record: MirrorRecord) -> None:
        """Say that the mirror is complete for this commit."""
        atomic_write(self.git_dir / _RECORD, record.model_dump_json().encode())

    def _refuse_unsafe_names(self, commit: str) -> None:
        arguments = ["ls-tree", "-r", "-z", "--name-only", commit]
        output = run_git_list(arguments, git_dir=self.git_dir)
        for raw in output.split(b"\0")[:-1]:
            path = raw.decode("utf-8", errors="replace")
            if leads_outside(path):
                raise GitError(
                    f"the path `{printable(path)}` leads out of the repository",
                    where=redact(self.remote.url),
                    fix="remove the entry from the history of the repository",
                )

    def fetch_objects(self, wants: Iterable[str], depth: int | None = None) -> bool:
        """Fetch refs (to a depth) or single objects in one round, and no other blob.

        Returns whether git checked every object. In a filtered fetch, some versions of git (2.39)
        ignore `fetch.fsck.<id>`: what is refused for harmless findings only is fetched again unchecked.
        Raises ObjectCheckError for any other finding.
        """
        arguments = ["fetch", "-q", "--no-tags", "--no-write-fetch-head", "--filter=blob:none"]
        arguments += ["--recurse-submodules=no"]
        if depth is None:
            # Single blobs have no history to compare; git would look for one and fail.
            arguments = ["-c", "fetch.negotiationAlgorithm=noop", *arguments]
        else:
            arguments.append(f"--depth={depth}")
        arguments = [*arguments, "--stdin", "origin"]
        wanted = "".join(f"{want}\n" for want in wants)
        try:
            self.remote.run([*_IGNORED, *arguments], self.git_dir, _FETCH_TIMEOUT, wanted)
        except ObjectCheckError as error:
            if not error.findings <= HARMLESS_FINDINGS:
                raise
        else:
            return True
        self.remote.run([*_UNCHECKED, *arguments], self.git_dir, _FETCH_TIMEOUT, wanted)
        return False


def mirrors_in(parent: Path) -> Iterator[tuple[Mirror, MirrorRecord]]:
    """Every complete mirror of a folder."""
    for file in sorted(parent.glob(f"*/{_RECORD}")):
        try:
            record = MirrorRecord.model_validate_json(read_regular(file))
            yield Mirror(Remote(record.url, record.wanted), parent), record
        except (OSError, ValidationError):
            continue
