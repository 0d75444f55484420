"""GitHub's GraphQL API: one query, and lists in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.collectors.hosts.github_api import GitHubSettings
from catalogsite.collectors.provider_json import Response
from catalogsite.errors import ProviderError
from catalogsite.network.client import Client
from catalogsite.network.paging import endless

_NAME = "GitHub's GraphQL API"
_INCOMPLETE = "what was read up to there is kept; report it to those who run the server"


class RefusedQueryError(ProviderError):
    """A query was answered with an error: a field may be refused, or the query cost too much.

    `type` is GitHub's word for it, such as `NOT_FOUND` or `FORBIDDEN`.
    """

    def __init__(self, message: str, where: str, type_: str = "") -> None:
        super().__init__(f"refused the query: {message[:200]}", where=where)
        self.type = type_


class GitHubGraphQl:
    """Queries of one GitHub; every method raises ProviderError."""

    def __init__(self, client: Client, settings: GitHubSettings) -> None:
        self._client = client
        # An Enterprise server has its REST API at /api/v3 and GraphQL at /api/graphql.
        self._path = "../graphql" if settings.api_url.endswith("/api/v3") else "graphql"
        self.url = client.base_url.removesuffix("v3/") + "graphql"
        self.response = Response(self.url, _NAME)

    def query(self, text: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a query; an answer that is partial is an error."""
        body = {"query": text, "variables": dict(variables)}
        answer = self.response.need_object(self._client.post_json(self._path, body), "")
        for _, error in self.response.objects(answer.get("errors") or [], "errors"):
            message = self.response.text(error, "message", "errors[0]") or "an error without words"
            raise RefusedQueryError(message, self.url)
        return self.response.need_object(answer.get("data"), "data")

    def parts(self, text: str) -> tuple[Mapping[str, Any], dict[str, RefusedQueryError]]:
        """The `data` of a query of several parts, and by name the error of each part with one.

        Raises ProviderError where the error is of no single part.
        """
        answer = self.response.need_object(self._client.post_json(self._path, {"query": text}), "")
        refused: dict[str, RefusedQueryError] = {}
        for place, error in self.response.objects(answer.get("errors") or [], "errors"):
            message = self.response.text(error, "message", place) or "an error without words"
            path = self.response.optional_list(error, "path", place)
            kind = self.response.text(error, "type", place) or ""
            reason = RefusedQueryError(message, self.url, kind)
            if not (path and isinstance(path[0], str)):
                raise reason
            refused.setdefault(path[0], reason)
        if refused and answer.get("data") is None:
            # The query itself is refused, as one with a field that an older server does not have.
            raise next(iter(refused.values()))
        return self.response.need_object(answer.get("data"), "data"), refused

    def nodes(
        self, text: str, variables: Mapping[str, Any], *path: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The place and value of each node of a list in pages, `path` being its place in `data`."""
        cursor: str | None = None
        seen: set[str | None] = set()
        empty = 0
        while True:
            found: Any = self.query(text, {**variables, "after": cursor})
            if found.get(path[0]) is None:
                raise self._unknown(str(variables.get("login")))
            place = "data"
            for key in path:
                place = f"{place}.{key}"
                found = self.response.need_object(found.get(key), place)
            nodes = self.response.need_list(found.get("nodes"), f"{place}.nodes")
            yield from self.response.objects(nodes, f"{place}.nodes")
            page = self.response.need_object(found.get("pageInfo"), f"{place}.pageInfo")
            if not self.response.flag(page, "hasNextPage", f"{place}.pageInfo"):
                return
            seen.add(cursor)
            cursor = self.response.text(page, "endCursor", f"{place}.pageInfo")
            empty = 0 if nodes else empty + 1
            if reason := endless(cursor in seen, len(seen), empty):
                raise ProviderError(reason, where=self.url, fix=_INCOMPLETE)

    def _unknown(self, login: str) -> ProviderError:
        what = f"there is no `{login}`, or the token may not read it"
        return ProviderError(what, where=self.url, fix="check the name, and the token")
