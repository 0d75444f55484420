"""Source `git`: one repository at any address that git can fetch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from pydantic import field_validator

from catalogsite.collectors.protocol import Address, CollectorSettings, Context
from catalogsite.errors import GitError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.hosts import web_url_of
from catalogsite.repositories.remote import Remote


class Settings(CollectorSettings):
    """`branch` empty means the remote's default branch, `web_url` empty the one that `url` shows."""

    kind: Literal["git"] = "git"
    url: str
    branch: str | None = None
    name: str | None = None
    web_url: Address | None = None
    descriptors: tuple[str, ...] = ()

    @field_validator("url")
    @classmethod
    def _without_password(cls, url: str) -> str:
        try:
            return Remote(url).url
        except GitError as error:
            raise ValueError(f"{error.what}: {error.fix or 'check the URL'}") from None

    @field_validator("web_url")
    @classmethod
    def _of_repository(cls, web_url: str | None) -> str | None:
        if web_url is None:
            return None
        if not urlsplit(web_url).path.strip("/"):
            raise ValueError("expected the page of the repository, such as https://HOST/OWNER/NAME")
        return web_url.removesuffix(".git")


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """The one repository; nothing is fetched yet."""
    del context
    known = web_url_of(settings.url)
    web_url = settings.web_url or (known[0] if known else None)
    yield RepositoryRequest(
        source="git",
        name=settings.name or name_of(settings.url),
        url=settings.url,
        branch=settings.branch,
        web_url=web_url,
        descriptors=settings.descriptors,
    )


def name_of(url: str) -> str:
    """The last part of an address, without `.git`."""
    path = url.rstrip("/").removesuffix("/.git")
    last = path.replace(":", "/").rpartition("/")[2]
    return last.removesuffix(".git") or "repository"
