"""Repositories with one name at different addresses stay different."""

from __future__ import annotations

import pytest

from catalogsite.collect.crawl.distinct_names import with_distinct_names
from catalogsite.collect.crawl.list_sources import Listing
from catalogsite.collect.joining.assemble import assemble
from catalogsite.collect.reading.inferred_component import inferred_component
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collectors.hosts.git import Settings, collect
from catalogsite.collectors.protocol import Context
from catalogsite.inference import InferredRepository
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import ref_of
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.source_run import SourceRun

_CASES = [
    (["file:///srv/a/app", "file:///srv/b/app"], ["a/app", "b/app"]),
    (["file:///srv/b/app.git", "file:///srv/a/app/"], ["b/app", "a/app"]),
    (["file:///srv/a/app/.git", "file:///srv/b/app/.git"], ["a/app", "b/app"]),
    (["file:///1/x/app", "file:///2/x/app", "file:///2/y/app"], ["1/x/app", "2/x/app", "2/y/app"]),
    (["file://one/app", "file://two/app"], ["one/app", "two/app"]),
    (["file:///srv/a/app", "file:///srv/a/app.git"], ["app", "app"]),
    (["file:///srv/a/app", "file:///srv/a/web"], ["app", "web"]),
    (["https://git.example.org/a/app", "https://git.example.org/b/app"], ["app", "app"]),
]


def _requests(addresses: list[str]) -> list[RepositoryRequest]:
    found = []
    for url in addresses:
        (request,) = collect(Settings(url=url), Context.__new__(Context))
        assert isinstance(request, RepositoryRequest)
        found.append(request)
    return found


@pytest.mark.parametrize(("addresses", "names"), _CASES)
@pytest.mark.parametrize("backwards", [False, True])
def test_names_tell_addresses_apart_in_any_order(
    addresses: list[str], names: list[str], backwards: bool
) -> None:
    step = -1 if backwards else 1
    run = SourceRun(kind="git", name="git", state="ok")
    listings = [Listing([one], run, "key") for one in _requests(addresses[::step])]
    found = [one.requests[0].name for one in with_distinct_names(listings)]
    assert found == names[::step]


def _inferred(id_: str) -> RepositoryReading:
    repository = Repository(
        id=id_, name=id_.rpartition("/")[2], source="git", web_url=f"https://{id_}"
    )
    found = InferredRepository(name=repository.name, readme="README.md")
    component = inferred_component(repository, found)
    assert component is not None
    name = component.data["metadata"]["name"]
    documentation = Documentation(entity_ref=f"component:default/{name}", repository=id_, tree=id_)
    return RepositoryReading(
        repository=repository,
        inferred=found,
        inferred_entities=(component,),
        documentation=(documentation,),
    )


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["h/a/app", "h/b/app"], ["app", "b-app"]),
        (["one.example/x/app", "h/b/app", "h/c/app"], ["app", "b-app", "c-app"]),
        (["h/a/app", "h/a/web"], ["app", "web"]),
    ],
)
def test_repositories_of_one_name_are_components_of_their_own(
    ids: list[str], names: list[str]
) -> None:
    catalog = assemble([_inferred(one) for one in ids])
    assert [ref_of(one) for one in catalog.entities] == [f"component:default/{n}" for n in names]
    owned = {one.entity_ref.rpartition("/")[2]: one.tree for one in catalog.documentation}
    assert owned == dict(zip(names, ids, strict=True))
    assert [one.repository for one in catalog.origins.values()] == ids
