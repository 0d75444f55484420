"""`check` of one repository of many: with a snapshot of the rest, and without."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogsite.cli import main
from catalogsite.model.entity import Origin
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.snapshot_file import write_snapshot

REST = [
    ("Group", "team-a", {"type": "team", "children": []}, "github.example/acme/org"),
    ("Component", "billing", {"type": "a", "lifecycle": "a", "owner": "team-a"}, "github.example/acme/billing"),
    ("Component", "old-name", {"type": "a", "lifecycle": "a", "owner": "team-a"}, "github.example/acme/shop"),
]  # fmt: skip
SHOP = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec:
  type: service
  lifecycle: production
  owner: Team-A # as people say it
  dependsOn: [component:biling, component:old-name, component:billing]
  subcomponentOf: group:team-a
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: billing}
spec: {type: a, lifecycle: a, owner: team-a}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A clone of one repository, beside what is known of all."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "catalog-info.yaml").write_text(SHOP)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "-q"], check=True)
    remote = "https://github.example/acme/shop.git"
    subprocess.run([*git, "remote", "add", "origin", remote], check=True)
    return folder


def _rest() -> list[dict]:
    return [
        {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": kind,
            "metadata": {
                "name": name,
                "annotations": {
                    "backstage.io/managed-by-location": f"url:https://{where}/blob/main/catalog-info.yaml"
                },
            },
            "spec": spec,
        }
        for kind, name, spec, where in REST
    ]


def _snapshot(path: Path) -> None:
    entities = _rest()
    origins = {
        f"{kind}:default/{name}".lower(): Origin(repository=where, file="catalog-info.yaml", line=1)
        for kind, name, _, where in REST
    }
    created = datetime(2026, 1, 2, tzinfo=UTC)
    write_snapshot(
        path, Snapshot(version="1", created=created, entities=tuple(entities), origins=origins)
    )


def _reported(capsys: pytest.CaptureFixture[str], *given: str) -> list[str]:
    main([*given, "--format", "json", "-q"])
    found = json.loads(capsys.readouterr().out)["problems"]
    return [
        f"{one['line']} {one['rule']} {one['level']}: {one['message']} | {one['fix']}"
        for one in found
    ]


FULL = [
    "7 reference-case info: `spec.owner` refers to `Team-A`, but the name is `team-a` | write `team-a`",
    "8 dangling-reference warning: `spec.dependsOn` refers to component:default/biling, which is not in the catalog | did you mean `component:billing`?",
    "8 dangling-reference warning: `spec.dependsOn` refers to component:default/old-name, which is not in the catalog | correct the reference, or add a descriptor for component:default/old-name",
    "9 wrong-kind warning: `spec.subcomponentOf` refers to group:default/team-a, but it should be a Component | refer to a Component",
]


@pytest.mark.parametrize("published", [False, True])
def test_references_are_looked_up_in_the_rest(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], published: bool
) -> None:
    known = tmp_path / "known.json"
    if published:
        known.write_text(json.dumps(_rest()))
    else:
        _snapshot(known)
    reported = _reported(capsys, "check", str(shop), "--snapshot", str(known))
    place = "catalog-info.yaml" if published else "catalog-info.yaml:1"
    duplicate = f"11 duplicate-entity warning: component:default/billing is also defined in {place} of github.example/acme/billing | give one of the two another name or namespace"
    assert reported == [*FULL, duplicate]


def test_an_entity_that_only_another_repository_relates_to_is_not_an_orphan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teams, known = tmp_path / "teams", tmp_path / "known.json"
    teams.mkdir()
    group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team-b}\nspec: {type: team, children: []}\n"
    (teams / "catalog-info.yaml").write_text(group)
    owner = {"type": "ownedBy", "targetRef": "group:default/team-b"}
    for relations in ([owner], []):
        known.write_text(json.dumps([one | {"relations": relations} for one in _rest()]))
        reported = _reported(capsys, "check", str(teams), "--snapshot", str(known))
        assert [line.split()[1] for line in reported] == ([] if relations else ["orphan"])


def test_without_the_rest_nothing_is_called_missing(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    assert _reported(capsys, "check") == [
        "8 dangling-reference info: `spec.dependsOn` refers to component:default/biling, which is not in the files that are checked | did you mean `component:billing`?",
        FULL[-1],
    ]
    assert main(["check"]) == 0
    assert (
        "3 references to other repositories not looked up: name a --snapshot"
        in capsys.readouterr().err
    )


def test_the_last_snapshot_beside_the_configuration_is_asked(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".catalogsite").mkdir()
    _snapshot(tmp_path / ".catalogsite/snapshot.json")
    monkeypatch.chdir(tmp_path)
    assert _reported(capsys, "check", "shop")[:4] == FULL


def test_letters_of_a_reference_are_mended(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tmp_path / "known.json"
    _snapshot(known)
    main(["check", str(shop), "--snapshot", str(known), "--fix"])
    assert "+  owner: team-a # as people say it" in capsys.readouterr().out
    assert (shop / "catalog-info.yaml").read_text() == SHOP.replace("Team-A", "team-a")


def test_what_is_no_snapshot_is_reported(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tmp_path / "known.json"
    for content, message in ((None, "there is no such file"), ("[1", "it is not JSON")):
        if content:
            known.write_text(content)
        assert main(["check", str(shop), "--snapshot", str(known)]) == 1
        assert message in capsys.readouterr().err
