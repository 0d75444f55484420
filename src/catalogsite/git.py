"""Runs git: the only module that knows GitPython. Every answer is bytes or a GitError."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, cast

import git as gitpython

from catalogsite.errors import GitError
from catalogsite.trees import LastChange

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
)
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": os.environ.get("GIT_ASKPASS", "true"),
    "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes"),
    "GIT_ALLOW_PROTOCOL": ALLOWED_PROTOCOLS,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
}
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_QUERY_SECRET = re.compile(r"(?i)((?:token|key|secret|password)=)[^&\s]+")


class CloneInfo(NamedTuple):
    """What a clone on this disk says of itself."""

    remote: str | None
    branch: str | None
    commit: str | None
    committed: datetime | None


class Head(NamedTuple):
    """The tip of a branch on a remote."""

    branch: str
    commit: str


def redact(text: str) -> str:
    """The text without the user and password of any URL in it."""
    return _QUERY_SECRET.sub(r"\1***", _CREDENTIALS.sub("", text))


def run_git(
    arguments: Sequence[str],
    *,
    git_dir: Path | None = None,
    work_tree: Path | None = None,
    stdin: bytes | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    where: str | None = None,
) -> bytes:
    """The standard output of one git command; a failure is a GitError without secrets."""
    command = ["git", *_SAFETY]
    environment = dict(_ENVIRONMENT)
    if git_dir is not None:
        command.append(f"--git-dir={git_dir}")
        # Inside a git hook these point at the repository that runs us.
        environment["GIT_INDEX_FILE"] = str(git_dir / "index")
    if work_tree is not None:
        command.append(f"--work-tree={work_tree}")
    command += arguments
    runner = gitpython.Git(str(work_tree or git_dir or Path.cwd()))
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


def _git_error(
    error: gitpython.GitCommandError, arguments: Sequence[str], timeout: float, where: str | None
) -> GitError:
    raw = error.stderr
    text = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
    text = redact(text.removeprefix("\n  stderr: ").strip().strip("'")).strip()
    place = redact(where) if where else None
    if "timed out" in text and "kill_after_timeout" in text:
        return GitError(
            f"git {arguments[0]} took longer than {timeout:.0f} s",
            where=place,
            fix="check the network and the size of the repository",
        )
    last = [line.strip() for line in text.splitlines() if line.strip()]
    told = next((line for line in last if line.startswith(("fatal:", "error:"))), None)
    what = told or (last[-1] if last else f"git {arguments[0]} failed")
    return GitError(what.removeprefix("fatal: "), where=place, fix=_fix(text))


def _fix(text: str) -> str | None:
    lower = text.lower()
    if any(word in lower for word in ("authentication", "permission denied", "could not read user")):
        return "give git credentials by a credential helper or an SSH key"
    if "not found" in lower or "does not exist" in lower or "does not appear" in lower:
        return "check the URL, and that the credentials may read the repository"
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
        committed=datetime.fromisoformat(committed) if committed else None,
    )


def _try(arguments: Sequence[str], git_dir: Path, root: Path) -> str | None:
    try:
        output = run_git(arguments, git_dir=git_dir, work_tree=root)
    except GitError:
        return None
    return output.decode(errors="replace").strip() or None


_LOG_HEAD = b"\x01"


def last_changes(git_dir: Path, commit: str, paths: Sequence[str]) -> dict[str, LastChange]:
    """The last change of each path up to a commit, from one walk through the history."""
    if not paths:
        return {}
    arguments = ["log", "--raw", "-z", "--no-renames", "--no-abbrev", "-m", "--first-parent"]
    arguments += ["--format=%x01%cI%x02%an", commit]
    output = run_git(arguments, git_dir=git_dir)
    return _parse_log(output, set(paths))


def _parse_log(output: bytes, wanted: set[str]) -> dict[str, LastChange]:
    found: dict[str, LastChange] = {}
    change: LastChange | None = None
    expect_path = False
    for raw in output.split(b"\0"):
        item = raw.lstrip(b"\n")
        if item.startswith(_LOG_HEAD):
            head, _, rest = item[1:].partition(b"\n")
            time, _, author = head.decode(errors="replace").partition("\x02")
            change = LastChange(datetime.fromisoformat(time), author)
            item = rest.lstrip(b"\n")
        if expect_path:
            path = os.fsdecode(raw)
            expect_path = False
            if change is not None and path in wanted:
                found.setdefault(path, change)
                if len(found) == len(wanted):
                    break
        elif item.startswith(b":"):
            expect_path = True
    return found
