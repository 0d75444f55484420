"""Writes the files of a new portal, for `catalogsite init`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from catalogsite.commands.pinned_requirements import pinned_requirements
from catalogsite.config.names import CiHost
from catalogsite.errors import GitError, UserError
from catalogsite.paths.package_data import resource_dir
from catalogsite.repositories.git import run_git
from catalogsite.repositories.hosts import web_url_of

_SUFFIX = ".jinja"
_MARK = re.compile(r"\{\{ (title|sources) \}\}")
_IGNORE = Path(".gitignore")
_REQUIREMENTS = Path("requirements.txt")

_NEEDS: dict[CiHost, str] = {
    CiHost.GITHUB: "Settings > Pages > Source: GitHub Actions, and the secret PORTAL_TOKEN for private repositories",
    CiHost.GITLAB: "a pipeline schedule, and the variables that catalogsite.yaml names",
    CiHost.AZURE: "a Static Web App and PORTAL_DEPLOY_TOKEN, and PORTAL_TOKEN for private repositories",
    CiHost.BITBUCKET: "a schedule, STATE_TOKEN, and PORTAL_TARGET for rsync",
    CiHost.JENKINS: "the credential portal-token, and PORTAL_TARGET for rsync",
    CiHost.CRON: "a line in the crontab, and nightly.env for tokens",
}
_WHO_READS: dict[CiHost, str] = {
    CiHost.GITHUB: "GitHub Pages are public, also those of a private repository",
    CiHost.GITLAB: "GitLab Pages of a public project are public",
    CiHost.AZURE: "a Static Web App is public until its configuration asks for a role",
}


class NewPortal(NamedTuple):
    """The files of a new portal, and what its nightly job needs, in sentences."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def init_portal(
    folder: Path, title: str, config: str | None = None, ci: CiHost = CiHost.GITHUB
) -> NewPortal:
    """Write the files of a portal into a folder.

    `config` replaces the usual text of catalogsite.yaml. Lines are added to a .gitignore. Raises
    UserError if another file exists already.
    """
    files = dict(_files(ci, title, _source_of(folder)))
    pinned = pinned_requirements()
    files[_REQUIREMENTS] = pinned.text
    if config is not None:
        files[Path("catalogsite.yaml")] = config
    present = [str(folder / path) for path in files if (folder / path).exists() and path != _IGNORE]
    if present:
        raise UserError(
            f"would overwrite {', '.join(present)}",
            where=str(folder),
            fix="choose another folder, or remove these files first",
        )
    files[_IGNORE] = _added(folder / _IGNORE, files[_IGNORE])
    for path, text in files.items():
        _write(folder / path, text)
    return NewPortal(tuple(folder / path for path in files), tuple(_notes(ci, pinned.missing)))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    if path.suffix == ".sh":
        path.chmod(0o755)


def _files(ci: CiHost, title: str, source: str) -> Iterator[tuple[Path, str]]:
    """Each file by its path in the portal."""
    scaffolds = resource_dir("scaffolds")
    # Every JSON string is a YAML string, whatever characters the title has.
    values = {"title": json.dumps(title, ensure_ascii=False), "sources": source}
    for root in (scaffolds / "portal", scaffolds / "portal_ci" / ci.value):
        for file in sorted(path for path in root.rglob(f"*{_SUFFIX}") if path.is_file()):
            text = _MARK.sub(lambda found: values[found[1]], file.read_text("utf-8"))
            yield _target(file.relative_to(root)), text


def _target(name: Path) -> Path:
    parts = ["." + part[4:] if part.startswith("dot_") else part for part in name.parts]
    return Path(*parts).with_suffix("")


def _source_of(folder: Path) -> str:
    """The organisation of the clone that the folder is in as a source, without the portal itself."""
    web_url = _web_url(folder)
    host, _, path = (web_url or "").partition("://")[2].partition("/")
    owner, _, name = path.partition("/")
    if not name or "github" not in host.lower():
        return "sources: []"
    server = "" if host == "github.com" else f", api_url: {json.dumps(f'https://{host}/api/v3')}"
    return (
        f"sources:\n  - {{kind: github, organization: {json.dumps(owner)}, "
        f"exclude: [{json.dumps(name)}]{server}, token: {{env: GITHUB_TOKEN}}}}"
    )


def _web_url(folder: Path) -> str | None:
    try:
        address = (
            run_git(["remote", "get-url", "origin"], options=["-C", str(_existing(folder))])
            .decode()
            .strip()
        )
    except (GitError, UnicodeDecodeError):
        return None
    found = web_url_of(address)
    return found[0] if found else None


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.is_dir())


def _added(path: Path, text: str) -> str:
    """The lines of a file that exists, and those of the text that it lacks."""
    try:
        before = path.read_text("utf-8")
    except FileNotFoundError:
        return text
    missing = [line for line in text.splitlines() if line not in before.splitlines()]
    end = "" if not before or before.endswith("\n") else "\n"
    return before + end + "".join(f"{line}\n" for line in missing)


def _notes(ci: CiHost, missing: str | None) -> Iterator[str]:
    yield f"the nightly job needs {_NEEDS[ci]}: its first lines say how"
    if ci in _WHO_READS:
        yield (
            f"{_WHO_READS[ci]}: where repositories are private, the job stops before it deploys "
            "until you allow it"
        )
    if missing is not None:
        yield missing
