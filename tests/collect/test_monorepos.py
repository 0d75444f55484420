"""What the catalog shows of repositories that hold several services and no descriptor."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.repositories.memory_tree import MemoryTree

from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.facts.derive_facts import derived_facts
from catalogsite.collect.joining.assemble import AssembledCatalog, assemble
from catalogsite.collect.reading.read_repository import RepositoryReading, read_repository
from catalogsite.commands.describe import describe_folder
from catalogsite.graph.graph import Graph
from catalogsite.model.entity import ref_of
from catalogsite.model.facts import dependencies
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.state.store import Store

CASES = yaml.safe_load((Path(__file__).parent / "monorepos.yaml").read_text("utf-8"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _reading(id_: str, files: dict[str, str], folder: Path) -> RepositoryReading:
    name = id_.rpartition("/")[2]
    repository = Repository(
        id=id_, name=name, source="git", host="github", web_url=f"https://git.example/{id_}"
    )
    request = RepositoryRequest(source="git", name=name, url=f"https://git.example/{id_}")
    read = read_repository(MemoryTree(files), repository, request, Policy(), Store(folder))
    # As it comes from a worker process.
    travelled: RepositoryReading = pickle.loads(pickle.dumps(read))
    return travelled


def _snapshot(repositories: dict[str, dict[str, str]], folder: Path) -> Snapshot:
    readings = [_reading(one, files, folder) for one, files in repositories.items()]
    catalog: AssembledCatalog = assemble(readings)
    facts = derived_facts(readings, catalog.entities, catalog.origins, NOW, needs=catalog.needs)
    return Snapshot(
        version="1",
        created=NOW,
        entities=catalog.entities,
        origins=catalog.origins,
        documentation=catalog.documentation,
        problems=catalog.problems,
        facts=tuple(facts),
    )


def _line(snapshot: Snapshot, ref: str) -> str:
    (entity,) = (one for one in snapshot.entities if SnapshotIndex(snapshot).entity(ref) is one)
    origin, spec = snapshot.origins[ref], entity["spec"]
    folder = "-" if origin.folder is None else origin.folder or "."
    return f"{ref} {spec.get('owner', '-')} {spec.get('system', '-')} {folder}"


def _needs(snapshot: Snapshot) -> list[str]:
    return [
        f"{fact.subject} > {one.target} {one.file}:{one.line}"
        for fact in snapshot.facts
        if isinstance(fact.value, dependencies.Dependencies)
        for one in fact.value.root
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_what_the_catalog_shows(case: dict[str, Any], tmp_path: Path) -> None:
    snapshot = _snapshot(case["repositories"], tmp_path)
    inferred = [ref for ref, origin in snapshot.origins.items() if origin.inferred]
    assert [_line(snapshot, ref) for ref in inferred] == case["entities"]
    assert _needs(snapshot) == case.get("needs", [])
    assert [one.entity_ref for one in snapshot.documentation] == case.get("documented", [])
    described = {ref_of(one): one["metadata"].get("description") for one in snapshot.entities}
    stated = {ref: described[ref] for ref in inferred}
    assert {ref: text for ref, text in stated.items() if text} == case.get("descriptions", {})
    assert [one.message for one in snapshot.problems if one.rule == "dangling-reference"] == []


@pytest.mark.parametrize(
    "case", [one for one in CASES if len(one["repositories"]) == 1], ids=lambda case: case["name"]
)
def test_a_draft_is_what_the_catalog_shows(case: dict[str, Any], tmp_path: Path) -> None:
    ((id_, files),) = case["repositories"].items()
    shown = Graph.of(SnapshotIndex(_snapshot({id_: files}, tmp_path / "store")))
    folder = tmp_path / id_.rpartition("/")[2]
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    drafted = {**files, "catalog-info.yaml": describe_folder(folder)}
    draft = Graph.of(SnapshotIndex(_snapshot({id_: drafted}, tmp_path / "store")))
    assert set(shown.entities) == set(draft.entities)
    assert _edges(shown) == _edges(draft)


def _edges(graph: Graph) -> set[tuple[str, str]]:
    return {(need.source, need.target) for need in graph.needs}
