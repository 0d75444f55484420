"""Runs git: the only module that knows GitPython. Every answer is bytes or a GitError."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, cast

import git as gitpython

from catalogsite.errors import GitError
from catalogsite.network.redaction import redact

DEFAULT_TIMEOUT = 300.0
ALLOWED_PROTOCOLS = "https:http:ssh:git:file"

# A repository that we read is not trusted: its own configuration must start no program.
_SAFETY = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "safe.directory=*"),
    *("-c", "core.quotePath=false"),
    # Objects are checked where they come in: a tree may hold absolute names, `..` and `.git`.
    *("-c", "fetch.fsckObjects=true"),
    *("-c", "transfer.fsckObjects=true"),
    # A process that outlives us would write into the mirror behind our back.
    *("-c", "gc.autoDetach=false"),
    *("-c", "maintenance.autoDetach=false"),
)
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": os.environ.get("GIT_ASKPASS", "true"),
    "GIT_ALLOW_PROTOCOL": ALLOWED_PROTOCOLS,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
}
if not {"GIT_SSH", "GIT_SSH_COMMAND"} & os.environ.keys():
    # Several fetches run at once: none may wait for somebody to type.
    _ENVIRONMENT["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes"
_TOKEN_VARIABLE = "CATALOGSITE_GIT_TOKEN"  # noqa: S105  (the name of one)
_TOKEN_HELPER = (
    '!f() { test "$1" = get || exit 0; echo username=x-access-token; '
    f'echo "password=${_TOKEN_VARIABLE}"; }}; f'
)


class Credential(NamedTuple):
    """A token, and the one server (`https://host`) that may see it."""

    origin: str
    token: str


class ObjectCheckError(GitError):
    """Git refused what it fetched; `findings` are the ids of what it found (`fullPathname`)."""

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        fix: str | None = None,
        findings: Iterable[str] = (),
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.findings = frozenset(findings)


class CloneInfo(NamedTuple):
    """What a clone on this disk says of itself."""

    remote: str | None
    branch: str | None
    commit: str | None
    committed: datetime | None


def run_git(
    arguments: Sequence[str],
    *,
    options: Sequence[str] = (),
    git_dir: Path | None = None,
    work_tree: Path | None = None,
    stdin: bytes | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    where: str | None = None,
    credential: Credential | None = None,
) -> bytes:
    """The standard output of one git command; a failure is a GitError without secrets."""
    command = ["git", *_SAFETY, *options]
    environment = dict(_ENVIRONMENT)
    if credential is not None:
        # The token goes from one environment to the next, never into an argument or a file; the
        # helper answers for one server only, wherever that one may redirect to.
        command += ["-c", "credential.helper="]
        command += ["-c", f"credential.{credential.origin}.helper={_TOKEN_HELPER}"]
        environment[_TOKEN_VARIABLE] = credential.token
    if git_dir is not None:
        command.append(f"--git-dir={git_dir}")
        # Inside a git hook these point at the repository that runs us.
        environment["GIT_INDEX_FILE"] = str(git_dir / "index")
    if work_tree is not None:
        command.append(f"--work-tree={work_tree}")
    command += arguments
    folder = work_tree or git_dir or Path(tempfile.gettempdir()).resolve()
    if git_dir is None:
        # The repository that we are started in has remotes and settings of its own.
        environment["GIT_CEILING_DIRECTORIES"] = str(folder.parent)
    runner = gitpython.Git(str(folder))
    with tempfile.TemporaryFile() as source:
        source.write(stdin or b"")
        source.seek(0)
        try:
            output = runner.execute(
                command,
                istream=cast("int", source),
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                kill_after_timeout=timeout if os.name == "posix" else None,
                env=environment,
            )
        except gitpython.GitCommandNotFound as error:
            raise GitError("git is not installed", fix="install git 2.25 or newer") from error
        except gitpython.GitCommandError as error:
            raise _git_error(error, arguments, timeout, where) from None
    return output


_FINDING = re.compile(r"^error: object [0-9a-f]+: (\w+): (.*)$", re.MULTILINE)
_REWRITE = "remove the entry from the history of the repository; `git fsck` there shows where it is"


def _git_error(
    error: gitpython.GitCommandError, arguments: Sequence[str], timeout: float, where: str | None
) -> GitError:
    raw = error.stderr
    text = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
    text = text.removeprefix("\n  stderr: ").strip().removeprefix("'").removesuffix("'")
    text = redact(text).strip()
    place = redact(where) if where else None
    verb = next((word for word in arguments if word[0] != "-" and "=" not in word), "")
    if "Timeout: the command" in text:
        return GitError(
            f"git {verb} took longer than {timeout:.0f} s",
            where=place,
            fix="check the network and the size of the repository",
        )
    if findings := dict(_FINDING.findall(text)):
        found = "; ".join(f"{name} ({words.strip()})" for name, words in findings.items())
        what = f"git refuses the repository: {found}"
        return ObjectCheckError(what, where=place, fix=_REWRITE, findings=findings)
    last = [line.strip() for line in text.splitlines() if line.strip()]
    told = next((line for line in last if line.startswith(("fatal:", "error:"))), None)
    what = told or (last[-1] if last else f"git {verb} failed")
    return GitError(what.removeprefix("fatal: "), where=place, fix=_fix(text))


def _fix(text: str) -> str | None:
    lower = text.lower()
    if any(
        word in lower for word in ("authentication", "permission denied", "could not read user")
    ):
        return "give git credentials by a credential helper or an SSH key"
    if "not found" in lower or "does not exist" in lower or "does not appear" in lower:
        return "check the URL, and that the credentials may read the repository"
    if "could not resolve" in lower or "failed to connect" in lower or "timed out" in lower:
        return "check the address, and the network"
    if "transport" in lower and "not allowed" in lower:
        return f"use one of these protocols: {ALLOWED_PROTOCOLS.replace(':', ', ')}"
    return None


def git_dir_of(root: Path) -> Path | None:
    """The git folder of a clone (follows the file of a worktree or submodule), else None."""
    marker = root / ".git"
    if marker.is_dir():
        return marker
    try:
        text = marker.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    if not text.startswith("gitdir:"):
        return None
    target = (root / text.removeprefix("gitdir:").strip()).resolve()
    return target if target.is_dir() else None


def list_worktree(root: Path, git_dir: Path) -> list[str]:
    """Paths of a clone's files: committed ones, and new ones that git does not ignore."""
    arguments = ["ls-files", "-co", "--exclude-standard", "--deduplicate", "-z"]
    output = run_git(arguments, git_dir=git_dir, work_tree=root, where=str(root))
    return [os.fsdecode(path) for path in output.split(b"\0") if path]


