"""Which template a repository was made from, and what is newer there: real repositories, crawled."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.extension_points.conftest import commit, git, publish

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.collect.templates.use.known import normalized
from catalogsite.collect.templates.use.records import template_records
from catalogsite.collect.templates.use.tags import versions_of
from catalogsite.config.settings import Config
from catalogsite.model.fact import value_json
from catalogsite.repositories.trees.memory_tree import MemoryTree
from catalogsite.scaffold.run.record import RECORD_FILE, Record, TemplateSource, record_text
from catalogsite.state.folders import State

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 2, 2, tzinfo=UTC)
TEMPLATE = """
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: service}
spec:
  type: service
  steps: [{action: 'fetch:template', input: {url: ./skeleton}}]
"""
COMPONENT = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: %s, annotations: {%s}}
spec: {type: service, lifecycle: production, owner: team}
"""


@pytest.fixture
def templates(tmp_path: Path) -> tuple[Path, list[str]]:
    """A repository of templates with three versions of one, and the commits of them."""
    clone = tmp_path / "work/templates"
    commits = []
    versions: list[dict[str, str]] = [
        {"a/template.yaml": TEMPLATE, "a/skeleton/x.txt": "1", "catalog-info.yaml": _location()},
        {"a/skeleton/x.txt": "2", "README.md": "Of all templates."},
        {"a/skeleton/y.txt": "3"},
    ]
    for number, files in enumerate(versions, 1):
        commit(clone, files)
        git(clone, "tag", f"v{number}.0")
        commits.append(git(clone, "rev-parse", "HEAD"))
    commit(clone, {"other.txt": "not of the template"})
    publish(clone, tmp_path / "served/templates.git")
    return tmp_path / "served/templates.git", commits


def _location() -> str:
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
        "spec: {targets: [./a/template.yaml]}\n"
    )


def _service(folder: Path, name: str, files: dict[str, str], annotations: str = "") -> None:
    commit(folder / "repos" / name, {"catalog-info.yaml": COMPONENT % (name, annotations), **files})


def _own(version: str, repository: str = "templates") -> dict[str, str]:
    source = TemplateSource(repository, "a/template.yaml", version)
    return {RECORD_FILE: record_text(Record("template:default/service", source))}


def _run(folder: Path, bare: Path, **fields: object) -> Run:
    sources = [{"kind": "git", "url": f"file://{bare}"}, {"kind": "folder", "path": "repos/*"}]
    config = Config.model_validate({"sources": sources, "base_dir": folder, **fields})
    return Run(config, State(folder / "state"), NOW)


def _facts(folder: Path, bare: Path) -> dict[str, Any]:
    snapshot = pipeline.collect(_run(folder, bare))
    return {one.subject: value_json(one) for one in snapshot.facts if one.key == "template"}


def test_drift_is_counted_in_changes_of_the_template(
    tmp_path: Path, templates: tuple[Path, list[str]]
) -> None:
    bare, commits = templates
    _service(tmp_path, "old", _own(commits[0]))
    _service(tmp_path, "new", _own(commits[2]))
    found = _facts(tmp_path, bare)
    head = git(bare, "rev-parse", "HEAD")
    assert found["old"] == {
        "state": "behind",
        "templates": [
            {
                "template": "template:default/service",
                "tool": "catalogsite",
                "state": "behind",
                "file": RECORD_FILE,
                "version": commits[0],
                "current": head,
                "behind": 2,
                "changed": ["a/skeleton/x.txt", "a/skeleton/y.txt"],
            }
        ],
    }
    # A later commit that is not of the template makes nobody older.
    assert found["new"]["state"] == "current"


def test_pages_show_the_drift(tmp_path: Path, templates: tuple[Path, list[str]]) -> None:
    bare, commits = templates
    _service(tmp_path, "old", _own(commits[0]))
    _service(tmp_path, "new", _own(commits[2]))
    team = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team}\nspec: {type: team, children: []}\n"
    commit(tmp_path / "repos/org", {"catalog-info.yaml": team})
    run = _run(tmp_path, bare)
    pipeline.collect(run)
    pipeline.build(run, tmp_path / "site")
    pages = {
        "entity": "catalog/default/component/old",
        "team": "catalog/default/group/team",
        "guide": "create/default/service",
        "template": "catalog/default/template/service",
    }
    html = {
        name: (tmp_path / "site" / path / "index.html").read_text("utf-8")
        for name, path in pages.items()
    }
    assert "made from service, 2 versions behind" in html["entity"]
    assert "catalogsite new --update" in html["entity"]
    for name in ("team", "guide", "template"):
        assert "2 versions behind" in html[name], name
        assert "a/skeleton/x.txt" in html[name], name
        assert html[name].index("catalog/default/component/old/") > 0
    assert "2</strong> made from" in html["guide"]
    facts = json.loads((tmp_path / "site/api/facts.json").read_text("utf-8"))
    drift = {one["subject"]: one["value"]["state"] for one in facts if one["key"] == "template"}
    assert drift == {"new": "current", "old": "behind"}


