"""The one way from sources to a catalog, with the network and without it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalogsite.collect.catalog_context import CatalogContext, load_context
from catalogsite.collect.read_catalog import SourceCatalog, read_catalog
from catalogsite.collect.run import Run, local_part, local_run
from catalogsite.config.settings import Config, config_for_paths
from catalogsite.model.entity import ref_of
from catalogsite.state.folders import State

MONDAY = datetime(2026, 2, 2, tzinfo=UTC)
GROUP = (
    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: %s}\n"
    "spec: {type: team, children: []}\n"
)
LOCATION = (
    "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
    "spec: {target: http://127.0.0.1:1/acme/b/blob/main/x.yaml}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        (tmp_path / "repos" / name).mkdir(parents=True)
        (tmp_path / "repos" / name / "catalog-info.yaml").write_text(GROUP % name)
    return tmp_path


def run_over(folder: Path, *patterns: str, **fields: object) -> Run:
    sources = [{"kind": "folder", "path": pattern} for pattern in patterns or ("repos/*",)]
    config = Config.model_validate({"sources": sources, "base_dir": folder, **fields})
    return Run(config, State(folder / "state"), MONDAY)


def refs(catalog: SourceCatalog) -> list[str]:
    return [ref_of(entity).rpartition("/")[2] for entity in catalog.snapshot.entities]


def test_the_snapshot_of_a_catalog_has_all_but_facts(folder: Path) -> None:
    catalog = read_catalog(run_over(folder, title="Acme"))
    found = catalog.snapshot
    assert (refs(catalog), found.title, found.created) == (["one", "two"], "Acme", MONDAY)
    assert [run.state for run in found.sources] == ["ok"]
    assert (found.facts, found.scores, catalog.failures) == ((), {}, [])
    assert catalog.folders == {name: folder / "repos" / name for name in ("one", "two")}


def test_failures_of_sources_and_of_repositories_are_reported(folder: Path) -> None:
    run = run_over(folder, "repos/*", "gone/*")
    git = {"kind": "git", "url": (folder / "none.git").as_uri()}
    sources = Config.model_validate({"sources": [git]}).sources
    config = run.config.model_copy(update={"sources": (*run.config.sources, *sources)})
    catalog = read_catalog(Run(config, run.state, MONDAY))
    assert [failure.source for failure in catalog.failures] == ["folder", "git"]
    assert [one.state for one in catalog.snapshot.sources] == ["ok", "failed", "failed"]


def test_what_cannot_be_read_now_is_taken_from_the_last_snapshot(folder: Path) -> None:
    before = read_catalog(run_over(folder)).snapshot
    descriptor = folder / "repos/two/catalog-info.yaml"
    descriptor.write_text("kind: [\n")
    assert refs(read_catalog(run_over(folder))) == ["one"]
    after = read_catalog(run_over(folder), before)
    assert refs(after) == ["one", "two"]
    assert after.snapshot.origins["group:default/two"].stale_since == MONDAY


@pytest.mark.parametrize(
    ("network", "follow", "what"),
    [
        (True, True, "which could not be fetched: "),
        (True, False, "but no source includes that repository"),
        (False, True, "but no source includes that repository"),
    ],
)
def test_locations_are_followed_with_the_network_only(
    folder: Path, network: bool, follow: bool, what: str
) -> None:
    (folder / "repos/one/catalog-info.yaml").write_text(LOCATION)
    settings = {"hosts": ["127.0.0.1:1"], "follow": follow}
    run = run_over(folder, catalog=settings)
    run = Run(run.config, run.state, MONDAY, network=network)
    (problem,) = [one for one in read_catalog(run).snapshot.problems if "Location" in one.message]
    assert what in problem.message


def test_without_the_network_a_run_has_no_environment_and_no_cache(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "secret")
    run = run_over(folder)
    with local_run(run) as local:
        assert dict(local.context.env) == {}
        assert refs(read_catalog(local)) == ["one", "two"]
        assert not (local.state.folder / "cache").exists()
        assert local.state.folder != run.state.folder
    assert not local.state.folder.exists()
    assert not run.state.folder.exists()
    assert run.context.env["TOKEN"] == "secret"
    assert run.context.client is run.clients


def test_the_local_part_of_a_configuration(folder: Path, monkeypatch) -> None:
    monkeypatch.chdir(folder)
    here = [{"kind": "folder", "path": "a"}, {"kind": "catalog", "target": "./all.yaml"}]
    there = [
        {"kind": "git", "url": "https://git.acme.example/a.git"},
        {"kind": "catalog", "target": "https://git.acme.example/a/blob/main/all.yaml"},
    ]
    config = Config.model_validate({"sources": [*here, *there], "jobs": 3})
    assert local_part(config).sources == config.sources[:2]
    assert local_part(config).jobs == 3
    remote = Config.model_validate({"sources": there, "jobs": 3})
    assert local_part(remote) == config_for_paths([folder], remote)


def test_the_context_is_the_last_snapshot_where_the_folders_are_a_part(folder: Path) -> None:
    run = run_over(folder)
    assert load_context(run) == CatalogContext(partial=False, snapshot=None)
    assert load_context(run, partial=True) == CatalogContext(partial=True, snapshot=None)
    nothing = Run(Config(base_dir=folder), run.state, MONDAY)
    assert load_context(nothing).partial
    others = CatalogContext(partial=True).other_entities([])
    assert (others.entities, others.whole) == ({}, False)


def test_another_repository_of_the_same_snapshot_is_another_entity(folder: Path) -> None:
    """What the context knows of a repository that is read now does not count."""
    context = CatalogContext(partial=True, snapshot=read_catalog(run_over(folder)).snapshot)
    shutil.rmtree(folder / "repos/two")
    later = Run(run_over(folder).config, State(folder / "other"), MONDAY + timedelta(days=1))
    catalog = read_catalog(later, context=context)
    assert (refs(catalog), list(catalog.others.entities)) == (["one"], ["group:default/two"])
    assert catalog.others.whole
