"""A run in which nothing has changed writes what a run from the start writes, byte for byte."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from catalogsite import pipeline
from catalogsite.collect.publication.night_record import record_changes
from catalogsite.collect.run import Run
from catalogsite.config.settings import Config
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.snapshot_archive import keep_snapshot
from catalogsite.state.snapshot_file import read_snapshot

MONDAY = datetime(2026, 2, 2, 3, tzinfo=UTC)
NIGHTS = {
    "an hour later": timedelta(hours=1),
    "a day later": timedelta(days=1),
    "a week later": timedelta(days=7),
}
LONG = "openapi: 3.0.0\ninfo: {title: a, version: '1'}\npaths: {}\n" + "# a comment\n" * 300


def entity(kind: str, name: str, **spec: object) -> str:
    version = "backstage.io/v1alpha1"
    metadata = {"name": name, "annotations": {"backstage.io/techdocs-ref": "dir:."}}
    found = {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}
    return yaml.safe_dump(found, sort_keys=False)


def component(name: str, owner: str, *needs: str) -> str:
    spec = {"type": "service", "lifecycle": "production", "owner": owner}
    return entity("Component", name, **spec, dependsOn=[f"component:{one}" for one in needs])


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    for name, texts in {
        "teams": (entity("Group", "blue", type="team", children=[]),),
        "shop": (component("shop", "blue", "cart", "gone"), component("cart", "red")),
        "apis": (
            entity("API", "orders", type="openapi", lifecycle="a", owner="blue", definition=LONG),
        ),
    }.items():
        folder = tmp_path / "repos" / name
        (folder / "docs").mkdir(parents=True)
        (folder / "catalog-info.yaml").write_text("---\n".join(texts))
        (folder / "docs" / "index.md").write_text(f"# {name}\n")
    (tmp_path / "repos" / "inferred").mkdir()
    (tmp_path / "repos" / "inferred" / "README.md").write_text("# Inferred\n\nA tool.\n")
    (tmp_path / "repos" / "inferred" / "main.py").write_text("print()\n")
    return tmp_path


def collect(folder: Path, now: datetime, state: str = "state", **fields: object) -> Snapshot:
    sources = [{"kind": "folder", "path": "repos/*"}]
    config = Config.model_validate({"sources": sources, "base_dir": folder, **fields})
    return pipeline.collect(Run(config, State(folder / state), now))


def publish(folder: Path, snapshot: Snapshot) -> None:
    state = State(folder / "state")
    keep_snapshot(state.snapshots, snapshot, 14)
    record_changes(state, snapshot)


def from_start(folder: Path, now: datetime) -> bytes:
    """The snapshot of a run over a copy of the state, which does not know what the last one read."""
    shutil.copytree(folder / "state", folder / "copy")
    (folder / "copy" / "last-run.json").unlink()
    collect(folder, now, "copy")
    written = (folder / "copy" / "snapshot.json").read_bytes()
    shutil.rmtree(folder / "copy")
    return written


def is_recorded(folder: Path) -> bool:
    return (folder / "state" / "last-run.json").exists()


def inode(folder: Path) -> int:
    """Changes where the record of the last run is written."""
    return (folder / "state" / "last-run.json").stat().st_ino


@pytest.mark.parametrize("published", [True, False], ids=["published", "not published"])
@pytest.mark.parametrize("later", NIGHTS.values(), ids=NIGHTS.keys())
def test_an_unchanged_run_writes_the_same_bytes(portal: Path, later: timedelta, published: bool):
    first = collect(portal, MONDAY - timedelta(days=3))
    publish(portal, first)
    (portal / "repos" / "shop" / "more.yaml").write_text(component("more", "blue"))
    (portal / "repos" / "shop" / "catalog-info.yaml").write_text(component("shop", "blue", "more"))
    second = collect(portal, MONDAY)
    if published:
        publish(portal, second)
    for _ in range(2):
        expected = from_start(portal, MONDAY + later)
        found = collect(portal, MONDAY + later)
        assert (portal / "state" / "snapshot.json").read_bytes() == expected
        assert is_recorded(portal)
        assert found.entity_count == len(second.entities)
        kept = read_snapshot(portal / "state" / "snapshot.json")
        assert (found.entities, found.trends) == (kept.entities, kept.trends)
        later += timedelta(hours=2)


def test_the_texts_are_not_decoded(portal: Path, monkeypatch: pytest.MonkeyPatch):
    collect(portal, MONDAY)
    monkeypatch.setattr("catalogsite.pipeline._collected", None)
    found = collect(portal, MONDAY + timedelta(hours=1))
    assert "entities" not in found.__dict__
    assert found.created == MONDAY + timedelta(hours=1)
    assert {one.state for one in found.repositories} == {"unchanged"}
    assert [one["metadata"]["name"] for one in found.entities][:2] == ["orders", "cart"]


def damage(portal: Path, name: str) -> None:
    state = portal / "state"
    if name == "file":
        (portal / "repos" / "teams" / "catalog-info.yaml").write_text(entity("Group", "red"))
    elif name == "new file":
        (portal / "repos" / "teams" / "README.md").write_text("# Teams")
    elif name == "repository":
        shutil.rmtree(portal / "repos" / "apis")
    elif name == "store":
        shutil.rmtree(state / "store")
    elif name == "snapshot":
        (state / "snapshot.json").write_bytes((state / "snapshot.json").read_bytes() + b" ")
    elif name == "history":
        (state / "history.db").unlink()
    else:
        (state / "last-run.json").write_bytes(b"{}")


@pytest.mark.parametrize(
    "name", ["file", "new file", "repository", "store", "snapshot", "history", "record"]
)
def test_what_has_changed_or_is_lost_is_collected_again(portal: Path, name: str):
    collect(portal, MONDAY)
    damage(portal, name)
    expected = from_start(portal, MONDAY + timedelta(hours=1))
    collect(portal, MONDAY + timedelta(hours=1))
    assert (portal / "state" / "snapshot.json").read_bytes() == expected
    collect(portal, MONDAY + timedelta(hours=1), "fresh")
    assert comparable(portal / "fresh") == comparable(portal / "state")


@pytest.mark.parametrize(
    "fields", [{"title": "Other"}, {"catalog": {"infer": False}}, {"scorecards": ["card.yaml"]}]
)
def test_another_configuration_is_collected_again(portal: Path, fields: dict[str, object]):
    card = {
        "id": "card",
        "title": "Card",
        "checks": [{"id": "a", "title": "A", "pass": "now > now"}],
    }
    (portal / "card.yaml").write_text(json.dumps(card))
    collect(portal, MONDAY)
    collect(portal, MONDAY, **fields)
    written = comparable(portal / "state")
    collect(portal, MONDAY, "fresh", **fields)
    assert comparable(portal / "fresh") == written


@pytest.mark.parametrize(
    "fields",
    [
        {"enrich": [{"kind": "facts", "files": "facts.json"}]},
        {"sources": [{"kind": "folder", "path": "none/*"}, {"kind": "folder", "path": "repos/*"}]},
    ],
    ids=["a provider", "a source that fails"],
)
def test_what_is_asked_anew_in_each_run_is_not_recorded(portal: Path, fields: dict[str, object]):
    (portal / "facts.json").write_text("[]")
    collect(portal, MONDAY)
    assert is_recorded(portal)
    collect(portal, MONDAY, **fields)
    assert not is_recorded(portal)


def comparable(state: Path) -> dict[str, object]:
    """A snapshot without what depends on the runs before it."""
    found = json.loads((state / "snapshot.json").read_text())
    for repository in found["repositories"]:
        del repository["state"]
    for name in ("changes", "moved", "trends"):
        del found[name]
    return found


def test_random_edits_give_what_a_run_from_the_start_gives(portal: Path):
    choose = random.Random(7)
    files = [*(portal / "repos").glob("*/catalog-info.yaml"), portal / "repos/shop/docs/index.md"]
    for number in range(12):
        file = choose.choice(files)
        if file.suffix == ".md":
            file.write_text(f"# Shop {number}\n")
        elif number % 3:
            needs = choose.sample(["shop", "cart", "gone"], choose.randrange(3))
            file.write_text(component(f"part-{choose.randrange(4)}", "blue", *needs))
        now = MONDAY + timedelta(hours=number)
        collect(portal, now)
        shutil.rmtree(portal / "fresh", ignore_errors=True)
        # Of entities with one name, the repository that had it before keeps it.
        shutil.copytree(
            portal / "state", portal / "fresh", ignore=shutil.ignore_patterns("last*", "readings")
        )
        collect(portal, now, "fresh")
        assert comparable(portal / "fresh") == comparable(portal / "state")
