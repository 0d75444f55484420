"""The hosts that a scaffold publishes to: those of the sources and the public ones, as the user.

A token is sent to no host but its own: to one that neither a source names nor everybody knows, none is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from catalogsite.collect.run import Run
from catalogsite.collectors.hosts import gitea, github, gitlab
from catalogsite.collectors.hosts.github_api import open_github
from catalogsite.collectors.hosts.listing import Host
from catalogsite.errors import GitError, ProviderError, TemplateError
from catalogsite.network.client import Client
from catalogsite.repositories.change import Change
from catalogsite.repositories.hosts import authority_of
from catalogsite.repositories.push import configured_author, push_change, stored_token
from catalogsite.repositories.remote import GitCredential, GitToken, Remote
from catalogsite.scaffold.actions.publisher import HostApi, HostKind

_Settings = github.Settings | gitlab.Settings | gitea.Settings
_CODEBERG = "https://codeberg.org/api/v1"
_TITLES = {"github": github.TITLE, "gitlab": gitlab.TITLE, "gitea": gitea.TITLE}


@dataclass(frozen=True, slots=True)
class _Host:
    """One host: a client of its API, and the token for its git server."""

    pages_url: str
    client: Client
    credential: GitCredential | GitToken

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at a path of the API."""
        return self.client.get_json(path, params)

    def change(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON response to a request that changes something; None for an empty one."""
        return self.client.change(method, path, body)

    def push(self, url: str, change: Change) -> str | None:
        """Commit and push; the commit's hash, or None where nothing changes."""
        if authority_of(urlsplit(url)) != authority_of(urlsplit(self.pages_url)):
            raise GitError(
                f"the host names a repository elsewhere: {url}",
                where=self.pages_url,
                fix="set `web_url` of the source to the address of its repositories",
            )
        return push_change(Remote(url, credential=self.credential), change)


@dataclass(frozen=True)
class HostPublisher:
    """The hosts of a run; their clients are closed at the end of `publisher_of`."""

    run: Run
    _open: ExitStack
    _hosts: dict[tuple[object, ...], _Host] = field(default_factory=dict)

    def host(self, kind: HostKind, authority: str, owner: str, token: str | None) -> HostApi:
        """The host of a name, asked with `token` or with the user's own. Raises TemplateError."""
        settings = self._settings(kind, authority, owner)
        key = (kind, authority, settings, token)
        if key not in self._hosts:
            self._hosts[key] = self._opened(settings, token)
        return self._hosts[key]

    def author(self) -> tuple[str | None, str | None]:
        """The name and the e-mail address that the user's git is configured with."""
        return configured_author()

    def _settings(self, kind: HostKind, authority: str, owner: str) -> _Settings:
        """The source of a host, that of the owner before others; else what everybody knows."""
        public = [one for one in _public(owner) if _authority(one) == authority]
        known = [
            one
            for one in self.run.config.sources
            if isinstance(one, github.Settings | gitlab.Settings | gitea.Settings)
            and _authority(one) == authority
        ]
        known.sort(key=lambda one: _host_of(one).owner.lower() != owner.lower())
        found = next((one for one in (*known, *public) if one.kind == kind), None)
        if found is not None:
            return found
        others = {one.kind for one in (*known, *public)}
        if others:
            what = f"{authority} is {_TITLES[others.pop()]}, and the step is one of {_TITLES[kind]}"
            raise TemplateError(what, fix="choose a repository on a host of the step's kind")
        raise TemplateError(
            f"{authority} is not known as a host of {_TITLES[kind]}",
            fix=f"add a source `kind: {kind}` with its `api_url` and `token` to the configuration",
        )

    def _opened(self, settings: _Settings, token: str | None) -> _Host:
        pages = _host_of(settings).pages_url.rstrip("/")
        variable, user = _host_of(settings).credential
        app = getattr(settings, "app", None)
        own = token or settings.token.value(self.run.context.env)
        given = GitToken(own, user) if own else None
        if given is None and app is None:
            given = stored_token(pages)
        if given is None and app is None:
            raise TemplateError(
                f"there are no credentials for {urlsplit(pages).netloc}",
                fix=f"set {variable}, or store them with git's credential helper",
            )
        try:
            client = self._open.enter_context(self._client(settings, given))
        except ProviderError as error:
            raise TemplateError(error.what, where=error.where, fix=error.fix) from None
        return _Host(pages, client, given or GitCredential(variable, user))

    def _client(self, settings: _Settings, given: GitToken | None) -> Client:
        token = given.token if given else None
        if isinstance(settings, github.Settings):
            return open_github(settings, self.run.context, token)
        return self.run.context.client(settings.api_url, token=token)


@contextmanager
def publisher_of(run: Run) -> Iterator[HostPublisher]:
    """The publisher of a run."""
    with ExitStack() as opened:
        yield HostPublisher(run, opened)


def _host_of(settings: _Settings) -> Host:
    """Where the pages of a host are, and how git gets its token."""
    if isinstance(settings, github.Settings):
        return github.host(settings)
    return gitlab.host(settings) if isinstance(settings, gitlab.Settings) else gitea.host(settings)


def _public(owner: str) -> tuple[_Settings, ...]:
    return (
        github.Settings(organization=owner),
        gitlab.Settings(group=owner),
        gitea.Settings(organization=owner, api_url=_CODEBERG),
    )


def _authority(settings: _Settings) -> str:
    return authority_of(urlsplit(_host_of(settings).pages_url))
