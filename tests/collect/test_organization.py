"""People and teams that a source tells of are in the catalog, and stay while it fails."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from catalogsite.collect.read_catalog import SourceCatalog, read_catalog
from catalogsite.collect.run import Run
from catalogsite.config.settings import Config
from catalogsite.model.entity import ref_of
from catalogsite.state.folders import State

MONDAY = datetime(2026, 2, 2, tzinfo=UTC)
SOURCES = (
    {"kind": "organization_file", "path": "ldap/*.csv", "name": "ldap"},
    {"kind": "organization_file", "path": "okta.json", "name": "okta"},
)


def read(folder: Path, before: SourceCatalog | None = None) -> SourceCatalog:
    config = Config.model_validate({"sources": SOURCES, "base_dir": folder})
    run = Run(config, State(folder / "state"), MONDAY)
    return read_catalog(run, before.snapshot) if before else read_catalog(run)


def refs(catalog: SourceCatalog) -> list[str]:
    return [ref_of(entity) for entity in catalog.snapshot.entities]


def test_rules_for_repositories_do_not_concern_them(tmp_path: Path) -> None:
    (tmp_path / "okta.json").write_text('[{"userName": "cleo"}]')
    rules = {"rules": [{"allow": ["Component"]}]}
    values = {"sources": SOURCES[1:], "base_dir": tmp_path, "catalog": rules}
    run = Run(Config.model_validate(values), State(tmp_path / "state"), MONDAY)
    assert refs(read_catalog(run)) == ["user:default/cleo"]


def test_two_directories_and_the_nights_when_one_is_broken(tmp_path: Path) -> None:
    (tmp_path / "ldap").mkdir()
    (tmp_path / "ldap/all.csv").write_text("name,groups\nann,Data\nbob,Data\n")
    (tmp_path / "okta.json").write_text('[{"userName": "cleo"}]')
    first = read(tmp_path)
    everybody = ["group:default/data", "user:default/ann", "user:default/bob", "user:default/cleo"]
    assert refs(first) == everybody
    assert first.snapshot.origins["user:default/ann"].file == "users/ann.json"
    assert {one.level for one in first.snapshot.problems} <= {"info"}
    (group, *_) = first.snapshot.entities
    members = [one["targetRef"] for one in group["relations"] if one["type"] == "hasMember"]
    assert members == ["user:default/ann", "user:default/bob"]

    # A broken export keeps the people of its last good one, and of no other directory.
    (tmp_path / "okta.json").write_text("<html>Sign in</html>")
    (tmp_path / "ldap/all.csv").write_text("name,groups\nann,Data\n")
    second = read(tmp_path, first)
    assert refs(second) == [one for one in everybody if one != "user:default/bob"]
    assert [one.state for one in second.snapshot.sources] == ["ok", "stale"]
    assert [one.reason for one in second.failures] == ["okta.json: not JSON"]
