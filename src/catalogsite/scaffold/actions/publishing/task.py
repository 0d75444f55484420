"""One step that publishes: its repository and host, and errors that say what could not be done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogsite.errors import ProviderError, SourceError, TemplateError
from catalogsite.repositories.change import Author, Change
from catalogsite.scaffold.actions.action import ActionContext
from catalogsite.scaffold.actions.publisher import HostApi, HostKind, Publisher
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url

Check = Callable[[ActionContext, Mapping[str, Any]], None]

_MOMENT = 1.0
_NOT_FOUND = 404
_IDENTITY = "set `git config --global user.name` and `user.email`, or give both in the step"


@dataclass(frozen=True, slots=True)
class Task:
    """What the run of a publishing action works with."""

    context: ActionContext
    given: Mapping[str, Any]
    publisher: Publisher
    repo: RepoUrl
    host: HostApi

    def get(self, doing: str, path: str) -> Mapping[str, Any]:
        """The object at a path of the API. Raises TemplateError: cannot `doing`."""
        with _told(doing):
            return _object(self.host.get(path))

    def first(
        self, doing: str, path: str, params: Mapping[str, str | int]
    ) -> Mapping[str, Any] | None:
        """The first object of a list; None for an empty one. Raises TemplateError."""
        with _told(doing):
            listed = self.host.get(path, params)
        return _object(listed[0]) if isinstance(listed, list) and listed else None

    def find(self, doing: str, path: str) -> Mapping[str, Any] | None:
        """The object at a path of the API; None where there is none."""
        try:
            return _object(self.host.get(path))
        except ProviderError as error:
            if error.status == _NOT_FOUND:
                return None
            raise _failed(doing, error) from None

    def change(
        self, doing: str, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        """The response to a request that changes something. Raises TemplateError: cannot `doing`."""
        with _told(doing):
            try:
                return _object(self.host.change(method, path, body))
            except ProviderError as error:
                if error.status != _NOT_FOUND:
                    raise
            # A host may know what was made, or pushed, only a moment later.
            time.sleep(_MOMENT)
            return _object(self.host.change(method, path, body))

    def attempt(self, act: Callable[[], object]) -> None:
        """Do what the repository can do without; a failure becomes a note."""
        try:
            act()
        except TemplateError as error:
            self.context.notes.append(f"{error.where or self.repo.path}: {error.what}")

    def made(self, what: str) -> None:
        """Note what there is now, to be reported also if the run fails later."""
        self.context.created.append(what)

    def author(self) -> Author:
        """Who the commit is by: as the step says, else the user. Raises TemplateError."""
        name, address = self.publisher.author()
        name = str(self.given.get("gitAuthorName") or name or "")
        address = str(self.given.get("gitAuthorEmail") or address or "")
        if not name or not address:
            lacking = " and no ".join(("e-mail address",) if name else ("name", "e-mail address"))
            raise TemplateError(f"the author of the commit has no {lacking}", fix=_IDENTITY)
        return Author(name, address)

    def source(self) -> Path:
        """The folder to publish. Raises TemplateError."""
        folder = self.context.workspace.path(str(self.given.get("sourcePath") or "."))
        if not folder.is_dir():
            raise TemplateError(f"sourcePath: there is no folder {self.given['sourcePath']!r}")
        return folder

    def push(self, url: str, change: Change) -> str | None:
        """Commit and push. Raises TemplateError."""
        with _told(f"push to {change.branch} of {self.repo.path}"):
            return self.host.push(url, change)


def task(
    kind: HostKind, context: ActionContext, given: Mapping[str, Any], *, host_only: bool = False
) -> Task:
    """The task of a step. Raises TemplateError where its host or its credentials are not known."""
    if context.publisher is None:
        raise TemplateError("publishes only with --publish")
    repo = repo_url(kind, given.get("repoUrl"), host_only=host_only)
    token = str(given.get("token") or "").strip() or None
    host = context.publisher.host(kind, repo.host, repo.owner, token)
    return Task(context, given, context.publisher, repo, host)


def check_of(kind: HostKind, *, commits: bool = False, host_only: bool = False) -> Check:
    """Whether a step could publish: its host and credentials, and the author of what it commits."""

    def check(context: ActionContext, given: Mapping[str, Any]) -> None:
        work = task(kind, context, given, host_only=host_only)
        if commits:
            work.author()

    return check


def refuse_branch(branch: Any, base: str, there: Mapping[str, Any]) -> None:
    """Raise TemplateError for a branch to merge that is the one to merge into, or the default one."""
    if branch in {base, there.get("default_branch")}:
        raise TemplateError(
            f"branchName: {branch} is not a branch of its own",
            fix="choose the name of a branch that is not there yet",
        )


def stays(error: TemplateError, created: list[str]) -> TemplateError:
    """The error of a run that has made something on a host before it failed."""
    if not created:
        return error
    what = f"{error.what}; made before and still there: {', '.join(created)}"
    again = "remove what was made before you run it again, or do the remaining steps by hand"
    fix = f"{error.fix}; then {again}" if error.fix else again
    return TemplateError(what, where=error.where, fix=fix)


@contextmanager
def _told(doing: str) -> Iterator[None]:
    try:
        yield
    except (ProviderError, SourceError) as error:
        raise _failed(doing, error) from None


def _failed(doing: str, error: ProviderError | SourceError) -> TemplateError:
    return TemplateError(f"cannot {doing}: {error.what}", where=error.where, fix=error.fix)


def _object(answer: Any) -> Mapping[str, Any]:
    return answer if isinstance(answer, dict) else {}
