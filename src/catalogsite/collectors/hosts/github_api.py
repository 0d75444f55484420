"""The API of GitHub: its address, token and headers, for all collectors of GitHub."""

from __future__ import annotations

from urllib.parse import urlsplit

from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.network.client import Client

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
    """

    api_url: Address = PUBLIC_API
    web_url: Address | None = None
    token: Secret = Secret(env="GITHUB_TOKEN")

    @property
    def web_origin(self) -> str:
        """The origin of the web pages and git repositories of this GitHub."""
        parts = urlsplit(self.web_url or self.api_url)
        if self.api_url == PUBLIC_API or parts.netloc.endswith(".ghe.com"):
            return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"
        return f"{parts.scheme}://{parts.netloc}"


def open_github(settings: GitHubSettings, context: Context) -> Client:
    """A client of the API; without a token it reads public data only."""
    token = settings.token.value(context.env)
    return context.client(settings.api_url, token=token, headers=_HEADERS)
