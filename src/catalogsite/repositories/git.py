"""Runs git: the only module that imports GitPython. Output is bytes, a failure is a GitError."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from subprocess import Popen
from typing import IO, TYPE_CHECKING, cast

from catalogsite.errors import GitError
from catalogsite.execution.lazy_module import LazyModule
from catalogsite.execution.memory_limit import limit_process
from catalogsite.network.redaction import redact

if TYPE_CHECKING:
    import git as gitpython
else:
    gitpython = LazyModule("git")

DEFAULT_TIMEOUT = 300.0
MOST_LISTED = 64 * 1024 * 1024
"""The most bytes of a list of files; those of half a million files."""
ALLOWED_PROTOCOLS = "https:http:ssh:git:file"
_MOST_MEMORY = 1024 * 1024 * 1024

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
    # `remote.py` follows redirects, as far as they stay on the same server.
    *("-c", "http.followRedirects=false"),
    # A process that outlives us would write into the mirror behind our back.
    *("-c", "gc.autoDetach=false"),
    *("-c", "maintenance.autoDetach=false"),
)


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


class UnreachableError(GitError):
    """The server of a repository cannot be reached, or did not answer in time."""


class OutputLimitError(GitError):
    """Git writes more than it may: a few objects can stand for billions of paths."""


class RedirectError(GitError):
    """The server sends git to another address; `location` is that address, where it was traced."""

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        fix: str | None = None,
        location: str | None = None,
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.location = location


def run_git(
    arguments: Sequence[str],
    *,
    options: Sequence[str] = (),
    git_dir: Path | None = None,
    work_tree: Path | None = None,
    stdin: bytes = b"",
    timeout: float = DEFAULT_TIMEOUT,
    where: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """The standard output of one git command.

    `options` go before the command, `environment` over that of this process; `where` is named in
    errors; `timeout` is in seconds. Raises GitError, without secrets, where git fails or takes longer.
    """
    command = ["git", *_SAFETY, *options, *_places(git_dir, work_tree), *arguments]
    folder = work_tree or git_dir or Path(tempfile.gettempdir()).resolve()
    runner = gitpython.Git(str(folder))
    with tempfile.TemporaryFile() as source:
        source.write(stdin)
        source.seek(0)
        try:
            output: bytes = runner.execute(
                command,
                istream=cast("int", source),
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                kill_after_timeout=timeout if os.name == "posix" else None,
                env=_environment(git_dir, folder) | dict(environment or {}),
            )
        except gitpython.GitCommandNotFound as error:
            raise GitError("git is not installed", fix="install git 2.25 or newer") from error
        except gitpython.GitCommandError as error:
            raise _git_error(error, arguments, timeout, where) from None
    return output


def run_git_list(
    arguments: Sequence[str],
    *,
    git_dir: Path,
    work_tree: Path | None = None,
    stdin: bytes = b"",
    most: int = MOST_LISTED,
) -> bytes:
    """The standard output of a command that lists files, and writes next to no errors.

    Raises OutputLimitError where it is more than `most` bytes, and GitError where git fails.
    """
    command = ["git", *_SAFETY, *_places(git_dir, work_tree), *arguments]
    folder = work_tree or git_dir
    with tempfile.TemporaryFile() as source:
        source.write(stdin)
        source.seek(0)
        # The object ends the process when it is no longer referred to.
        running = gitpython.Git(str(folder)).execute(
            command,
            istream=cast("int", source),
            as_process=True,
            env=_environment(git_dir, folder),
        )
        process = cast("Popen[bytes]", running.proc)
        try:
            return _at_most(process, arguments, most)
        except gitpython.GitCommandError as error:
            raise _git_error(error, arguments, DEFAULT_TIMEOUT, str(folder)) from None


def _at_most(process: Popen[bytes], arguments: Sequence[str], most: int) -> bytes:
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(DEFAULT_TIMEOUT, stop)
    # To compare two commits, git holds all paths that differ before it writes the first one.
    limit_process(process.pid, _MOST_MEMORY)
    with process:
        timer.start()
        try:
            output = cast("IO[bytes]", process.stdout).read(most + 1)
            if len(output) > most:
                raise _too_much(most)
            message = cast("IO[bytes]", process.stderr).read()
            process.wait()
        finally:
            timer.cancel()
            process.kill()
    if late.is_set():
        message = b"Timeout: the command"
    if late.is_set() or process.returncode:
        raise gitpython.GitCommandError(list(arguments), process.returncode, message)
    return output


def _too_much(most: int) -> OutputLimitError:
    return OutputLimitError(
        f"its commit lists more files than can be read (a list of more than {most >> 20} MB)",
        fix="leave this repository out, or split it",
    )


def _places(git_dir: Path | None, work_tree: Path | None) -> Iterator[str]:
    if git_dir is not None:
        yield f"--git-dir={git_dir}"
    if work_tree is not None:
        yield f"--work-tree={work_tree}"


def _environment(git_dir: Path | None, folder: Path) -> dict[str, str]:
    environment = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": os.environ.get("GIT_ASKPASS", "true"),
        "GIT_ALLOW_PROTOCOL": ALLOWED_PROTOCOLS,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
    }
    if not {"GIT_SSH", "GIT_SSH_COMMAND"} & os.environ.keys():
        # Several fetches run at once: none may wait for somebody to type.
        environment["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes"
    if git_dir is not None:
        # Inside a git hook this names the index of the repository that runs us.
        environment["GIT_INDEX_FILE"] = str(git_dir / "index")
    else:
        # The repository that we are started in has remotes and settings of its own.
        environment["GIT_CEILING_DIRECTORIES"] = str(folder.parent)
    return environment


_FINDING = re.compile(r"^error: object [0-9a-f]+: (\w+): (.*)$", re.MULTILINE)
_UNREACHABLE = re.compile(
    r"could not resolve host|failed to connect|couldn't connect|connection (?:refused|timed out)"
    r"|no route to host|network is unreachable|unable to connect|unable to look up",
    re.IGNORECASE,
)
_REDIRECT = re.compile(r"returned error: (30[12378])")
# As GIT_TRACE_CURL writes the header.
_LOCATION = re.compile(r"<= Recv header: location: *(\S+)", re.IGNORECASE)
# As git tells of a branch that a server does not take.
_REJECTED = re.compile(r"^\s*!\s+\[(?:remote )?rejected\]\s+(?:.* -> )?(.+)$", re.MULTILINE)
_REWRITE = "remove the entry from the history of the repository; `git fsck` there shows where it is"


def _git_error(
    error: gitpython.GitCommandError, arguments: Sequence[str], timeout: float, where: str | None
) -> GitError:
    text = redact(_standard_error(error)).strip()
    place = redact(where) if where else None
    verb = next((word for word in arguments if word[0] != "-" and "=" not in word), "")
    if "Timeout: the command" in text:
        what = f"git {verb} took longer than {timeout:.0f} s"
        fix = "check the network and the size of the repository"
        # Refs are listed in no time by any server that answers.
        kind = UnreachableError if verb == "ls-remote" else GitError
        return kind(what, where=place, fix=fix)
    if findings := dict(_FINDING.findall(text)):
        found = "; ".join(f"{name} ({words.strip()})" for name, words in findings.items())
        what = f"git refuses the repository: {found}"
        return ObjectCheckError(what, where=place, fix=_REWRITE, findings=findings)
    if redirect := _REDIRECT.search(text):
        what = f"the server redirects the address (HTTP {redirect[1]})"
        found_at = _LOCATION.findall(text)
        return RedirectError(what, where=place, location=found_at[-1] if found_at else None)
    if rejected := _REJECTED.search(text):
        return GitError(f"the server refused: {rejected[1].strip()}", where=place)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reason = next((line for line in lines if line.startswith(("fatal:", "error:"))), None)
    what = reason or (lines[-1] if lines else f"git {verb} failed")
    kind = UnreachableError if _UNREACHABLE.search(text) else GitError
    return kind(what.removeprefix("fatal: "), where=place, fix=_fix(text))


def _standard_error(error: gitpython.GitCommandError) -> str:
    raw = error.stderr
    text = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
    return text.removeprefix("\n  stderr: ").strip().removeprefix("'").removesuffix("'")


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


def parse_time(text: str) -> datetime | None:
    """The time that git writes for `%cI`; None for one of no known format, as old commits have."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


class Objects:
    """Reads objects of a repository in this process; a git process for each takes 10 times longer."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._database = gitpython.GitDB(str(git_dir / "objects"))

    def read(self, name: str, where: str) -> bytes:
        """The bytes of a file by the hexadecimal name of its object; GitError where it is not there."""
        try:
            data: bytes = self._database.stream(bytes.fromhex(name)).read()
        except Exception:
            # The objects of a worktree are elsewhere, and GitPython cannot read SHA-256; git can.
            return run_git(["cat-file", "blob", name], git_dir=self._git_dir, where=where)
        return data
