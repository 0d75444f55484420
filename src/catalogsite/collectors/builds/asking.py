"""What collectors of builds share: requests about one target, and the facts from their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from catalogsite.collectors.builds.log_end import log_end
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Place, Subject, Target, targets_by
from catalogsite.errors import ProviderError
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.build_runs import BuildRuns, fact_key
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

Params = Mapping[str, str | int]
Results = Iterator[Fact | Failure]
_Part = TypeVar("_Part")


class Api(NamedTuple):
    """The name of a provider's API in messages, and what opens its client."""

    name: str
    open: Callable[[Any, Context], Client]


class Found(NamedTuple):
    """The builds of a target, and the page that shows them."""

    value: BuildRuns | None
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests about one target. A part that cannot be read is a failure and costs no other."""

    client: Client
    kind: str
    api_name: str
    target: Target
    failures: list[Failure] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def response(self, path: str) -> Response:
        """What reads the answer of an address; what it notes will be a failure."""
        response = Response(f"{self.client.base_url}{path}", self.api_name)
        self.responses.append(response)
        return response

    def get_object(self, path: str, params: Params | None = None) -> Item:
        """The object at a path. Raises ProviderError for anything else."""
        response, answer = self.response(path), self.client.get_json(path, params)
        return Item(response, response.need_object(answer, ""))

    def get_list(self, path: str, params: Params | None = None) -> Sequence[Item]:
        """The objects of the list at a path. Raises ProviderError for anything else."""
        response, answer = self.response(path), self.client.get_json(path, params)
        listed = response.objects(response.need_list(answer, ""), "")
        return [Item(response, value, place) for place, value in listed]

    def get_pages(self, path: str, params: Params, items: str) -> Sequence[Item]:
        """The objects of a list in pages. Raises ProviderError."""
        response = self.response(path)
        listed = list(self.client.get_pages(path, params, items=items))
        return [Item(response, value, place) for place, value in response.objects(listed, items)]

    def query(self, path: str, text: str, variables: Mapping[str, Any]) -> Item:
        """The `data` of a GraphQL query; an answer in part is an error. Raises ProviderError."""
        response = self.response(path)
        body = self.client.post_json(path, {"query": text, "variables": dict(variables)})
        answer = Item(response, response.need_object(body, ""))
        for error in answer.items("errors"):
            message = (error.text("message") or "it does not say why")[:200]
            what = f"refused the query: {message}"
            raise ProviderError(what, where=f"{self.client.base_url}{path}")
        return Item(response, response.need_object(answer.value.get("data"), "data"), "data")

    def try_object(self, path: str, params: Params | None = None) -> Item | None:
        """The object at a path; None for 404 and 410. Another refusal is a failure."""
        return self._part(lambda: self.get_object(path, params), None)

    def try_list(
        self, path: str, params: Params | None = None, *, extra: bool = False
    ) -> Sequence[Item]:
        """The objects of the list at a path; a refusal is as in `try_object`.

        Of something `extra`, which many tokens may not read, a refusal is no failure either.
        """
        return self._part(lambda: self.get_list(path, params), [], extra=extra)

    def log(self, path: str) -> tuple[str, ...]:
        """The last lines of a log; empty where the provider has deleted it."""
        return self._part(lambda: log_end(self.client.get_bytes(path)), ())

    def _part(self, read: Callable[[], _Part], instead: _Part, *, extra: bool = False) -> _Part:
        try:
            return read()
        except ProviderError as error:
            # Refused credentials are refused for all parts.
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise
            refused = extra and error.status == HTTPStatus.FORBIDDEN
            if not refused and error.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
                self.failures.append(failure_about(self.kind, self.target, error))
            return instead

    def missed(self) -> Iterator[Failure]:
        """The failures that cost a part of the answer."""
        yield from self.failures
        for response in self.responses:
            failure = response.failure(self.kind, self.target.subjects, self.target.slug)
            if failure is not None:
                yield failure


def collect_builds(
    settings: Any,
    context: Context,
    api: Api,
    read: Callable[[Any, Asked], Found],
    place_of: Callable[[Any, Context, Subject], Place | None],
) -> Results:
    """The builds of each target that `place_of` finds, as in `collect_targets`."""
    targets = targets_by(partial(place_of, settings, context), context)
    return collect_targets(settings, context, api, read, targets)


def collect_targets(
    settings: Any,
    context: Context,
    api: Api,
    read: Callable[[Any, Asked], Found],
    targets: Iterable[Target],
) -> Results:
    """The builds of each target; a failure for each that cannot be read.

    Refused credentials are refused for every target: all keep what they had, and none is asked.
    """

    def answer(target: Target) -> tuple[Asked, Found | ProviderError]:
        asked = Asked(client, settings.kind, api.name, target)
        try:
            return asked, read(settings, asked)
        except ProviderError as error:
            return asked, error

    with api.open(settings, context) as client:
        for target, (asked, found) in client.each(answer, targets):
            if isinstance(found, ProviderError):
                yield failure_about(asked.kind, target, found)
                if found.status == HTTPStatus.UNAUTHORIZED:
                    return
                continue
            yield from facts_about(asked.kind, target.subjects, found, context)
            yield from asked.missed()


def facts_about(
    kind: str, subjects: Iterable[str], found: Found, context: Context
) -> Iterator[Fact]:
    """The fact about each of the entities; none where there are no builds."""
    if found.value is None:
        return
    source = Provenance(source=kind, time=context.now, url=found.url)
    for subject in subjects:
        yield Fact(subject=subject, key=fact_key(kind), value=found.value, provenance=source)


def failure_about(kind: str, target: Target, error: ProviderError) -> Failure:
    """The failure of a target; refused credentials are a failure of the whole provider."""
    refused = error.status == HTTPStatus.UNAUTHORIZED
    return Failure(
        source=kind,
        reason=f"{target.slug}: {error.what}",
        fix=error.fix,
        url=error.where,
        subjects=() if refused else target.subjects,
    )
