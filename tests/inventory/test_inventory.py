"""Who uses which package in which version, what drifts, and what is past its end of life."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from catalogsite.inventory import Inventory
from catalogsite.inventory.end_of_life import built_in_products
from catalogsite.inventory.names import package_name
from catalogsite.inventory.versions import major_version, newest_first
from catalogsite.model.end_of_life import Product
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex

CASES = Path(__file__).parent / "cases"
NOW = datetime(2026, 5, 4, tzinfo=UTC)


def read(name):
    return yaml.safe_load((CASES / name).read_text("utf-8"))


def long(name):
    return f"component:default/{name}"


def short(ref):
    return ref.removeprefix("component:default/")


def snapshot(case):
    provenance = Provenance(source="test", time=NOW)
    facts = [
        Fact(
            subject=long(name),
            key="packages",
            value={key: [row.replace("|", "\t") for row in rows] for key, rows in value.items()},
            provenance=provenance,
        )
        for name, value in case["facts"].items()
    ]
    facts += [
        Fact(
            subject=long(name),
            key="quality.vulnerabilities.osv",
            value={"count": len(found), "vulnerabilities": found},
            provenance=provenance,
        )
        for name, found in case.get("vulnerabilities", {}).items()
    ]
    entities = [
        {"kind": "Component", "metadata": {"name": name, "namespace": "default"}}
        for name in case["facts"]
    ]
    return Snapshot(
        version="1", created=NOW, entities=entities, facts=facts,
        end_of_life=[Product.model_validate(one) for one in case.get("products", ())],
    )  # fmt: skip


def summary_of(inventory, purl):
    found = inventory.summary(purl)
    end = found.end_of_life
    return {
        "users": found.users,
        "direct": found.direct,
        "versions": [list(pair) for pair in found.versions],
        "unknown": found.unknown,
        "majors": found.majors,
        "licenses": list(found.licenses),
        "newest": found.newest,
        "end": end and f"{end.product} {end.line} {end.last_day} {end.state}",
        "vulnerabilities": [
            " ".join([one.id, one.severity, *map(short, one.refs)]) for one in found.vulnerabilities
        ],
    }


@pytest.mark.parametrize("case", read("packages.yaml"), ids=lambda case: case["name"])
def test_packages(case):
    inventory = Inventory(SnapshotIndex(snapshot(case)))
    assert set(inventory.purls) == set(case["summaries"])
    for purl, expected in case["summaries"].items():
        found = summary_of(inventory, purl)
        assert {key: found[key] for key in expected} == expected
    outdated = {
        name: [one.use.purl for one in inventory.packages_of(long(name)) if one.judged.outdated]
        for name in case["facts"]
    }
    assert {name: purls for name, purls in outdated.items() if purls} == case.get("outdated", {})


@pytest.mark.parametrize(
    ("ecosystem", "versions"),
    [(name, one) for name, lists in read("versions.yaml").items() for one in lists],
)
def test_the_order_of_versions(ecosystem, versions):
    written = list(map(str, versions))
    assert newest_first(ecosystem, sorted(written)) == written[::-1]


@pytest.mark.parametrize(
    ("version", "major"),
    [("2.1.0", "2"), ("v5.7.2", "5"), ("0.4.2", "0.4"), ("0", "0"), ("latest", ""),
     ("3.12-slim", "3"), ("0.0.3", "0.0"), ("2024.1", "2024"), ("", "")],
)  # fmt: skip
def test_the_major_version(version, major):
    assert major_version(version) == major


def test_a_version_of_thousands_of_digits_is_ordered_too():
    assert newest_first("npm", ["9" * 5000, "1.0.0"]) == ["1.0.0", "9" * 5000]


@pytest.mark.parametrize(
    ("purl", "name"),
    [("pkg:npm/%40acme/ui", "@acme/ui"), ("pkg:maven/org.slf4j/slf4j-api", "org.slf4j:slf4j-api"),
     ("pkg:golang/github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5"), ("pkg:pypi/django", "django"),
     ("pkg:docker/dotnet/sdk?repository_url=mcr.microsoft.com", "mcr.microsoft.com/dotnet/sdk"),
     ("pkg:github/actions/cache#save", "actions/cache/save")],
)  # fmt: skip
def test_the_name_of_a_package(purl, name):
    assert package_name(purl) == name


def test_each_built_in_product_has_a_source_and_a_day_for_each_line():
    found = built_in_products()
    assert found.as_of >= date(2025, 1, 1)
    assert len({one.id for one in found.products}) == len(found.products)
    purls = [purl for one in found.products for purl in one.packages]
    assert len(set(purls)) == len(purls)
    assert all(one.source.startswith("https://") and one.lines for one in found.products)
