"""Reads the deployments of many repositories of GitHub in few GraphQL queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from catalogsite.collectors.account import Account, Results
from catalogsite.collectors.builds.github_queries import in_batches
from catalogsite.collectors.deployments.entity_deployments import deployments_of
from catalogsite.collectors.deployments.github_queries import (
    OLDER_AT_ONCE,
    READ_AT_ONCE,
    older_query,
    read_query,
)
from catalogsite.collectors.deployments.github_reading import Reading, deployments_in, reading_of
from catalogsite.collectors.hosts.github_graphql import GitHubGraphQl, RefusedQueryError
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Target
from catalogsite.errors import ProviderError
from catalogsite.model.source_run import Failure

_NAME = "GitHub's GraphQL API"
_UNKNOWN = "there is no such repository, or the token may not read it"
_RIGHTS = "give the token *Deployments*, *Actions* and *Contents* (read)"
_LATER = "the next run reads it again"


@dataclass(slots=True)
class Repositories:
    """What was read of each repository by slug, and why others could not be read."""

    account: Account
    api: GitHubGraphQl
    readings: dict[str, Reading] = field(default_factory=dict)
    errors: dict[str, ProviderError] = field(default_factory=dict)
    responses: dict[str, Response] = field(default_factory=dict)

    def read(self, slugs: Sequence[str]) -> None:
        """Read repositories, and of those with many deployments more of their production."""
        client = self.account.client
        in_batches(client, self._newest, slugs, READ_AT_ONCE, self._fail)
        older = [slug for slug in slugs if slug in self.readings and self.readings[slug].older]
        in_batches(client, self._older, older, OLDER_AT_ONCE, self._fail)

    def results(self, target: Target) -> Results:
        """The facts about a target, and what could not be read of it."""
        slug, reading = target.slug, self.readings.get(target.slug)
        if reading is not None:
            value = deployments_of(reading.deployments)
            subjects = target.subjects if value.deployments else ()
            key = f"deployments.{self.account.kind}"
            yield from self.account.facts(subjects, key, value, self._page(slug))
        if slug in self.errors:
            yield self.account.failure(self.errors[slug], target.subjects, slug)
        if reading is not None and reading.missing:
            yield self._incomplete(target, reading.missing)
        failure = self.responses[slug].failure(self.account.kind, target.subjects, slug)
        if failure is not None:
            yield failure

    def _newest(self, batch: Sequence[str]) -> None:
        settings = self.account.settings

        def take(slug: str, one: Item) -> None:
            self.readings[slug] = reading_of(one, settings, self._page(slug))

        self._each(batch, read_query(batch, names=settings.names), take)

    def _older(self, batch: Sequence[str]) -> None:
        settings = self.account.settings
        asked = {slug: self.readings[slug].older for slug in batch}

        def take(slug: str, one: Item) -> None:
            found = one.need_items("deployments.nodes")
            more = deployments_in(list(found), settings, self._page(slug))
            self.readings[slug].deployments.extend(more)

        self._each(batch, older_query(asked, names=settings.names), take)

    def _each(self, batch: Sequence[str], query: str, take: Callable[[str, Item], None]) -> None:
        data, refused = self.api.parts(query)
        for number, slug in enumerate(batch):
            name = f"r{number}"
            response = self.responses.setdefault(slug, Response(self.api.url, _NAME))
            try:
                value = data.get(name)
                if name in refused:
                    self._fail(slug, refused[name])
                    # A token may see deployments, and no environments.
                    if not (isinstance(value, dict) and value.get("deployments")):
                        continue
                one = Item(response, response.need_object(value, f"data.{name}"), f"data.{name}")
                take(slug, one)
            except ProviderError as error:
                self._fail(slug, error)

    def _fail(self, slug: str, error: ProviderError) -> None:
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise error
        self.responses.setdefault(slug, Response(self.api.url, _NAME))
        what, fix = error.what, error.fix
        if isinstance(error, RefusedQueryError):
            what = _UNKNOWN if error.type == "NOT_FOUND" else what
            fix = _LATER if error.type.startswith("RATE_LIMIT") else _RIGHTS
        self.errors[slug] = ProviderError(what, where=error.where, fix=fix, status=error.status)

    def _incomplete(self, target: Target, missing: str) -> Failure:
        return Failure.about(
            target.slug,
            missing,
            source=self.account.kind,
            fix="delete environments that are not used any more",
            url=self._page(target.slug),
            subjects=target.subjects,
        )

    def _page(self, slug: str) -> str:
        return f"{self.account.settings.web_origin}/{slug}/deployments"
