"""A build in which no file has changed is seen from the files alone, and any change of one is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.site.conftest import manifest

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.config.settings import load_config
from catalogsite.model.snapshot import Snapshot
from catalogsite.site.fingerprint import folder_digest
from catalogsite.site.unchanged.code_stamp import code_stamp
from catalogsite.site.unchanged.unchanged_site import UnchangedSite
from catalogsite.state.folders import State

NOW = datetime(2026, 11, 20, tzinfo=UTC)
DESCRIPTOR = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: pay, annotations: {backstage.io/techdocs-ref: "dir:."}}
spec: {type: service, lifecycle: production, owner: group:default/nobody}
"""
FILES = {
    "catalogsite.yaml": "title: Portal\ntemplates: [look]\nsources: [{kind: folder, path: repos/*}]\n",
    "look/pages/none.jinja": "",
    "mkdocs.yml": "site_name: Portal\ntheme: {name: material, font: false}\nplugins: [catalogsite]\n",
    "docs/index.md": "# Home\n",
    "repos/pay/catalog-info.yaml": DESCRIPTOR,
    "repos/pay/mkdocs.yml": "site_name: Pay\n",
    "repos/pay/docs/index.md": "# Pay\n\n[gone](entity:component:default/gone)\n",
}


def _run(folder: Path) -> Run:
    config = load_config(folder / "catalogsite.yaml")
    return Run(config, State(folder / "state"), NOW, config_file=folder / "catalogsite.yaml")


def _write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _write(tmp_path, FILES)
    pipeline.collect(_run(tmp_path))
    return tmp_path


def _build(folder: Path) -> Snapshot:
    return pipeline.build(_run(folder), folder / "site")


def _is_unchanged(folder: Path) -> bool:
    return UnchangedSite(_run(folder), folder / "site").snapshot() is not None


def test_an_unchanged_build_answers_as_the_one_before(folder: Path) -> None:
    first = _build(folder)
    before = manifest(folder / "site")
    assert _is_unchanged(folder)
    second = _build(folder)
    assert manifest(folder / "site") == before
    assert first.problems
    assert second.problems == first.problems
    assert second.entity_count == first.entity_count
    assert (second.sources, second.repositories) == (first.sources, first.repositories)
    assert second == first


def _append(path: str, text: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        file = folder / path
        file.write_text(file.read_text() + text)

    return change


def _newer_snapshot(folder: Path) -> None:
    run = replace(_run(folder), now=datetime(2026, 11, 21, tzinfo=UTC))
    pipeline.collect(run)


CHANGES: dict[str, Callable[[Path], object]] = {
    "the configuration": _append("catalogsite.yaml", "url: https://portal.example/\n"),
    "a template": _append("look/pages/none.jinja", "{{ link }}"),
    "a new template": lambda folder: (folder / "look/more.jinja").write_text("x"),
    "the configuration of MkDocs": _append("mkdocs.yml", "site_author: Acme\n"),
    "a human page": _append("docs/index.md", "More.\n"),
    "the snapshot": _newer_snapshot,
    "a file of the site": _append("site/index.html", " "),
    "a file of the site gone": lambda folder: (folder / "site/index.html").unlink(),
    "a file too many": lambda folder: (folder / "site/catalog/more.html").write_text(""),
    "the record": lambda folder: (folder / "state/unchanged.json").unlink(),
    "the record cut": lambda folder: os.truncate(folder / "state/unchanged.json", 200),
    "the record of publications": lambda folder: (folder / "state/published.json").unlink(),
    "the snapshot of the day": lambda folder: (folder / "state/snapshots/2026-11-20.zip").unlink(),
    "a snapshot that may be published": lambda folder: (folder / "state/accepted").write_text("x"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen_and_what_is_made_then_is_right(folder: Path, name: str) -> None:
    _build(folder)
    CHANGES[name](folder)
    assert not _is_unchanged(folder)
    _build(folder)
    assert _is_unchanged(folder)
    pipeline.build(replace(_run(folder), state=_fresh(folder)), folder / "other")
    assert manifest(folder / "site") == manifest(folder / "other")


def _fresh(folder: Path) -> State:
    """A state without anything but the snapshot and the store."""
    state = State(folder / "fresh")
    state.make()
    shutil.copyfile(folder / "state/snapshot.json", state.snapshot)
    (state.folder / "store").symlink_to(folder / "state/store")
    return state


def test_a_site_whose_human_pages_ask_for_more_is_made_each_time(folder: Path) -> None:
    (folder / "hook.py").write_text("")
    _append("mkdocs.yml", "hooks: [hook.py]\n")(folder)
    _build(folder)
    assert not _is_unchanged(folder)


def test_a_warning_of_a_human_page_is_given_each_time(folder: Path) -> None:
    _append("docs/index.md", "[gone](gone.md)\n")(folder)
    _build(folder)
    assert not _is_unchanged(folder)


def test_what_lacks_something_of_the_store_is_made_each_time(folder: Path) -> None:
    for blob in list((folder / "state/store").glob("*/*")):
        blob.unlink()
    _build(folder)
    assert not _is_unchanged(folder)


def test_the_stamp_of_code_is_made_again_where_the_time_of_a_file_differs() -> None:
    found = code_stamp(None)
    other = found.model_copy(update={"digest": "x"})
    assert code_stamp(other) == other
    assert code_stamp(other.model_copy(update={"times": "y"})) == found


def test_a_template_in_a_linked_folder_counts(tmp_path: Path) -> None:
    for name in ("look", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "look/vendor").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/circle").symlink_to(tmp_path)
    before = folder_digest(tmp_path / "look")
    (tmp_path / "elsewhere/a.jinja").write_text("a")
    assert folder_digest(tmp_path / "look") != before
