"""`new --update`: what changed in a template is merged into a project, as git merges."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.extension_points.conftest import commit, git, publish

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.commands.update.update import Update
from catalogsite.config.settings import Config
from catalogsite.errors import CatalogsiteError, UserError
from catalogsite.scaffold.run.record import RECORD_FILE, read_record
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
  parameters:
    - required: [name%s]
      properties:
        name: {type: string}
        token: {type: string, 'ui:field': Secret}
%s
  steps:
    - action: fetch:template
      input: {url: ./skeleton, values: {name: '${{ parameters.name }}', port: '${{ parameters.port }}'}}
"""
LOCATION = (
    "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
    "spec: {targets: [./a/template.yaml]}\n"
)
LINES = "".join(f"line {number} of ${{{{ values.name }}}}\n" for number in range(1, 9))
FIRST = {
    "catalog-info.yaml": LOCATION,
    "a/template.yaml": TEMPLATE % ("", ""),
    "a/skeleton/app.txt": LINES,
    "a/skeleton/gone.txt": "soon gone\n",
    "a/skeleton/old-name.txt": LINES + "moved\n",
    "a/skeleton/run.sh": "#!/bin/sh\n",
    "a/skeleton/both.txt": "one\n",
}


def _second(clone: Path) -> str:
    (clone / "a/skeleton/gone.txt").unlink()
    (clone / "a/skeleton/old-name.txt").rename(clone / "a/skeleton/new-name.txt")
    (clone / "a/skeleton/run.sh").chmod(0o755)
    (clone / "a/skeleton/logo.bin").write_bytes(b"\xff\0new")
    port = "        port: {type: integer, default: 8080}"
    files = {
        "a/template.yaml": TEMPLATE % ("", port),
        "a/skeleton/app.txt": LINES + "port ${{ values.port }}\n",
        "a/skeleton/both.txt": "template\n",
    }
    commit(clone, files)
    return git(clone, "rev-parse", "HEAD")


class World:
    """A repository of templates, a portal that reads it, and a project that was made from it."""

    def __init__(self, folder: Path, *, served: bool) -> None:
        self.folder, self.served = folder, served
        self.templates = commit(folder / "clones/templates", FIRST)
        self.bare = folder / "served/templates.git"
        source = {"kind": "folder", "path": "clones/*"}
        if served:
            source = {"kind": "git", "url": f"file://{self.bare}"}
        config = Config.model_validate({"sources": [source], "base_dir": folder})
        self.run = Run(config, State(folder / "state"), NOW)
        self.project = folder / "project"
        self.collect()
        pipeline.new(
            self.run, "service", lambda *_: {"name": "ledger"}, self.project, dry_run=False
        )
        commit(self.project, {})

    def collect(self) -> None:
        """Bring the portal up to date."""
        if self.served:
            publish(self.templates, self.bare)
        pipeline.collect(self.run)

    def update(self, *assignments: str, dry_run: bool = False) -> Update:
        """Update the project."""
        return pipeline.update_project(self.run, self.project, assignments, dry_run=dry_run)


