"""Thirty nights over real repositories: each says what was written by hand, and nothing else."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from catalogsite import pipeline
from catalogsite.collect.publication import guarded_publication
from catalogsite.collect.run import Run
from catalogsite.config.settings import load_config
from catalogsite.errors import NotPublishedError
from catalogsite.state.changes_file import read_changes
from catalogsite.state.folders import State

NIGHTS = yaml.safe_load((Path(__file__).parent / "thirty_nights.yaml").read_text("utf-8"))["nights"]
FIRST = datetime(2026, 1, 1, 2, tzinfo=UTC)
START = {
    "shop/teams.yaml": [{"kind": "Group", "name": "blue"}, {"kind": "Group", "name": "red"}],
    "shop/web.yaml": {"kind": "Component", "name": "web", "owner": "blue"},
    **{
        f"bill/{name}.yaml": {"kind": "Component", "name": name, "owner": "red"}
        for name in "abcdef"
    },
}
AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@localhost")


def operation(path):
    answers = {"200": {"description": "Well."}}
    return {
        "operationId": path[1:].replace("/", "-"),
        "description": "Reads.",
        "responses": answers,
    }


def document(given):
    given = dict(given)
    kind, name = given.pop("kind"), given.pop("name")
    metadata = {"name": name, "annotations": {}}
    metadata |= {key: given.pop(key) for key in ("tags", "description") if key in given}
    if "id" in given:
        metadata["annotations"]["catalogsite.dev/id"] = given.pop("id")
    if given.pop("docs", False):
        metadata["annotations"]["backstage.io/techdocs-ref"] = "dir:."
    if kind == "Group":
        spec = {"type": "team", "children": []}
    else:
        spec = {
            "type": "openapi" if kind == "API" else "service",
            "lifecycle": "production",
            **given,
        }
    if "paths" in spec:
        paths = {path: {"get": operation(path)} for path in spec.pop("paths")}
        info = {"title": name, "version": "1", "description": "Orders."}
        spec["definition"] = json.dumps({"openapi": "3.0.0", "info": info, "paths": paths})
    return {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def text(content):
    if isinstance(content, str):
        return content
    return yaml.safe_dump_all(map(document, content if isinstance(content, list) else [content]))


class Portal:
    """Repositories, and the state of a portal over them."""

    def __init__(self, folder):
        self.folder, self.state = folder, State(folder / ".catalogsite")
        sources = [{"kind": "folder", "path": "repos/*", "descriptors": ["*.yaml"]}]
        (folder / "catalogsite.yaml").write_text(json.dumps({"sources": sources}), "utf-8")
        for name in ("shop", "bill"):
            (folder / "repos" / name).mkdir(parents=True)
            self.git(name, "init", "-q")
        self.write(START)

    def git(self, name, *words):
        subprocess.run(["git", *AUTHOR, *words], cwd=self.folder / "repos" / name, check=True)

    def write(self, files):
        for path, content in files.items():
            file = self.folder / "repos" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                file.unlink()
            else:
                file.write_text(text(content), "utf-8")
        for name in {path.partition("/")[0] for path in files}:
            self.git(name, "add", "-A")
            self.git(name, "commit", "-q", "--allow-empty", "-m", "x")

    def collect(self, now):
        run = Run(load_config(self.folder / "catalogsite.yaml"), self.state, now)
        return run, pipeline.collect(run)


def line(event):
    ends = f"{event.before or 'nothing'} -> {event.after or 'nothing'}"
    kind = str(event.kind)
    words = [kind, event.ref or "nothing"]
    if kind == "api":
        words.append(str(event.impact))
    elif event.subject:
        words.append(event.subject)
    if (event.before or event.after) and kind != "api":
        words.append(ends)
    return " ".join(words)


def night(portal, now, stated):
    """The events of the night of a run, and what it leaves in the record."""
    portal.write(stated.get("files", {}))
    away = portal.folder / "away"
    if "lost" in stated:
        (portal.folder / "repos" / stated["lost"]).rename(away)
    run, snapshot = portal.collect(now)
    if stated.get("publish") == "refused":
        with pytest.raises(NotPublishedError), guarded_publication(run, snapshot, accept=False):
            pass
        away.rename(portal.folder / "repos" / stated["lost"])
        return None
    if stated.get("publish", True):
        with guarded_publication(run, snapshot, accept=False):
            pass
    newest = snapshot.changes[:1]
    return [line(one) for one in newest[0].events if newest[0].at == now] if newest else []


def test_thirty_nights(tmp_path):
    portal, found, expected = Portal(tmp_path), {}, {}
    ledgers, stated_ledgers = {}, {}
    for number, stated in NIGHTS.items():
        now = FIRST + timedelta(days=number - 1)
        for name, part in ((number, stated), (f"{number} again", stated.get("again"))):
            if part is None:
                continue
            before = portal.state.changes.read_bytes() if portal.state.changes.exists() else b""
            found[name] = night(portal, now + timedelta(minutes=name != number), part)
            expected[name] = part.get("events")
            if part.get("publish", True) is not True:
                assert portal.state.changes.read_bytes() == before
        if "moved" in stated:
            moves = read_changes(portal.state.changes).moved.entities
            ledgers[number] = {one.before: one.after for one in moves}
            stated_ledgers[number] = stated["moved"]
    assert found == expected
    assert ledgers == stated_ledgers
    record = read_changes(portal.state.changes)
    assert [one.day for one in record.nights] == [
        f"2026-01-{day:02}" for day in range(30, 1, -1) if NIGHTS[day].get("publish", True) is True
    ]
    assert [(one.before, one.after) for one in record.moved.pages] == [
        ("guide.md", "start/guide.md")
    ]


def test_a_damaged_record_is_taken_from_the_last_snapshot(tmp_path):
    portal = Portal(tmp_path)
    for number in (1, 2, 3):
        night(portal, FIRST + timedelta(days=number - 1), NIGHTS[number])
    before = read_changes(portal.state.changes)
    portal.state.changes.write_bytes(b"{}")
    night(portal, FIRST + timedelta(days=3), NIGHTS[4])
    after = read_changes(portal.state.changes)
    assert after.nights[1:] == before.nights
    assert (tmp_path / ".catalogsite/broken/changes.json").exists()
