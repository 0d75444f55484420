"""The `repoUrl` of steps: `github.com?owner=OWNER&repo=NAME`, as Backstage's picker gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from catalogsite.errors import TemplateError
from catalogsite.scaffold.actions.publisher import HostKind

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?|\[[0-9A-Fa-f:]+\](?::\d{1,5})?")
_NAME = re.compile(r"(?!\.{1,2}$)[\w.-]+", re.ASCII)
_GIVEN_LATER = re.compile(r"<[\w ]+ of step [\w-]+>")
_NEEDED = {"github": ("owner", "repo"), "gitlab": ("owner", "repo"), "gitea": ("repo",)}


@dataclass(frozen=True, slots=True)
class RepoUrl:
    """A repository that may not be there yet: its host, owner (groups at GitLab) and name.

    `project` is the number of a project of GitLab, where that stands for owner and name.
    """

    host: str
    owner: str
    name: str
    project: str = ""

    @property
    def path(self) -> str:
        """`owner/name`; `<project 42>` where only the number is known."""
        if not self.name:
            return f"<project {self.project}>"
        return f"{self.owner}/{self.name}" if self.owner else self.name

    @property
    def project_id(self) -> str:
        """What names the project in a path of GitLab's API."""
        return quote(self.project or self.path, safe="")


def repo_url(kind: HostKind, given: Any, *, host_only: bool = False) -> RepoUrl:
    """The repository of a step's `repoUrl`, or only its host. Raises TemplateError."""
    text = str(given or "")
    host, _, query = text.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    shape = "&".join(f"{key}={key.upper()}" for key in ("owner", "repo"))
    fix = f"write it as HOST?{shape}"
    if not _HOST.fullmatch(host):
        raise TemplateError(f"repoUrl {text!r} names no host", fix=fix)
    lacking = [key for key in _NEEDED[kind] if not asked.get(key)]
    if lacking and not host_only and not (kind == "gitlab" and asked.get("project")):
        raise TemplateError(f"repoUrl {text!r} lacks {' and '.join(lacking)}", fix=fix)
    parts = [*asked.get("owner", "").split("/")] if kind == "gitlab" else [asked.get("owner", "")]
    for name in (*parts, asked.get("repo", ""), asked.get("project", "")):
        if name and not _NAME.fullmatch(name):
            raise TemplateError(f"repoUrl {text!r}: {name!r} cannot be a name", fix=fix)
    return RepoUrl(
        host.lower(), asked.get("owner", ""), asked.get("repo", ""), asked.get("project", "")
    )


def segment(text: Any) -> str:
    """A text as one part of a path of an API. Raises TemplateError for one that leads elsewhere.

    `<name of step id>`, which stands for what a step by hand will give, is left as it is.
    """
    written = str(int(text) if isinstance(text, float) and text.is_integer() else text)
    if _GIVEN_LATER.fullmatch(written):
        return written
    if not written or written in {".", ".."}:
        raise TemplateError(f"{written!r} cannot be a name")
    return quote(written, safe="")
