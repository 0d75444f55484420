"""Writes the example organisation Acme as git repositories, with the same commits on every machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import yaml

from catalogsite.errors import GitError, UserError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.paths.package_data import resource_dir
from catalogsite.state.history import History, Point

_HOST = "https://git.acme.example/acme"


class _Commit(NamedTuple):
    """One commit: the files that it adds, its message, its author and its ISO 8601 date."""

    files: tuple[str, ...]
    message: str
    author: str
    date: str


_HISTORY = "history.yaml"
CHANGES = "changes.yaml"
_ENRICH = "enrich.yaml"
_PROVIDERS = "providers"
_AUTHORS = (
    "Aiko Ito <a.ito@acme.example>",
    "Tim Brandt <t.brandt@acme.example>",
    "Lena Novak <l.novak@acme.example>",
    "Paulo Ferreira <p.ferreira@acme.example>",
    "Hana Park <h.park@acme.example>",
    "Claire Dubois <c.dubois@acme.example>",
)


def make_demo(dest: Path) -> Path:
    """Write Acme into the folder `dest`, and return the path of its `catalogsite.yaml`.

    The folder of an earlier demo is not changed. Raises UserError if `dest` holds anything else.
    """
    config = dest / "catalogsite.yaml"
    if is_demo(dest):
        return config
    if dest.exists() and (not dest.is_dir() or any(dest.iterdir())):
        raise UserError(
            "the folder of the demo must be new, empty, or that of an earlier demo",
            where=str(dest),
            fix="name another folder, or remove this one first",
        )
    dest.parent.mkdir(parents=True, exist_ok=True)
    # Written beside it and then renamed, so that an interrupted run leaves no part of a demo.
    with temporary_folder(dest.parent, ".catalogsite-demo-") as folder:
        made = folder / "acme"
        _write_repositories(made)
        if dest.exists():
            dest.rmdir()
        made.rename(dest)
    return config


def write_past_values(history: Path, today: date) -> None:
    """Fill a new history with the values of earlier runs; one that exists is not changed."""
    if history.exists():
        return
    stated = yaml.safe_load((acme_dir() / _HISTORY).read_text("utf-8"))
    with History(history) as file:
        file.record_all(
            Point(today - timedelta(days=ago), ref, metric, float(value))
            for metric, entities in stated.items()
            for ref, steps in entities.items()
            for ago, value in _every_day(steps)
        )


def _every_day(steps: Mapping[int, float]) -> Iterator[tuple[int, float]]:
    """A value for each day (days ago, value) up to yesterday: the last one that is stated."""
    value = 0.0
    for ago in range(max(steps), 0, -1):
        value = steps.get(ago, value)
        yield ago, value


def is_demo(folder: Path) -> bool:
    """Whether a folder is that of an earlier demo: it has all repositories, each with a history."""
    names = [path.name for path in (acme_dir() / "repos").iterdir()]
    return (folder / "catalogsite.yaml").is_file() and all(
        (folder / "repos" / name / ".git").is_dir() for name in names
    )


def _write_repositories(dest: Path) -> None:
    own = (_HISTORY, CHANGES, _ENRICH, _PROVIDERS)
    ignored = shutil.ignore_patterns(".catalogsite", "site", "__pycache__", *own)
    shutil.copytree(acme_dir(), dest, ignore=ignored)
    config = dest / "catalogsite.yaml"
    enrich = (acme_dir() / _ENRICH).read_text("utf-8")
    config.write_text(config.read_text("utf-8") + enrich, "utf-8")
    for number, folder in enumerate(sorted((dest / "repos").iterdir())):
        _commit_history(folder, number)


def acme_dir() -> Path:
    """The folder of the example organisation."""
    return resource_dir("examples") / "acme"


def _commit_history(folder: Path, number: int) -> None:
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "remote", "add", "origin", f"{_HOST}/{folder.name}.git")
    for commit in _history(folder, number):
        _git(folder, "add", "--", *commit.files)
        _git(folder, "commit", "-q", "--no-gpg-sign", "-m", commit.message, commit=commit)


def _history(folder: Path, number: int) -> list[_Commit]:
    """Three commits: the code, then the descriptors, then the documentation."""
    files = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    )
    documents = tuple(f for f in files if "docs/" in f or "docs-site/" in f or "mkdocs" in f)
    descriptors = tuple(f for f in files if f.endswith(("catalog-info.yaml", "CODEOWNERS")))
    code = tuple(f for f in files if f not in documents and f not in descriptors)
    steps = (
        (code, "Start the repository", f"2026-03-{number + 1:02d}T09:12:00+00:00"),
        (descriptors, "Say who owns this", f"2026-06-{number + 2:02d}T14:40:00+00:00"),
        (documents, "Write down how it works", f"2026-10-{number + 3:02d}T11:05:00+00:00"),
    )
    return [
        _Commit(names, message, _AUTHORS[(number + place) % len(_AUTHORS)], date)
        for place, (names, message, date) in enumerate(steps)
        if names
    ]


def _git(folder: Path, *arguments: str, commit: _Commit | None = None) -> None:
    """Run git without the user's configuration, which would change the commit ids."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    line = ["git", "-c", "core.autocrlf=false", "-c", "core.fileMode=false", *arguments]
    result = subprocess.run(
        line,
        cwd=folder,
        env=inherited | fixed | (_identity(commit) if commit else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise GitError(result.stderr.strip(), where=str(folder))


def _identity(commit: _Commit) -> dict[str, str]:
    name, _, address = commit.author.rstrip(">").partition(" <")
    return {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", name), ("EMAIL", address), ("DATE", commit.date))
    }
