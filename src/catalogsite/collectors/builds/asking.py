"""The requests of a collector of builds about one target, and what could not be read of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from catalogsite.collectors.builds.log_end import log_end
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Target
from catalogsite.errors import ProviderError
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.network.paging import endless

Params = Mapping[str, str | int]
_INCOMPLETE = "what was read up to there is kept; report it to those who run the server"
_Part = TypeVar("_Part")


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
            fix = "give the token the rights that it names, or report the query"
            raise ProviderError(what, where=f"{self.client.base_url}{path}", fix=fix)
        return Item(response, response.need_object(answer.value.get("data"), "data"), "data")

    def query_pages(
        self, path: str, text: str, variables: Mapping[str, Any], connection: str
    ) -> Iterator[Item]:
        """Every node of a GraphQL connection; `$after` of the query is the cursor.

        Raises ProviderError, also where the pages do not end.
        """
        cursor: str | None = None
        seen: set[str | None] = set()
        while True:
            page = self.query(path, text, {**variables, "after": cursor}).inner(connection)
            for edge in page.need_items("edges"):
                yield edge.inner("node")
            if not page.flag("pageInfo.hasNextPage"):
                return
            seen.add(cursor)
            cursor = page.text("pageInfo.endCursor")
            if reason := endless(cursor in seen, len(seen), 0):
                raise ProviderError(reason, where=self.client.base_url, fix=_INCOMPLETE)

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

    def try_items(self, path: str, key: str, params: Params | None = None) -> Sequence[Item]:
        """The objects of a list in the object at a path; a refusal is as in `try_object`."""
        return self._part(lambda: list(self.get_object(path, params).need_items(key)), [])

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


def failure_about(kind: str, target: Target, error: ProviderError) -> Failure:
    """The failure of a target; refused credentials are a failure of the whole provider."""
    refused = error.status == HTTPStatus.UNAUTHORIZED
    return Failure.about(
        target.slug,
        error.what,
        source=kind,
        fix=error.fix,
        url=error.where,
        subjects=() if refused else target.subjects,
    )