def test_a_scorecard_asks_for_current_templates(
    tmp_path: Path, templates: tuple[Path, list[str]]
) -> None:
    bare, commits = templates
    _service(tmp_path, "old", _own(commits[0]))
    _service(tmp_path, "new", _own(commits[2]))
    (tmp_path / "card.yaml").write_text(
        "id: t\ntitle: T\nlevels: {gold: 100}\nfilter: kind=component\nchecks:\n"
        "  - {id: template, title: Template is current, fix: Update it., weight: 1,\n"
        "     when: \"'template' in facts\", pass: \"facts['template'].state != 'behind'\"}\n"
    )
    snapshot = pipeline.collect(_run(tmp_path, bare, scorecards=["card.yaml"]))
    points = {ref: score.points for ref, score in snapshot.scores.items()}
    assert points["component:default/new"] == 100
    assert points["component:default/old"] == 0


def test_records_of_other_tools_are_compared_too(
    tmp_path: Path, templates: tuple[Path, list[str]]
) -> None:
    bare, commits = templates
    answers = f"_src_path: file://{bare}\n_commit: %s\nname: x\n"
    cruft = {"template": f"git+file://{bare}", "commit": commits[1], "directory": "a"}
    _service(tmp_path, "tagged", {".copier-answers.yml": answers % "v1.0"})
    _service(tmp_path, "newest", {".copier-answers.yml": answers % "v3.0"})
    described = f"v1.0-1-g{commits[1][:7]}"
    _service(tmp_path, "described", {".copier-answers.main.yaml": answers % described})
    _service(tmp_path, "cruft", {".cruft.json": json.dumps(cruft)})
    _service(tmp_path, "named", {}, "backstage.io/source-template: 'template:default/service'")
    found = _facts(tmp_path, bare)
    lags = {
        subject: (one["state"], one["templates"][0].get("behind"), one["templates"][0]["tool"])
        for subject, one in found.items()
    }
    assert lags == {
        "tagged": ("behind", 2, "copier"),
        "newest": ("current", 0, "copier"),
        "described": ("behind", 2, "copier"),
        "cruft": ("behind", 1, "cruft"),
        "component:default/named": ("unknown", None, "backstage"),
    }
    assert found["cruft"]["templates"][0]["changed"] == ["a/skeleton/y.txt"]
    tagged = found["tagged"]["templates"][0]
    assert (tagged["version"], tagged["current"]) == ("v1.0", "v3.0")


def test_the_address_of_a_record_is_never_followed(
    tmp_path: Path, templates: tuple[Path, list[str]]
) -> None:
    marker = tmp_path / "marker"
    secret = commit(tmp_path / "elsewhere/secret", {"copier.yml": "name: x\n"})
    hostile = {
        "ext": f"ext::sh -c 'touch {marker}'",
        "upload": f"--upload-pack=touch {marker}",
        "elsewhere": f"file://{secret}",
        "up": "../../elsewhere/secret",
        "token": "https://user:pass@git.acme.example/a/b.git",
    }
    for name, source in hostile.items():
        text = f"_src_path: {json.dumps(source)}\n_commit: v1.0\n"
        _service(tmp_path, name, {".copier-answers.yml": text})
    outside = {RECORD_FILE: _own("0" * 40)[RECORD_FILE].replace("a/template", "../../a/template")}
    _service(tmp_path, "outside", outside)
    found = _facts(tmp_path, templates[0])
    assert {one["state"] for one in found.values()} == {"unknown"}
    assert len(found) == 6
    assert not marker.exists()
    assert "pass" not in json.dumps(found["token"])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("gh:acme/tpl", "github.com/acme/tpl"),
        ("git+https://GitHub.com/acme/tpl.git", "github.com/acme/tpl"),
        ("git@github.com:acme/tpl.git", "github.com/acme/tpl"),
        ("file:///srv/tpl.git/", "/srv/tpl"),
    ],
)
def test_addresses_are_compared_by_host_and_path(address: str, expected: str) -> None:
    assert normalized(address) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".cruft.json", "[" * 100_000),
        (".cruft.json", '{"template": {}}'),
        (".copier-answers.yml", "_src_path: [x]\n"),
        (".copier-answers.yml", "a: &a [*a]\n"),
        (".copier-answers.yml", "- x\n"),
        (RECORD_FILE, "schema: 1\n"),
        ("sub/.copier-answers.yml", "_src_path: x\n"),
    ],
)
def test_a_broken_record_is_none(name: str, text: str) -> None:
    assert template_records(MemoryTree({name: text})) == ()


def test_versions_are_in_the_order_of_versions() -> None:
    listing = "1\trefs/tags/v10\n2\trefs/tags/v9\n3\trefs/tags/v9^{}\n4\trefs/tags/v11rc1\n5\trefs/tags/x\n"
    assert versions_of(listing) == {"v9": "3", "v10": "1"}
