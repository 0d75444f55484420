"""The third-party packages of components: what manifests ask for, what lock files add, what is internal."""

from __future__ import annotations

from datetime import UTC, datetime

from catalogsite.catalog.reading import CatalogReading, ReadEntity
from catalogsite.collect.facts.derive_packages import package_facts
from catalogsite.collect.joining.assemble import assemble
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import Dependency, InferredRepository, LockedPackage, Package
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact, value_json
from catalogsite.model.repository import Repository

_NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _reading(name, *, needs=(), locked=(), folder=""):
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name, "namespace": "default", "annotations": {}},
        "spec": {"type": "service", "lifecycle": "production", "owner": "me"},
    }
    file = f"{folder}catalog-info.yaml"
    return RepositoryReading(
        repository=Repository(
            id=name, name=name, source="git", branch="main", commit="c0ffee", host="github",
            web_url=f"https://github.com/acme/{name}",
        ),
        catalog=CatalogReading(
            entities=(ReadEntity(data=entity, origin=Origin(repository=name, file=file, line=1)),)
        ),
        inferred=InferredRepository(
            name=name,
            packages=(Package(purl=f"pkg:npm/{name}", name=name, file=f"{folder}package.json"),),
            dependencies=tuple(needs),
            locked=tuple(locked),
        ),
    )  # fmt: skip


def _needs(name, requirement="^1", **more):
    given = {"file": "package.json", "line": 7, **more}
    return Dependency(purl=f"pkg:npm/{name}", name=name, requirement=requirement, **given)


def _locked(name, version, **more):
    return LockedPackage(f"pkg:npm/{name}", version, "package-lock.json", **more)


def _facts(*readings) -> dict[str, Fact]:
    origins = assemble(readings).origins
    return {one.subject: one for one in package_facts(readings, origins, _NOW)}


def test_a_package_has_its_requirement_pin_file_and_line() -> None:
    shop = _reading("shop", needs=[_needs("left-pad"), _needs("tape", "5.1.0", scope="test")])
    fact = _facts(shop)["component:default/shop"]
    assert value_json(fact) == {
        "runtime direct package.json": ["pkg:npm/left-pad\t7\t^1"],
        "test direct package.json": ["pkg:npm/tape@5.1.0\t7\t5.1.0"],
    }
    assert (fact.key, fact.provenance.commit) == ("packages", "c0ffee")
    assert fact.provenance.url == "https://github.com/acme/shop/blob/main/package.json"


def test_what_the_company_publishes_is_not_third_party() -> None:
    facts = _facts(_reading("shop", needs=[_needs("ui")]), _reading("ui"))
    assert facts == {}


def test_a_lock_file_says_the_version_and_the_licence_and_adds_what_nobody_asks_for() -> None:
    locked = [
        _locked("left-pad", "1.3.0", line=9, direct=True, license="WTFPL"),
        _locked("left-pad", "0.9.0", line=30),
        _locked("wrappy", "1.0.2", line=40, license="ISC"),
    ]
    shop = _reading("shop", needs=[_needs("left-pad")], locked=locked)
    assert value_json(_facts(shop)["component:default/shop"]) == {
        "runtime direct package.json": ["pkg:npm/left-pad@1.3.0\t7\t^1\tWTFPL"],
        "runtime transitive package-lock.json": [
            "pkg:npm/left-pad@0.9.0\t30",
            "pkg:npm/wrappy@1.0.2\t40\t\tISC",
        ],
    }


def test_the_version_that_the_manifest_reader_found_comes_before_that_of_a_lock_file() -> None:
    locked = [_locked("left-pad", "1.3.0", direct=True)]
    shop = _reading("shop", needs=[_needs("left-pad", version="1.2.0")], locked=locked)
    rows = value_json(_facts(shop)["component:default/shop"])
    assert rows == {"runtime direct package.json": ["pkg:npm/left-pad@1.2.0\t7\t^1"]}


def test_a_component_without_packages_of_others_has_no_fact() -> None:
    assert _facts(_reading("shop")) == {}


def test_what_no_name_assigns_belongs_to_the_component_that_is_named_as_the_repository() -> None:
    shop = _reading("shop", needs=[_needs("left-pad")])
    worker = _reading("worker").catalog.entities
    both = shop.model_copy(
        update={
            "catalog": shop.catalog.model_copy(
                update={
                    "entities": (
                        *shop.catalog.entities,
                        *(
                            one.model_copy(
                                update={
                                    "origin": Origin(
                                        repository="shop", file="catalog-info.yaml", line=9
                                    )
                                }
                            )
                            for one in worker
                        ),
                    )
                }
            )
        }
    )
    assert list(_facts(both)) == ["component:default/shop"]
