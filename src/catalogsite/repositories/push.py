"""Commits a folder and pushes it, without a clone, a configuration or a hook of its own.

Files are stored byte for byte: no filter, attribute or line-end setting of git applies to them.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from catalogsite.errors import GitError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.paths.inner_path import inner_path
from catalogsite.repositories.change import Author, Change
from catalogsite.repositories.git import run_git
from catalogsite.repositories.remote import GitToken, Remote

_PUSH_TIMEOUT = 300.0
_BASE = "refs/catalogsite/base"
_LINK = "120000"
_THERE = "(stale info)"
"""How git tells that a branch is there which a push was to make."""
# Only what the folder itself says decides which of its files git leaves out.
_OWN_RULES = ("-c", "core.excludesFile=/dev/null")


def push_change(remote: Remote, change: Change) -> str | None:
    """Commit and push a change; the commit's hash, or None where it changes nothing.

    Raises GitError, and UnsafePathError for a `target` elsewhere.
    """
    with temporary_folder() as folder:
        git_dir = folder.resolve() / "repository.git"
        run_git(["init", "--quiet", "--bare", "--template=", str(git_dir)])
        parent = _fetched(remote, change.base, git_dir) if change.base else None
        entries = _stored(change.folder, git_dir)
        tree = _tree(change, entries, parent, git_dir)
        if parent and not change.allow_empty and tree == _tree_of(parent, git_dir):
            return None
        commit = _committed(change, tree, parent, git_dir)
        _send(remote, change, commit, git_dir)
        return commit


def configured_author() -> tuple[str | None, str | None]:
    """The name and the e-mail address that git is configured with; None for what is not set."""
    return _configured("user.name"), _configured("user.email")


def stored_token(url: str) -> GitToken | None:
    """What a credential helper of git has for an address; None where it has nothing."""
    try:
        answer = run_git(["credential", "fill"], stdin=f"url={url}\n\n".encode(), timeout=30)
    except GitError:
        return None
    pairs = dict(line.partition("=")[::2] for line in answer.decode().splitlines())
    token = pairs.get("password", "").strip()
    return GitToken(token, pairs.get("username") or "x-access-token") if token else None


def _configured(key: str) -> str | None:
    try:
        return run_git(["config", "--get", key]).decode().strip() or None
    except GitError:
        return None


def _fetched(remote: Remote, branch: str, git_dir: Path) -> str:
    source = f"+refs/heads/{branch}:{_BASE}"
    remote.run(["fetch", "--quiet", "--depth=1", "--no-tags", "origin", source], git_dir, 300.0, "")
    return run_git(["rev-parse", "--verify", _BASE], git_dir=git_dir).decode().strip()


def _stored(folder: Path, git_dir: Path) -> dict[str, tuple[str, str]]:
    """Mode and object of each file that the folder does not ignore."""
    listing = ["ls-files", "--others", "--exclude-standard", "-z"]
    output = run_git(listing, options=_OWN_RULES, git_dir=git_dir, work_tree=folder)
    paths = [os.fsdecode(path) for path in output.split(b"\0") if path]
    modes = {path: _mode(folder / path) for path in paths}
    plain = [path for path in paths if modes[path] != _LINK]
    found = {path: (_LINK, _link(folder / path, git_dir)) for path in paths if path not in plain}
    # A leading `./` keeps git from reading a name that begins with a quote as a quoted one.
    names = "".join(f"./{_one_line(path)}\n" for path in plain)
    hashing = ["hash-object", "-w", "--no-filters", "--stdin-paths"]
    hashes = run_git(hashing, git_dir=git_dir, work_tree=folder, stdin=os.fsencode(names))
    objects = hashes.decode("ascii").split()
    found |= {path: (modes[path], one) for path, one in zip(plain, objects, strict=True)}
    return found


def _mode(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return _LINK
    return "100755" if mode & stat.S_IXUSR else "100644"


def _link(path: Path, git_dir: Path) -> str:
    text = os.fsencode(path.readlink())
    return run_git(["hash-object", "-w", "--stdin"], git_dir=git_dir, stdin=text).decode().strip()


def _one_line(path: str) -> str:
    if "\n" in path:
        raise GitError("a file name with a line end cannot be committed", where=repr(path))
    return path


def _tree(
    change: Change, entries: dict[str, tuple[str, str]], parent: str | None, git_dir: Path
) -> str:
    prefix = _prefix(change.target)
    if parent:
        run_git(["read-tree", parent], git_dir=git_dir)
        there = _paths_of(parent, git_dir)
        stay = {path for path in change.kept if prefix + path in there}
        entries = {path: one for path, one in entries.items() if path not in stay}
        if change.handling == "create":
            _refuse_present([path for path in map(prefix.__add__, entries) if path in there])
    gone = set(change.removed)
    if change.handling == "delete":
        gone |= {prefix + path for path in entries}
        entries = {}
    lines = [f"0 {'0' * 40}\t{path}" for path in sorted(gone)]
    lines += [f"{mode} {one}\t{prefix}{path}" for path, (mode, one) in sorted(entries.items())]
    given = b"".join(os.fsencode(line) + b"\0" for line in lines)
    run_git(["update-index", "-z", "--index-info"], git_dir=git_dir, stdin=given)
    return run_git(["write-tree"], git_dir=git_dir).decode().strip()


def _prefix(target: str) -> str:
    """What the paths of files begin with. Raises UnsafePathError for a folder elsewhere."""
    folder = target.strip("/").removeprefix("./")
    return f"{inner_path(folder)}/" if folder not in {"", "."} else ""


def _paths_of(commit: str, git_dir: Path) -> set[str]:
    output = run_git(["ls-tree", "-r", "-z", "--name-only", commit], git_dir=git_dir)
    return {os.fsdecode(path) for path in output.split(b"\0")}


def _refuse_present(present: list[str]) -> None:
    if present:
        raise GitError(
            f"the repository has {', '.join(present[:5])} already",
            fix="set `commitAction: update` in the step",
        )


def _tree_of(commit: str, git_dir: Path) -> str:
    return run_git(["rev-parse", f"{commit}^{{tree}}"], git_dir=git_dir).decode().strip()


def _committed(change: Change, tree: str, parent: str | None, git_dir: Path) -> str:
    arguments = ["commit-tree", tree, *(("-p", parent) if parent else ())]
    message = f"{change.message.strip()}\n".encode()
    environment = _identity(change.author)
    output = run_git(arguments, git_dir=git_dir, stdin=message, environment=environment)
    return output.decode().strip()


def _identity(author: Author) -> dict[str, str]:
    roles = ("AUTHOR", "COMMITTER")
    names = {f"GIT_{role}_NAME": author.name for role in roles}
    return names | {f"GIT_{role}_EMAIL": author.email for role in roles}


def _send(remote: Remote, change: Change, commit: str, git_dir: Path) -> None:
    try:
        remote.run(_push(change, commit), git_dir, _PUSH_TIMEOUT, "")
    except GitError as error:
        if _THERE not in error.what:
            raise
        what = f"there is a branch {change.branch} already"
        raise GitError(what, where=error.where, fix="choose another branch") from None


def _push(change: Change, commit: str) -> list[str]:
    ref = f"refs/heads/{change.branch}"
    lease = [] if change.replace or change.base == change.branch else [f"--force-with-lease={ref}:"]
    return ["push", "--quiet", *lease, "origin", f"{'+' if change.replace else ''}{commit}:{ref}"]
