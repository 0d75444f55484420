"""What a portal keeps of its nights: snapshots, the definitions that they name, and numbers."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from catalogsite.cli import main
from catalogsite.state.folders import State
from catalogsite.state.snapshot_archive import (
    kept_definitions,
    kept_snapshots,
    read_kept_snapshot,
)

pytestmark = pytest.mark.slow

FIRST = datetime(2026, 2, 1, 2, 17, tzinfo=UTC)


class Portal:
    """A portal with one repository, whose API has another definition every night."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state = State(folder / ".catalogsite")
        self._repository = folder / "repos/pay"
        self._repository.mkdir(parents=True)
        self._monkeypatch = monkeypatch
        (folder / "catalogsite.yaml").write_text(
            "sources: [{kind: folder, path: 'repos/*'}]\nsnapshots: 3\n"
        )
        monkeypatch.chdir(folder)

    def night(self, number: int, apis: int = 6) -> int:
        """The exit code of a build; the objects of the store are as old as they would be."""
        now = FIRST + timedelta(days=20 * number)
        self._monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))
        for _, path in self.state.store.objects():
            age = path.stat().st_mtime - timedelta(days=20).total_seconds()
            os.utime(path, (age, age))
        text = "---\n".join(self._api(place, number) for place in range(apis))
        (self._repository / "catalog-info.yaml").write_text(text)
        return main(["build", "-q"])

    @staticmethod
    def _api(place: int, number: int) -> str:
        definition = f"openapi: 3.1.0 # night {number}, API {place}\n" + "# filler\n" * 2000
        spec = {"type": "openapi", "lifecycle": "production", "owner": "group:pay"}
        return yaml.safe_dump(
            {
                "apiVersion": "backstage.io/v1alpha1",
                "kind": "API",
                "metadata": {"name": f"a{place}"},
                "spec": {**spec, "definition": definition},
            }
        )


@pytest.fixture
def portal(tmp_path, monkeypatch):
    return Portal(tmp_path, monkeypatch)


def test_what_is_kept_of_some_nights(portal, capsys):
    for number in range(5):
        assert portal.night(number) == 0
    files = kept_snapshots(portal.state.snapshots)
    assert [path.stem for path in files] == ["2026-04-22", "2026-04-02", "2026-03-13", "2026-02-01"]
    for path in files:
        assert len(read_kept_snapshot(path).entities) >= 6
        assert len(kept_definitions(path)) == 7  # six texts, and the one model of all
        assert all(portal.state.store.has(digest) for digest in kept_definitions(path))

    # A night that publishes nothing leaves no snapshot.
    assert portal.night(5, apis=1) == 5
    assert kept_snapshots(portal.state.snapshots) == files

    capsys.readouterr()
    assert main(["history", "status", "--format", "json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["snapshots"] == {
        "nights": 4,  # the last three, and the first of each month before them
        "first": "2026-02-01",
        "last": "2026-04-22",
        "bytes": sum(path.stat().st_size for path in files),
        "definitions": 25,
        "definition_bytes": sum(
            map(portal.state.store.size, set().union(*map(kept_definitions, files)))
        ),
    }
    assert status["history"]["last"] == "2026-05-12"

    assert main(["diff", str(files[-1]), str(files[0])]) == 0
    assert "api:default/a0" in capsys.readouterr().out


def test_a_damaged_snapshot_is_reported_and_costs_nothing_else(portal):
    assert portal.night(0) == 0
    (path,) = kept_snapshots(portal.state.snapshots)
    path.write_bytes(path.read_bytes()[:-40])
    assert portal.night(1) == 4
    assert [path.stem for path in kept_snapshots(portal.state.snapshots)] == ["2026-02-21"]
    summary = json.loads(portal.state.run_summary.read_text("utf-8"))
    (reason,) = [r for source in summary["catalog"]["sources"] for r in source["reasons"]]
    assert reason.startswith("`2026-02-01.zip`: a snapshot of an earlier night is damaged")
    assert portal.night(2) == 0


def test_the_catalog_of_an_earlier_day_is_built_again(portal, capsys):
    for number in range(2):
        assert portal.night(number) == 0
    folder, state = portal.state.folder.parent, portal.state
    before = {
        path: path.read_bytes()
        for path in (state.made, state.changes, state.publications, folder / "site/index.html")
    }
    assert main(["build", "-q", "--snapshot", "2026-02-01", "--site-dir", "past"]) == 0
    page = "catalog/default/api/a0"
    past = (folder / "past" / page / "index.html").read_text("utf-8")
    assert "Catalog of 1 February 2026" in past
    assert "Catalog of" not in (folder / "site" / page / "index.html").read_text("utf-8")
    definition = (folder / "past" / page / "definition.yaml").read_text("utf-8")
    assert definition.startswith("openapi: 3.1.0 # night 0, API 0")
    assert "past" in {path.name for path in folder.iterdir()}
    assert {path: path.read_bytes() for path in before} == before
    # The same bytes each time, as for any snapshot.
    assert main(["build", "-q", "--snapshot", "2026-02-01", "--site-dir", "again"]) == 0
    assert _files(folder / "again") == _files(folder / "past")

    capsys.readouterr()
    assert main(["build", "-q", "--snapshot", "2026-02-01", "--site-dir", "site"]) == 1
    assert "would take the place of today's" in capsys.readouterr().err
    assert main(["build", "-q", "--snapshot", "2026-02-02", "--site-dir", "past"]) == 1
    assert "2026-02-01" in capsys.readouterr().err


def _files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def test_damage_of_a_kept_snapshot_is_found(portal, capsys):
    for number in range(2):
        assert portal.night(number) == 0
    newest, oldest = kept_snapshots(portal.state.snapshots)
    capsys.readouterr()
    assert main(["snapshots", "verify", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["day"], row["state"]) for row in rows] == [
        ("2026-02-21", "whole"),
        ("2026-02-01", "whole"),
    ]
    damaged = bytearray(oldest.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    oldest.write_bytes(damaged)
    assert main(["snapshots", "verify", "--format", "json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [row["state"] for row in rows] == ["whole", "damaged"]
    assert newest.exists()
