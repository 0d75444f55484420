"""A repository on a server: its address, its token, and the branch and commit to read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from catalogsite.errors import GitError
from catalogsite.network.redaction import credentials_in, redact
from catalogsite.repositories.git import RedirectError, run_git
from catalogsite.repositories.ref_listing import Head

_LIST_TIMEOUT = 60.0
_MAX_REDIRECTS = 5
_REFS = "/info/refs"
_TOKEN_VARIABLE = "CATALOGSITE_GIT_TOKEN"  # noqa: S105  (the name of a variable)
_USER_VARIABLE = "CATALOGSITE_GIT_USER"
_TOKEN_HELPER = (
    f'!f() {{ test "$1" = get || exit 0; echo "username=${_USER_VARIABLE}"; '
    f'echo "password=${_TOKEN_VARIABLE}"; }}; f'
)


class GitCredential(NamedTuple):
    """The environment variable of a token for git, and the user name that its server expects."""

    variable: str
    user: str = "x-access-token"


@dataclass(frozen=True, slots=True)
class GitToken:
    """A token for git that no variable of the environment holds, and its user name."""

    token: str = field(repr=False)
    user: str = "x-access-token"


def credential_for(credentials: Mapping[str, GitCredential], url: str) -> GitCredential | None:
    """The credential for the address of a repository: that of its owner, else that of its server.

    `credentials` are by origin, and by origin with the path of an owner, in lower case: an
    installation of a GitHub App belongs to one organisation of a server.
    """
    parts = urlsplit(url)
    origin, names = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/").lower().split("/")
    owners = ("/".join((origin, *names[:count])) for count in range(len(names), 0, -1))
    found = (credentials[key] for key in (*owners, origin) if key in credentials)
    return next(found, None)


def give_to_git(variable: str, token: str) -> None:
    """Set the variable of a credential to a token that was got during the run."""
    os.environ[variable] = token


@dataclass(frozen=True, slots=True)
class Remote:
    """The address of a repository, and the credential for its server.

    Raises GitError for an address that is an option of git, or that holds a password.
    """

    url: str
    branch: str | None = None
    credential: GitCredential | GitToken | None = None

    def __post_init__(self) -> None:
        if self.url.startswith("-"):
            raise GitError("not an address that git can fetch", where=self.url)
        held = credentials_in(self.url)
        if held is not None:
            raise GitError(
                f"the address holds {held}",
                where=redact(self.url),
                fix="remove it, and give it to git by a credential helper",
            )

    def run(self, arguments: list[str], git_dir: Path | None, timeout: float, stdin: str) -> bytes:
        """The output of a git command that talks to the remote, which git knows as `origin`.

        Redirects are followed on the same server. Raises GitError for one that leads elsewhere.
        """
        url = self.url
        for _ in range(_MAX_REDIRECTS):
            try:
                return self._run_at(url, arguments, git_dir, timeout, stdin)
            except RedirectError:
                url = self._redirected(url)
        raise GitError("the server redirects in circles", where=redact(self.url))

    def _run_at(
        self,
        url: str,
        arguments: list[str],
        git_dir: Path | None = None,
        timeout: float = _LIST_TIMEOUT,
        stdin: str = "",
        trace: Mapping[str, str] | None = None,
    ) -> bytes:
        options, environment = self._credential()
        # Named on the command line only, so that no later command fetches on its own.
        return run_git(
            arguments,
            options=["-c", f"remote.origin.url={url}", *options],
            git_dir=git_dir,
            stdin=stdin.encode(),
            timeout=timeout,
            where=self.url,
            environment=environment | dict(trace or {}),
        )

    def _redirected(self, url: str) -> str:
        """The address on the same server that `url` is redirected to."""
        location = None
        try:
            self._run_at(url, ["ls-remote", "origin", "HEAD"], trace=_TRACE)
        except RedirectError as error:
            location = error.location
        target = urljoin(f"{url.rstrip('/')}{_REFS}", location or "").partition(_REFS)[0]
        if location is None or not _is_same_server(url, target):
            elsewhere = f" to {redact(target)}" if location else ""
            raise GitError(
                f"the server redirects the address{elsewhere}",
                where=redact(self.url),
                fix="write the address that it is redirected to, if you trust it",
            )
        return target

    def _credential(self) -> tuple[list[str], dict[str, str]]:
        """Options and environment that give git the token, for the one server that may see it."""
        given = self.credential
        token = _token_of(given)
        parts = urlsplit(self.url) if "://" in self.url else None
        if given is None or not token or parts is None or parts.scheme not in ("http", "https"):
            return [], {}
        # The token goes from one environment to the next, never into an argument or a file; the
        # helper answers for one server only, wherever that one may redirect to.
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        options = ["-c", "credential.helper="]
        options += ["-c", f"credential.{origin}.helper={_TOKEN_HELPER}"]
        return options, {_TOKEN_VARIABLE: token, _USER_VARIABLE: given.user}

    def head(self, timeout: float = _LIST_TIMEOUT) -> Head:
        """The branch and commit to read, within `timeout` seconds.

        Raises GitError for an empty or unreachable remote.
        """
        wanted = f"refs/heads/{self.branch}" if self.branch else "HEAD"
        arguments = ["ls-remote", "--symref", "origin", wanted]
        lines = self.run(arguments, None, timeout, "").decode(errors="replace").splitlines()
        branch, commit = self.branch, None
        for line in lines:
            value, _, name = line.partition("\t")
            if name == wanted and value.startswith("ref: refs/heads/"):
                branch = value.removeprefix("ref: refs/heads/")
            elif name == wanted:
                commit = value
        if commit is None:
            raise self._no_head()
        return Head(branch or self._branch_at(commit), commit)

    def _no_head(self) -> GitError:
        where = redact(self.url)
        if self.branch:
            fix = "check `branch`, or leave it out for the default branch"
            return GitError(f"there is no branch `{self.branch}`", where=where, fix=fix)
        return GitError(
            "the repository has no commit on its default branch",
            where=where,
            fix="push a first commit, or name the `branch` to read",
        )

    def _branch_at(self, commit: str) -> str:
        # Servers older than git 1.8.5 do not say which branch HEAD is.
        output = self.run(["ls-remote", "--heads", "origin"], None, _LIST_TIMEOUT, "").decode()
        pairs = [line.split("\t", 1) for line in output.splitlines() if "\t" in line]
        names = [name.removeprefix("refs/heads/") for sha, name in pairs if sha == commit]
        preferred = [name for name in ("main", "master") if name in names]
        if not names:
            raise GitError(
                "its HEAD is on no branch", where=redact(self.url), fix="name a `branch`"
            )
        return (preferred or names)[0]


def login_of(credential: GitCredential | GitToken | None) -> tuple[str, str] | None:
    """The user and the token of a credential; None where it has no token now."""
    token = _token_of(credential)
    return (credential.user, token) if credential is not None and token else None


def _token_of(credential: GitCredential | GitToken | None) -> str:
    if isinstance(credential, GitToken):
        return credential.token
    return os.environ.get(credential.variable, "").strip() if credential else ""


# Headers are written to standard error; git leaves out those of credentials.
_TRACE = {"GIT_TRACE_CURL": "1", "GIT_TRACE_CURL_NO_DATA": "1"}


def _is_same_server(url: str, target: str) -> bool:
    ours, theirs = urlsplit(url), urlsplit(target)
    hosts = [parts.netloc.rpartition("@")[2].lower() for parts in (ours, theirs)]
    upgrade = (ours.scheme, theirs.scheme) == ("http", "https")
    return hosts[0] == hosts[1] and (ours.scheme == theirs.scheme or upgrade)
