"""The tags of template repositories, by which Copier names versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from packaging.version import InvalidVersion, Version

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.errors import GitError
from catalogsite.model.facts.made_from import MOST_CHANGED
from catalogsite.repositories.clone import clone_of
from catalogsite.repositories.git import run_git
from catalogsite.repositories.history import files_changed, full_commit

_TIMEOUT = 60.0
_COMMIT = re.compile(r"[0-9a-f]{7,64}|.*-[0-9]+-g[0-9a-f]{7,40}")
_PREFIX = "refs/tags/"


class TagList(NamedTuple):
    """The commits of tags that are versions, by name, the oldest version first."""

    commits: Mapping[str, str]

    def lag(self, git_dir: Path, version: str, folders: tuple[str, ...]) -> dict[str, object]:
        """How many versions are newer than `version`, and the files that they change."""
        names = list(self.commits)
        if version not in self.commits:
            return {"state": "unknown", **({"current": names[-1]} if names else {})}
        behind = len(names) - 1 - names.index(version)
        if not behind:
            return {"state": "current", "current": version, "behind": 0}
        commits = [full_commit(git_dir, self.commits[name]) for name in (version, names[-1])]
        old, new = commits
        changed = files_changed(git_dir, old, new, folders)[:MOST_CHANGED] if old and new else ()
        return {"state": "behind", "current": names[-1], "behind": behind, "changed": changed}


@dataclass(frozen=True)
class Tags:
    """Asks the servers of repositories that are read anyway for their tags, once each.

    Without `network`, only clones on this machine are asked.
    """

    network: bool
    _known: dict[str, TagList | None] = field(default_factory=dict)

    def of(self, checkout: Checkout | None, version: str) -> TagList | None:
        """The versions of a repository, where a version is named by a tag and not by a commit."""
        if checkout is None or _COMMIT.fullmatch(version):
            return None
        id_ = checkout.repository.id
        if id_ not in self._known:
            self._known[id_] = self._list(checkout)
        return self._known[id_]

    def _list(self, checkout: Checkout) -> TagList | None:
        try:
            output = self._output(checkout)
        except GitError:
            return None
        return TagList(versions_of(output.decode(errors="replace"))) if output else None

    def _output(self, checkout: Checkout) -> bytes:
        if checkout.remote is not None:
            arguments = ["ls-remote", "--tags", "origin"]
            return checkout.remote.run(arguments, None, _TIMEOUT, "") if self.network else b""
        clone = clone_of(Path(checkout.request.path)) if checkout.request.path else None
        return run_git(["show-ref", "--tags", "-d"], git_dir=clone.git_dir) if clone else b""


def versions_of(listing: str) -> dict[str, str]:
    """The commits of tags that are versions, the oldest first; pre-releases are left out, as Copier does."""
    commits: dict[str, str] = {}
    for line in listing.splitlines():
        commit, _, ref = line.replace("\t", " ").partition(" ")
        name = ref.removeprefix(_PREFIX)
        if ref.startswith(_PREFIX):
            # `^{}` is the commit of an annotated tag, and comes after it.
            commits[name.removesuffix("^{}")] = commit
    found = [(version, name) for name in commits if (version := _version(name))]
    return {name: commits[name] for version, name in sorted(found) if not version.is_prerelease}


def _version(name: str) -> Version | None:
    try:
        return Version(name)
    except InvalidVersion:
        return None
