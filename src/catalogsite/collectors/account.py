"""What collectors share that ask about a whole account, and not about one entity at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Target
from catalogsite.errors import ProviderError
from catalogsite.model.entity import annotations_of, ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.network.paging import NextPage

Params = Iterable[tuple[str, str | int]]
Results = Iterator[Fact | Failure]
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Account:
    """The requests to one account of a provider, and the facts from its answers."""

    client: Client
    settings: Any
    context: Context
    api_name: str
    responses: list[Response] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of the collector."""
        return str(self.settings.kind)

    def item(self, path: str, params: Params = ()) -> Item:
        """The object at a path. Raises ProviderError for anything else."""
        response, answer = self._response(path), self.client.get_json(_address(path, params))
        return Item(response, response.need_object(answer, ""))

    def items(
        self,
        path: str,
        params: Params = (),
        *,
        key: str | None = None,
        following: NextPage | None = None,
    ) -> Sequence[Item]:
        """Every object of a list in pages, as in `Client.get_pages`. Raises ProviderError."""
        response, address = self._response(path), _address(path, params)
        listed = list(self.client.get_pages(address, items=key, following=following))
        return [Item(response, value, at) for at, value in response.objects(listed, key or "")]

    def whole(self, path: str, params: Params = ()) -> Sequence[Item]:
        """Every object of a list that is one answer. Raises ProviderError for anything else."""
        response, answer = self._response(path), self.client.get_json(_address(path, params))
        listed = response.objects(response.need_list(answer, ""), "")
        return [Item(response, value, at) for at, value in listed]

    def post(self, path: str, body: Mapping[str, Any]) -> Item:
        """The object that answers JSON. Raises ProviderError for anything else."""
        response, answer = self._response(path), self.client.post_json(path, body)
        return Item(response, response.need_object(answer, ""))

    def part(self, read: Callable[[], _Part], *keys: str) -> _Part | Failure:
        """What can be read, else the failure that costs all facts with these keys.

        Raises ProviderError where credentials are refused, which are so for all parts.
        """
        try:
            return read()
        except ProviderError as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise
            return self.failure(error, keys)

    def facts(
        self, subjects: Iterable[str], key: str, value: object, url: str | None
    ) -> Iterator[Fact]:
        """The fact about each of the entities; `url` is the page that shows it."""
        source = Provenance(
            source=self.kind, time=self.context.now, url=url or self.client.base_url
        )
        for subject in subjects:
            yield Fact(subject=subject, key=key, value=value, provenance=source)

    def failure(
        self, error: ProviderError, subjects: Iterable[str] = (), about: str = ""
    ) -> Failure:
        """The failure for an error; without subjects it costs all facts of the collector."""
        failure = Failure.about(
            about,
            error.what,
            source=self.kind,
            fix=error.fix,
            url=error.where,
            subjects=tuple(subjects),
        )
        return (
            failure if about else failure.model_copy(update={"reason": error.what, "cause": None})
        )

    def missing(self, about: str, subjects: Iterable[str], annotation: str) -> Failure:
        """The failure of what entities name and the provider does not list."""
        return Failure.about(
            about,
            "not found, or not allowed",
            source=self.kind,
            fix=f"check the annotation `{annotation}`, and what the token may read",
            url=self.client.base_url,
            subjects=tuple(subjects),
        )

    def mistakes(self) -> Iterator[Failure]:
        """A failure for each answer of another shape than the API describes."""
        for response in self.responses:
            failure = response.failure(self.kind, (), self.api_name)
            if failure is not None:
                yield failure

    def _response(self, path: str) -> Response:
        response = Response(f"{self.client.base_url}{path.partition('?')[0]}", self.api_name)
        self.responses.append(response)
        return response


def collect_account(
    settings: Any,
    context: Context,
    api_name: str,
    client: Client,
    read: Callable[[Account], Results],
) -> Results:
    """What `read` yields, and a failure where it ends early: all that is not there stays as it was."""
    account = Account(client, settings, context, api_name)
    with client:
        try:
            yield from read(account)
        except ProviderError as error:
            yield account.failure(error)
        yield from account.mistakes()


def entities_by(
    annotation: str,
    context: Context,
    accepts: Callable[[Mapping[str, str]], bool] = lambda _: True,
) -> dict[str, list[str]]:
    """The entities by the value of an annotation, sorted; `accepts` gets all annotations of each.

    Entities of archived repositories and empty values are left out.
    """
    archived = {one.id for one in context.repositories if one.archived}
    found: dict[str, list[str]] = {}
    for entity in context.entities:
        annotations = annotations_of(entity)
        value = annotations.get(annotation, "").strip()
        origin = context.origins.get(ref_of(entity))
        left_out = origin is not None and origin.repository in archived
        if value and not left_out and accepts(annotations):
            found.setdefault(value, []).append(ref_of(entity))
    return {value: sorted(found[value]) for value in sorted(found)}


def refs_with(annotation: str, context: Context) -> frozenset[str]:
    """The references of the entities with an annotation."""
    return frozenset(ref for refs in entities_by(annotation, context).values() for ref in refs)


def targets_of(*named: Mapping[str, Sequence[str]]) -> list[Target]:
    """What entities name, as targets: for `doctor`."""
    return [Target(name, None, tuple(refs)) for one in named for name, refs in one.items()]


def _address(path: str, params: Params) -> str:
    query = urlencode(list(params))
    return f"{path}?{query}" if query else path