def describe_clone(root: Path, git_dir: Path) -> CloneInfo:
    """Remote, branch and commit of a clone; None for what it does not have."""
    remote = _try(["config", "--get", "remote.origin.url"], git_dir, root)
    branch = _try(["symbolic-ref", "--short", "-q", "HEAD"], git_dir, root)
    tip = _try(["log", "-1", "--format=%H %cI"], git_dir, root)
    commit, _, committed = (tip or "").partition(" ")
    return CloneInfo(
        remote=redact(remote) if remote else None,
        branch=branch,
        commit=commit or None,
        committed=parse_time(committed),
    )


def parse_time(text: str) -> datetime | None:
    """The time that git writes for `%cI`; None for one of no known format, as old commits have."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _try(arguments: Sequence[str], git_dir: Path, root: Path) -> str | None:
    try:
        output = run_git(arguments, git_dir=git_dir, work_tree=root)
    except GitError:
        return None
    return output.decode(errors="replace").strip() or None


class Objects:
    """The objects of a repository, read in this process: a git process a file is 10x dearer."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._database = gitpython.GitDB(str(git_dir / "objects"))

    def read(self, name: str, where: str) -> bytes:
        """The bytes of a file by the hexadecimal name of its object; GitError where it is not there."""
        try:
            data: bytes = self._database.stream(bytes.fromhex(name)).read()
        except Exception:
            # A worktree's objects lie elsewhere, and GitPython cannot read sha256: git can.
            return run_git(["cat-file", "blob", name], git_dir=self._git_dir, where=where)
        return data
