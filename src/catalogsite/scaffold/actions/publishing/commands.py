"""The steps to take by hand, as commands to copy; no secret is in them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from catalogsite.scaffold.actions.action import ActionContext
from catalogsite.scaffold.actions.publisher import HostKind
from catalogsite.scaffold.actions.publishing.inputs import listed
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl
from catalogsite.scaffold.parameters.secrets import without_secrets

_PUBLIC = {"github": "github.com", "gitlab": "gitlab.com", "gitea": ""}


_HERE = "# in the folder of the new project:"


class Hidden(str):
    """A text that is sent and never shown."""

    __slots__ = ()


def command(*words: str) -> str:
    """A command of a shell."""
    return shlex.join(words)


def comment(text: str) -> str:
    """A line that a shell passes over."""
    return f"# {' '.join(text.split())}"


def instructions_text(context: ActionContext, lines: Iterable[str]) -> str:
    """The lines as one text, without the secrets of the run."""
    secrets = sorted(filter(None, context.secrets.values()), key=len, reverse=True)
    return str(without_secrets("\n".join(lines), secrets))


def request(
    kind: HostKind, repo: RepoUrl, method: str, path: str, body: Mapping[str, Any] | None
) -> str:
    """The command that sends a request to the API of a host."""
    if kind == "gitea":
        address = f"https://{repo.host}/api/v1/{path}"
        header = '"Authorization: token $GITEA_TOKEN"'
        start = f"curl --fail --request {method} --header {header} {shlex.quote(address)}"
        return f"{start} --json @- {_document(body)}" if body is not None else start
    tool = "gh" if kind == "github" else "glab"
    host = () if repo.host == _PUBLIC[kind] else ("--hostname", repo.host)
    start = command(tool, "api", *host, "--method", method, path)
    if body is None:
        return start
    typed = "" if kind == "github" else " --header 'Content-Type: application/json'"
    return f"{start}{typed} --input - {_document(body)}"


def first_push(repo: RepoUrl, given: Mapping[str, Any], branch: str) -> list[str]:
    """The commands that make the files a repository and push it."""
    folder = str(given.get("sourcePath") or "").strip("/")
    message = str(given.get("gitCommitMessage") or "initial commit").strip()
    return [
        _HERE,
        *([command("cd", folder)] if folder not in {"", "."} else []),
        "git init && git add --all",
        command("git", *_author(given), "commit", "--message", message),
        command("git", "push", _address(repo), f"HEAD:refs/heads/{branch}"),
    ]


def branch_push(
    repo: RepoUrl, given: Mapping[str, Any], branch: str, base: str | None = None
) -> list[str]:
    """The commands that put the files on a new branch of a repository, or with no `base` on any."""
    clone = f"../{repo.name or 'project'}-clone"
    git = ("git", "-C", clone)
    start = [*git, "switch", "--create", branch, *([f"origin/{base}"] if base else [])]
    switched = command(*start)
    if base is None:
        switched = f"{command(*git, 'switch', branch)} || {switched}"
    message = str(given.get("commitMessage") or given.get("title") or f"Update {branch}").strip()
    return [
        _HERE,
        command("git", "clone", _address(repo), clone),
        switched,
        *_files(given, clone),
        command(*git, *_author(given), "commit", "--message", message),
        command(*git, "push", "origin", branch),
    ]


def _files(given: Mapping[str, Any], clone: str) -> list[str]:
    source = str(given.get("sourcePath") or ".").rstrip("/")
    target = str(given.get("targetPath") or "").strip("./")
    place = f"{clone}/{target}" if target else clone
    gone = listed(given.get("filesToDelete"))
    if given.get("commitAction") == "delete":
        removed = comment(f"remove from {place} the files that are in {source} too")
        return [removed, command("git", "-C", clone, "add", "--all")]
    return [
        *([command("mkdir", "-p", place)] if target else []),
        command("cp", "-R", f"{source}/.", f"{place}/"),
        *([command("git", "-C", clone, "rm", "--", *gone)] if gone else []),
        command("git", "-C", clone, "add", "--all"),
    ]


def _author(given: Mapping[str, Any]) -> list[str]:
    parts = (("user.name", given.get("gitAuthorName")), ("user.email", given.get("gitAuthorEmail")))
    return [word for key, value in parts if value for word in ("-c", f"{key}={value}")]


def _address(repo: RepoUrl) -> str:
    return f"https://{repo.host}/{repo.path}.git"


def _document(body: Mapping[str, Any]) -> str:
    return f"<<'END'\n{json.dumps(_shown(body), ensure_ascii=False)}\nEND"


def _shown(value: Any) -> Any:
    if isinstance(value, Hidden):
        return "<the secret>"
    if isinstance(value, Mapping):
        return {key: _shown(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner) for inner in value]
    return value
