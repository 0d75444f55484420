"""Copier templates: found in the crawl, run and updated by Copier itself, and never their code."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.extension_points.conftest import commit, git, publish

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.config.settings import Config
from catalogsite.errors import CatalogsiteError, TemplateError
from catalogsite.model.entity import ref_of
from catalogsite.state.folders import State

if TYPE_CHECKING:
    from pathlib import Path

    from catalogsite.scaffold import Outcome

NOW = datetime(2026, 2, 2, tzinfo=UTC)
QUESTIONS = """
_subdirectory: template
_message_after_copy: Done.
project:
  type: str
  help: How it is called.
  validator: "{% if project == 'bad' %}may not be bad{% endif %}"
kind:
  type: str
  choices: {Service: service, Library: library}
  default: service
port:
  type: int
  default: 8080
  when: "{{ kind == 'service' }}"
slug:
  type: str
  default: "{{ project | lower }}"
token:
  type: str
  secret: true
  default: none
"""
FIRST = {
    "README.md": "# A template\n",
    "copier.yml": QUESTIONS,
    "template/{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers | to_nice_yaml }}",
    "template/app.txt.jinja": "one\ntwo\nthree\n{{ project }} {{ slug }} {{ port }} {{ kind }}\n",
    "template/{% if kind == 'library' %}lib.txt{% endif %}": "lib\n",
}


class World:
    """A repository with a Copier template of two versions, and a portal that reads it."""

    def __init__(self, folder: Path, files: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.clone = commit(folder / "work/py-template", files or FIRST)
        git(self.clone, "tag", "v1.0")
        self.bare = folder / "served/py-template.git"
        self.url = f"file://{self.bare}"
        sources = [{"kind": "git", "url": self.url}, {"kind": "folder", "path": "repos/*"}]
        config = Config.model_validate({"sources": sources, "base_dir": folder})
        self.run = Run(config, State(folder / "state"), NOW)
        self.project = folder / "repos/ledger"
        (folder / "repos").mkdir()
        commit(folder / "repos/other", {"README.md": "# Other\n"})
        self.collect()

    def collect(self) -> Any:
        """Bring the portal up to date."""
        publish(self.clone, self.bare)
        git(self.clone, "push", "-q", "--tags", str(self.bare))
        return pipeline.collect(self.run)

    def new(self, name: str = "py-template", **given: Any) -> Outcome:
        """Make the project."""
        values = {"project": "Ledger", **given.pop("values", {})}
        dest = self.project
        return pipeline.new(self.run, name, lambda *_: values, dest, dry_run=False, **given)


def test_a_repository_with_copier_yml_is_a_listed_template(tmp_path: Path) -> None:
    world = World(tmp_path)
    snapshot = pipeline.collect(world.run)
    entity = next(one for one in snapshot.entities if one["kind"] == "Template")
    assert ref_of(entity) == "template:default/py-template"
    assert snapshot.origins["template:default/py-template"].inferred
    form = entity["spec"]["parameters"]
    assert form["required"] == ["project"]
    assert list(form["properties"]) == ["project", "kind", "port", "slug", "token"]
    assert form["properties"]["kind"]["enumNames"] == ["Service", "Library"]
    # Only Copier evaluates Jinja: it is shown as text, and is no default.
    assert form["properties"]["port"] == {
        "type": "integer",
        "description": "Asked when `{{ kind == 'service' }}`. Default: `8080`.",
    }
    assert form["properties"]["token"] == {"type": "string", "ui:field": "Secret"}
    listed = {one.name: one for one in pipeline.templates(world.run)}
    assert listed["py-template"].type == "copier"
    pipeline.build(world.run, tmp_path / "site")
    page = (tmp_path / "site/create/default/py-template/index.html").read_text("utf-8")
    for words in ("How it is called.", "catalogsite new py-template", "Copier", "no preview"):
        assert words in page


def test_copier_runs_over_our_mirror(tmp_path: Path) -> None:
    world = World(tmp_path)
    git(world.clone, "tag", "-d", "v1.0")
    outcome = world.new(values={"kind": "library", "token": "s3cret"})
    assert outcome.files == (".copier-answers.yml", "app.txt", "lib.txt")
    # It asks a mirror that is here: the address that it names need not answer.
    assert (world.project / "app.txt").read_text().endswith("Ledger ledger 8080 library\n")
    answers = (world.project / ".copier-answers.yml").read_text()
    assert f"_src_path: {world.url}" in answers
    assert "_commit: v1.0" in answers
    assert "s3cret" not in answers


def test_a_folder_with_a_template_is_run(tmp_path: Path) -> None:
    world = World(tmp_path)
    outcome = world.new(str(world.clone))
    assert outcome.files == (".copier-answers.yml", "app.txt")


def test_copier_updates_a_project(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.new()
    app = world.project / "app.txt"
    commit(world.project, {"app.txt": "mine\n" + app.read_text()})
    text = FIRST["template/app.txt.jinja"] + "four\n"
    commit(world.clone, {"template/app.txt.jinja": text, "template/new.txt": "new\n"})
    git(world.clone, "tag", "v2.0")
    snapshot = world.collect()
    fact = next(one for one in snapshot.facts if one.key == "template")
    made = fact.value.templates[0]
    assert (made.template, made.state, made.behind) == ("template:default/py-template", "behind", 1)
    dry = pipeline.update_project(world.run, world.project, [], dry_run=True)
    assert not (world.project / "new.txt").exists()
    found = pipeline.update_project(world.run, world.project, [], dry_run=False)
    assert dry == found
    assert (found.old, found.new, found.conflicts) == ("v1.0", "v2.0", 0)
    assert dict(found.files) == {
        ".copier-answers.yml": "change",
        "app.txt": "change",
        "new.txt": "add",
    }
    lines = app.read_text().splitlines()
    assert (lines[0], lines[-1]) == ("mine", "four")


def test_an_ignored_file_is_not_overwritten(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.new()
    commit(world.project, {".gitignore": "new.txt\n"})
    (world.project / "new.txt").write_text("mine")
    commit(world.clone, {"template/new.txt": "new\n"})
    git(world.clone, "tag", "v2.0")
    world.collect()
    with pytest.raises(CatalogsiteError, match=r"here and not committed: new\.txt"):
        pipeline.update_project(world.run, world.project, [], dry_run=False)
    assert (world.project / "new.txt").read_text() == "mine"


def test_conflicts_of_an_update_are_marked(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.new()
    app = world.project / "app.txt"
    commit(world.project, {"app.txt": app.read_text().replace("two", "mine")})
    text = FIRST["template/app.txt.jinja"].replace("two", "theirs")
    commit(world.clone, {"template/app.txt.jinja": text})
    git(world.clone, "tag", "v2.0")
    world.collect()
    found = pipeline.update_project(world.run, world.project, [], dry_run=False)
    assert dict(found.files)["app.txt"] == "conflict"
    assert "<<<<<<<" in app.read_text()


CODE = {
    "tasks": "_tasks: ['touch {marker}']\n",
    "migrations": "_migrations: [{{version: v1.0, command: 'touch {marker}'}}]\n",
    "extensions": "_jinja_extensions: [evil.Extension]\n",
}


@pytest.mark.parametrize("kind", CODE)
def test_code_of_a_template_is_not_run(tmp_path: Path, kind: str) -> None:
    marker = tmp_path / "marker"
    code = CODE[kind].format(marker=marker)
    evil = f"open({str(marker)!r}, 'w')\nclass Extension: pass\n"
    world = World(tmp_path, {**FIRST, "copier.yml": code + QUESTIONS, "evil.py": evil})
    pipeline.build(world.run, tmp_path / "site")
    with pytest.raises(TemplateError, match="holds code") as error:
        world.new()
    assert "--trust" in (error.value.fix or "")
    assert not marker.exists()
    assert not world.project.exists()
    page = (tmp_path / "site/create/default/py-template/index.html").read_text("utf-8")
    assert "only with --trust" in page


def test_code_runs_where_the_user_trusts_it(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    code = CODE["tasks"].format(marker=marker)
    world = World(tmp_path, {**FIRST, "copier.yml": code + QUESTIONS})
    world.new(trust=True)
    assert marker.exists()


def test_wrong_answers_are_said(tmp_path: Path) -> None:
    world = World(tmp_path)
    with pytest.raises(TemplateError, match="may not be bad"):
        world.new(values={"project": "bad"})
    assert not world.project.exists()


def test_nothing_is_fetched_for_a_template(tmp_path: Path) -> None:
    secret = commit(tmp_path / "secret", {"key.txt": "s3cret"})
    world = World(tmp_path)
    modules = f'[submodule "s"]\n\tpath = template/s\n\turl = file://{secret}\n'
    (world.clone / ".gitmodules").write_text(modules)
    head = git(secret, "rev-parse", "HEAD")
    git(world.clone, "update-index", "--add", "--cacheinfo", f"160000,{head},template/s")
    git(world.clone, "add", ".gitmodules")
    git(world.clone, "commit", "-q", "-m", "Submodule")
    git(world.clone, "tag", "v2.0")
    world.collect()
    with pytest.raises(TemplateError):
        world.new()
    assert not world.project.exists()


@pytest.mark.parametrize(
    "source",
    [
        "ext::sh -c 'touch {marker}'",
        "https://git.acme.example/a/b.git",
        "--upload-pack=touch {marker}",
    ],
)
def test_an_address_of_the_answers_is_not_followed(tmp_path: Path, source: str) -> None:
    world = World(tmp_path)
    world.new()
    marker = tmp_path / "marker"
    answers = f"_src_path: {source.format(marker=marker)!r}\n_commit: v1.0\n"
    commit(world.project, {".copier-answers.yml": answers})
    with pytest.raises(CatalogsiteError, match="in no source of the catalog"):
        pipeline.update_project(world.run, world.project, [], dry_run=False)
    assert not marker.exists()


def test_without_copier_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path)
    monkeypatch.setitem(sys.modules, "copier", None)
    with pytest.raises(TemplateError) as error:
        world.new()
    assert error.value.fix == "pip install 'catalogsite[scaffold]'"
