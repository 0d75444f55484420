"""The API of GitHub: its address, token and headers, for all collectors of GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from pydantic import model_validator

from catalogsite.collectors.access.github_app import GitHubApp, installation_token
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.network.client import Client
from catalogsite.repositories.remote import give_to_git

API_NAME = "GitHub's API"
PUBLIC_API = "https://api.github.com"
_HEADERS = {
    "Accept": "application/vnd.github+json",
    # 2026-03-10 is the first version that breaks readers of this one.
    "X-GitHub-Api-Version": "2022-11-28",
}


class GitHubSettings(CollectorSettings):
    """`api_url` names a GitHub Enterprise server: `https://HOST/api/v3`.

    `web_url` is the address of its pages, needed only where that is another host than the API's.
    With an `app`, its installation is asked with, and not with the `token`.
    """

    api_url: Address = PUBLIC_API
    web_url: Address | None = None
    token: Secret = Secret(env="GITHUB_TOKEN")
    app: GitHubApp | None = None

    @property
    def web_origin(self) -> str:
        """The origin of the web pages and git repositories of this GitHub."""
        parts = urlsplit(self.web_url or self.api_url)
        if self.api_url == PUBLIC_API or parts.netloc.endswith(".ghe.com"):
            return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def git_variable(self) -> str:
        """The variable with the token for git."""
        return self.app.variable if self.app else self.token.env

    def has_token(self, env: Mapping[str, str]) -> bool:
        """Whether more than public data can be read."""
        return self.app is not None or self.token.value(env) is not None

    @model_validator(mode="after")
    def _is_asked_as_one(self) -> Self:
        if self.app is not None and "token" in self.model_fields_set:
            raise ValueError("expected `token` or `app`, and not both")
        return self


def open_github(settings: GitHubSettings, context: Context, token: str | None = None) -> Client:
    """A client of the API; a `token` takes the place of the one of the settings.

    Without any it reads public data only. Raises ProviderError.
    """
    given = token is not None
    token = token or settings.token.value(context.env)
    if settings.app is not None and not given:
        token = installation_token(
            settings.app, context.client, settings.api_url, _HEADERS, context.env
        )
        give_to_git(settings.app.variable, token)
    return context.client(settings.api_url, token=token, headers=_HEADERS)
