"""The project of an entity on one GitLab, and how its API is opened, for all collectors of projects."""

from __future__ import annotations

import re
from typing import Any

from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.targets import Place, Subject, is_instance
from catalogsite.network.client import Client

API_NAME = "GitLab's API"
_PROJECT = re.compile(r"\d+|(?!\.)[\w.-]+(?:/(?!\.+(?:/|$))[\w.-]+)+")


class GitLabSettings(CollectorSettings):
    """The GitLab to read; `instance` is its name in `gitlab.com/instance`."""

    api_url: Address = "https://gitlab.com/api/v4"
    instance: str | None = None
    token: Secret = Secret(env="GITLAB_TOKEN")

    @property
    def pages(self) -> str:
        """The address of its web pages."""
        return self.api_url.removesuffix("/api/v4")


def open_gitlab(settings: Any, context: Context) -> Client:
    """A client of the API; without a token it reads public data only."""
    return context.client(settings.api_url, token=settings.token.value(context.env))


def project_of(settings: Any, context: Context, subject: Subject) -> Place | None:
    """The project that an entity names by path or id, else that of its repository on this GitLab."""
    notes, own = subject.annotations, subject.path_on(settings.pages)
    name = notes.get("gitlab.com/project-id", notes.get("gitlab.com/project-slug"))
    if name is None and subject.kind == "Component":
        name = own
    here = own or is_instance(notes.get("gitlab.com/instance"), settings, context)
    if not name or not here or not _PROJECT.fullmatch(name):
        return None
    return name, subject.branch if own in (name, None) or name.isdigit() else None
