"""What files name and descriptors do not, what they declare without evidence, and contradictions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.graph.findings.undeclared import DeclarationFinding, declaration_findings
from catalogsite.graph.findings.version_ranges import allows
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex

FOLDER = Path(__file__).parent / "cases"
CASES = yaml.safe_load((FOLDER / "undeclared.yaml").read_text("utf-8"))
RANGES = yaml.safe_load((FOLDER / "version_ranges.yaml").read_text("utf-8"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _full(name: str) -> str:
    return name if ":" in name else f"component:default/{name}"


def _entity(name: str, type_: str, *needs: str) -> dict[str, Any]:
    kind, _, rest = _full(name).partition(":")
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "API" if kind == "api" else kind.title(),
        "metadata": {"name": rest.rpartition("/")[2], "namespace": "default"},
        "spec": {"type": type_},
        "relations": [{"type": "dependsOn", "targetRef": _full(one)} for one in needs],
    }


def _fact(name: str, key: str, value: object) -> Fact:
    return Fact(
        subject=_full(name), key=key, value=value, provenance=Provenance(source="x", time=NOW)
    )


def _snapshot(case: dict[str, Any]) -> Snapshot:
    found = {
        name: [{**one, "target": _full(one["target"])} for one in entries]
        for name, entries in case.get("found", {}).items()
    }
    third_party = {
        name: {"runtime direct package.json": purls}
        for name, purls in case.get("third_party", {}).items()
    }
    return Snapshot(
        version="1",
        created=NOW,
        entities=tuple(_entity(name, *rest) for name, rest in case["entities"].items()),
        origins={
            **{_full(name): Origin(inferred=True) for name in case.get("inferred", ())},
            **{
                _full(name): Origin(repository="r", file="c.yaml")
                for name in case.get("beside", ())
            },
        },
        facts=(
            *(_fact(name, "dependencies", value) for name, value in found.items()),
            *(_fact(name, "publishes", value) for name, value in case.get("publishes", {}).items()),
            *(_fact(name, "packages", value) for name, value in third_party.items()),
        ),
    )


def _shown(one: DeclarationFinding) -> str:
    source, target = (ref.removeprefix("component:default/") for ref in (one.source, one.target))
    place = f"{one.file}:{one.line}" if one.file else "-"
    return f"{one.difference} {source} {target} {one.relation} {place} {one.version}".rstrip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_differences(case: dict[str, Any]) -> None:
    found = declaration_findings(SnapshotIndex(_snapshot(case)))
    assert [_shown(one) for one in found] == case.get("findings", [])


@pytest.mark.parametrize(
    ("ecosystem", "case", "expected"),
    [(name, case, known) for name, cases in RANGES.items() for case, known in cases.items()],
)
def test_version_ranges(ecosystem: str, case: str, expected: bool | None) -> None:
    requirement, _, version = case.rpartition("|")
    assert allows(f"pkg:{ecosystem}/x", requirement, version) is expected


@pytest.mark.parametrize("ecosystem", RANGES)
def test_long_ranges_are_not_read(ecosystem: str) -> None:
    assert allows(f"pkg:{ecosystem}/x", ">=1 " * 1_000, "1.0.0") is None
