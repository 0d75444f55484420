"""What the files of repositories say together: languages, and who needs whose packages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from catalogsite.catalog.reading import CatalogReading, ReadEntity
from catalogsite.collect.facts.derive_facts import derived_facts
from catalogsite.collect.joining.assemble import assemble
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import Dependency, InferredRepository, Package
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact, value_json
from catalogsite.model.repository import Repository

_NOW = datetime(2026, 1, 2, tzinfo=UTC)
_COMMITTED = datetime(2025, 12, 24, tzinfo=UTC)


def _reading(name: str, *, needs: tuple[str, ...] = (), **spec: Any) -> RepositoryReading:
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name, "namespace": "default", "annotations": {}},
        "spec": {"type": "service", "lifecycle": "production", "owner": "me", **spec},
    }
    package = Package(purl=f"pkg:npm/{name}", name=name, file="package.json")
    asked = tuple(
        Dependency(purl=f"pkg:npm/{one}", name=one, requirement="^1", file="package.json", line=7)
        for one in needs
    )
    return RepositoryReading(
        repository=Repository(
            id=f"git.example/{name}", name=name, source="git", branch="main", commit="c0ffee",
            web_url=f"https://github.com/acme/{name}", host="github", committed=_COMMITTED,
        ),
        catalog=CatalogReading(
            entities=(
                ReadEntity(
                    data=entity,
                    origin=Origin(repository=f"git.example/{name}", file="catalog-info.yaml", line=1),
                ),
            )
        ),
        inferred=InferredRepository(
            name=name, packages=(package,), dependencies=asked, languages={"Go": 90, "Shell": 10}
        ),
    )  # fmt: skip


def _facts(*readings: RepositoryReading) -> list[Fact]:
    catalog = assemble(readings)
    return derived_facts(readings, catalog.entities, catalog.origins, _NOW)


def test_a_package_of_one_that_another_needs_is_a_fact_with_its_line() -> None:
    facts = _facts(_reading("shop", needs=("ui", "left-pad")), _reading("ui"))
    (found,) = (fact for fact in facts if fact.key == "dependencies")
    assert found.subject == "component:default/shop"
    assert value_json(found) == [
        {
            "target": "component:default/ui",
            "package": "ui",
            "purl": "pkg:npm/ui",
            "requirement": "^1",
            "file": "package.json",
            "line": 7,
        }
    ]
    provenance = found.provenance
    assert (provenance.source, provenance.time, provenance.commit) == (
        "manifests",
        _COMMITTED,
        "c0ffee",
    )
    assert provenance.url == "https://github.com/acme/shop/blob/main/package.json"


@pytest.mark.parametrize("field", ["dependsOn", "dependencyOf"])
def test_what_is_written_down_too_is_marked(field: str) -> None:
    shop, ui = _reading("shop", needs=("ui",)), _reading("ui")
    if field == "dependsOn":
        shop = _reading("shop", needs=("ui",), dependsOn=["component:ui"])
    else:
        ui = _reading("ui", dependencyOf=["component:shop"])
    (found,) = (fact for fact in _facts(shop, ui) if fact.key == "dependencies")
    assert value_json(found)[0]["declared"] is True


def test_languages_are_a_fact_of_the_repository() -> None:
    (found,) = (fact for fact in _facts(_reading("shop")) if fact.key == "languages")
    assert found.subject == "git.example/shop"
    assert value_json(found) == {"Go": 90, "Shell": 10}


def test_what_a_component_publishes_is_a_fact() -> None:
    (found,) = (fact for fact in _facts(_reading("ui")) if fact.key == "publishes")
    assert found.subject == "component:default/ui"
    assert value_json(found) == [{"purl": "pkg:npm/ui", "file": "package.json"}]