@pytest.fixture(params=[False, True], ids=["folder", "mirror"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    return World(tmp_path, served=request.param)


def _effects(update: Update) -> dict[str, str]:
    return dict(update.files)


def test_changes_of_the_template_are_merged(world: World) -> None:
    project = world.project
    app = project / "app.txt"
    commit(
        project, {"app.txt": "mine\n" + app.read_text(), "own.txt": "own\n", ".gitignore": "x\n"}
    )
    second = _second(world.templates)
    world.collect()
    found = world.update()
    assert _effects(found) == {
        "app.txt": "change",
        "both.txt": "change",
        "gone.txt": "delete",
        "logo.bin": "add",
        "new-name.txt": "add",
        "old-name.txt": "delete",
        "run.sh": "change",
        RECORD_FILE: "change",
    }
    assert (found.new, found.new_parameters, found.conflicts) == (second, ("token", "port"), 0)
    lines = app.read_text().splitlines()
    assert (lines[0], lines[1], lines[-1]) == ("mine", "line 1 of ledger", "port 8080")
    assert (project / "logo.bin").read_bytes() == b"\xff\0new"
    assert os.access(project / "run.sh", os.X_OK)
    assert not (project / "gone.txt").exists()
    assert (project / "own.txt").read_text() == "own\n"
    record = read_record((project / RECORD_FILE).read_bytes())
    assert record.source.version == second
    assert record.values == {"name": "ledger", "port": 8080}
    commit(project, {})
    assert world.update().files == ()


def test_conflicts_are_marked(world: World) -> None:
    project = world.project
    changed = {"both.txt": "mine\n", "gone.txt": "mine\n"}
    old_name = (project / "old-name.txt").read_text() + "mine\n"
    commit(project, {**changed, "old-name.txt": old_name, "logo.bin": "mine\0"})
    _second(world.templates)
    world.collect()
    found = world.update()
    assert found.conflicts == 3
    both = (project / "both.txt").read_text()
    assert both == "<<<<<<< HEAD\nmine\n=======\ntemplate\n>>>>>>> template\n"
    # What the template deleted and somebody changed stays; of a binary file both are there.
    assert (project / "gone.txt").read_text() == "mine\n"
    assert (project / "logo.bin").read_text() == "mine\0"
    assert (project / "logo.bin.rej").read_bytes() == b"\xff\0new"
    # A renamed file keeps what was changed in it.
    assert (project / "new-name.txt").read_text() == old_name


def test_a_dry_run_writes_nothing(world: World) -> None:
    _second(world.templates)
    world.collect()
    before = {path: path.read_bytes() for path in world.project.rglob("*.*") if path.is_file()}
    assert len(world.update(dry_run=True).files) == 8
    after = {path: path.read_bytes() for path in world.project.rglob("*.*") if path.is_file()}
    assert before == after


def test_an_answer_can_be_changed(world: World) -> None:
    found = world.update("name=billing")
    assert _effects(found) == {"app.txt": "change", "old-name.txt": "change", RECORD_FILE: "change"}
    assert (world.project / "app.txt").read_text().startswith("line 1 of billing\n")


def _dirty(world: World) -> None:
    (world.project / "app.txt").write_text("not committed")


def _untracked(world: World) -> None:
    (world.project / "new.txt").write_text("not committed")


def _no_record(world: World) -> None:
    (world.project / RECORD_FILE).unlink()


def _cruft(world: World) -> None:
    (world.project / RECORD_FILE).rename(world.project / ".cruft.json")


def _outside(world: World) -> None:
    record = (world.project / RECORD_FILE).read_text()
    commit(world.project, {RECORD_FILE: record.replace("a/template", "../../a/template")})


def _gone(world: World) -> None:
    record = (world.project / RECORD_FILE).read_text()
    commit(world.project, {RECORD_FILE: record.replace("default/service", "default/lost")})


def _unknown_commit(world: World) -> None:
    record = read_record((world.project / RECORD_FILE).read_bytes())
    text = (world.project / RECORD_FILE).read_text()
    commit(world.project, {RECORD_FILE: text.replace(record.source.version, "--upload-pack=x")})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_dirty, "changes that are not committed"),
        (_untracked, "changes that are not committed"),
        (_no_record, f"has no {RECORD_FILE}"),
        (_cruft, "another tool"),
        (_outside, "has an empty part"),
        (_gone, "is not at hand"),
        (_unknown_commit, "has no commit"),
    ],
)
def test_what_cannot_be_updated_is_said_first(tmp_path: Path, spoil, reason: str) -> None:
    world = World(tmp_path, served=True)
    _second(world.templates)
    world.collect()
    spoil(world)
    before = git(world.project, "status", "--porcelain")
    with pytest.raises(CatalogsiteError, match=reason):
        world.update()
    assert git(world.project, "status", "--porcelain") == before


def test_an_ignored_file_is_not_overwritten(world: World) -> None:
    commit(world.project, {".gitignore": "logo.bin\n"})
    (world.project / "logo.bin").write_text("mine")
    _second(world.templates)
    world.collect()
    with pytest.raises(UserError, match=r"adds files that are here and not committed: logo\.bin"):
        world.update()
    assert (world.project / "logo.bin").read_text() == "mine"


def test_no_hook_driver_or_filter_writes_for_us(world: World, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    hook = world.project / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    git(world.project, "config", "merge.evil.driver", f"touch {marker}")
    git(world.project, "config", "filter.evil.smudge", f"touch {marker}; cat")
    commit(world.project, {".gitattributes": "*.txt filter=evil merge=evil\n", "app.txt": "x\n"})
    marker.unlink(missing_ok=True)
    _second(world.templates)
    world.collect()
    world.update()
    assert not marker.exists()
