"""Relations to APIs that configurations show, as facts of the components."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.repositories.memory_tree import MemoryTree

from catalogsite.catalog.reading import CatalogReading, ReadEntity
from catalogsite.collect.facts.derive_facts import derived_facts
from catalogsite.collect.joining.assemble import assemble
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import infer_repository
from catalogsite.inference.apis.contracts import contracts_of
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import value_json
from catalogsite.model.repository import Repository

_NOW = datetime(2026, 1, 2, tzinfo=UTC)
_OPENAPI = "openapi: 3.1.0\nservers:\n- url: https://prices.acme.example/v1\npaths: {}\n"


def _entity(kind: str, name: str, **spec: Any) -> EntityData:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", "annotations": {}},
        "spec": {"type": "service", "lifecycle": "production", "owner": "me", **spec},
    }


def _reading(name: str, files: dict[str, str], *entities: EntityData) -> RepositoryReading:
    repository = Repository(id=f"git.example/acme/{name}", name=name, source="git")
    origin = Origin(repository=repository.id, file="catalog-info.yaml", line=1)
    return RepositoryReading(
        repository=repository,
        catalog=CatalogReading(entities=tuple(ReadEntity(data=one, origin=origin) for one in entities)),
        inferred=infer_repository(MemoryTree(files), repository),
        contracts=contracts_of(entities),
    )  # fmt: skip


def _found(*readings: RepositoryReading) -> dict[str, Any]:
    catalog = assemble(readings)
    facts = derived_facts(readings, catalog.entities, catalog.origins, _NOW)
    return {fact.subject: value_json(fact) for fact in facts if fact.key == "dependencies"}


_API = _entity("API", "prices-api", type="openapi", definition=_OPENAPI)
_PRICES = _reading(
    "prices",
    {"application.yml": "public-url: https://prices.acme.example/v1\n"},
    _entity("Component", "prices"),
    _API,
)
_SETTINGS = {".env.example": "# prices\nPRICES_URL=https://prices.acme.example/v1/quotes\n"}


def test_an_address_of_a_server_of_an_api_is_a_consumer_at_its_line() -> None:
    shop = _reading("shop", _SETTINGS, _entity("Component", "shop"))
    assert _found(_PRICES, shop) == {
        "component:default/shop": [
            {
                "target": "api:default/prices-api",
                "relation": "consumesApi",
                "package": "prices.acme.example/v1/quotes",
                "file": ".env.example",
                "line": 2,
            }
        ]
    }


def test_what_a_descriptor_states_is_declared() -> None:
    shop = _reading("shop", _SETTINGS, _entity("Component", "shop", consumesApis=["prices-api"]))
    (found,) = _found(_PRICES, shop)["component:default/shop"]
    assert found["declared"] is True


def test_a_host_of_two_apis_means_neither() -> None:
    other = _entity("API", "other", type="openapi", definition=_OPENAPI)
    shop = _reading("shop", _SETTINGS, _entity("Component", "shop"), other)
    assert _found(_PRICES, shop) == {}


def test_a_provider_by_its_descriptor_is_no_consumer() -> None:
    shop = _reading("shop", _SETTINGS, _entity("Component", "shop", providesApis=["prices-api"]))
    assert _found(_PRICES, shop) == {}
