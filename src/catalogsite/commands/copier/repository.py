"""A repository that Copier may clone instead of the real one: two commits of a mirror, and their tags.

Copier calls git itself. It gets the address of the template here, and git is configured to talk to no
server: so all that is fetched was fetched by our mirror.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from catalogsite.errors import GitError, TemplateError
from catalogsite.repositories.git import run_git
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.trees.mirror_tree import GitTree

_CACHE = "COPIER_CACHE_DIR"
_OLDEST_GIT = (2, 32)


def offer(mirror: Mirror, commits: Mapping[str, str], parent: Path) -> Path:
    """A bare repository below `parent` with the refs of `commits` (ref to commit), each without its history.

    The ref `HEAD` is the branch that is cloned. Raises GitError.
    """
    folder = parent / "repository.git"
    run_git(["init", "-q", "--bare", "--template=", str(folder)])
    run_git(["symbolic-ref", "HEAD", "refs/heads/main"], git_dir=folder)
    (folder / "objects/info").mkdir(parents=True, exist_ok=True)
    (folder / "objects/info/alternates").write_text(f"{mirror.git_dir / 'objects'}\n")
    unique = sorted(set(commits.values()))
    for commit in unique:
        GitTree(mirror, commit).prefetch_all()
    # What is before these commits is not there, and is not needed.
    (folder / "shallow").write_text("".join(f"{commit}\n" for commit in unique))
    for ref, commit in commits.items():
        name = "refs/heads/main" if ref == "HEAD" else ref
        run_git(["update-ref", name, commit], git_dir=folder)
    return folder


@contextmanager
def isolated_git(address: str, folder: Path | None, cache: Path) -> Iterator[None]:
    """While the block runs, Copier's git finds `address` in `folder`, and reaches no server.

    No configuration of the user counts, no hook, and no submodule is fetched.
    """
    from plumbum import local

    _refuse_old_git()
    settings = [
        ("core.hooksPath", os.devnull),
        ("protocol.allow", "never"),
        # For what the user names; what a template names is refused.
        ("protocol.file.allow", "user"),
        ("safe.directory", "*"),
        ("core.autocrlf", "false"),
    ]
    if folder is not None:
        settings += [(f"url.{folder}.insteadOf", one) for one in _spellings(address)]
    variables = {"GIT_CONFIG_COUNT": str(len(settings)), "GIT_TERMINAL_PROMPT": "0"}
    for number, (name, value) in enumerate(settings):
        variables |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    variables |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    before = os.environ.get(_CACHE)
    os.environ[_CACHE] = str(cache)
    try:
        with local.env(**variables):
            yield
    finally:
        os.environ.pop(_CACHE)
        if before is not None:
            os.environ[_CACHE] = before


def _refuse_old_git() -> None:
    """Raise TemplateError for a git that does not read settings from the environment."""
    numbers = re.findall(r"[0-9]+", run_git(["version"]).decode(errors="replace"))
    if tuple(map(int, numbers[:2])) < _OLDEST_GIT:
        needed = ".".join(map(str, _OLDEST_GIT))
        raise TemplateError(
            "this git cannot be kept from fetching what a Copier template names",
            fix=f"install git {needed} or newer",
        )


def copier_address(address: str) -> str:
    """The address in a spelling that Copier takes for one of git."""
    plain = address.removeprefix("git+").removesuffix("/")
    return plain if plain.endswith(".git") or plain.startswith("git@") else f"git+{plain}"


def _spellings(address: str) -> Iterable[str]:
    """An address as Copier gives it to git; the longest first, as the whole is replaced."""
    plain = address.removeprefix("git+").removesuffix("/").removesuffix(".git")
    return (f"{plain}.git", plain)


def has_commit(mirror: Mirror, commit: str) -> bool:
    """Whether the mirror has a commit; one that is older is fetched."""
    try:
        run_git(["cat-file", "-e", f"{commit}^{{commit}}"], git_dir=mirror.git_dir)
    except GitError:
        try:
            mirror.fetch_objects([commit], depth=1)
        except GitError:
            return False
    return True
