"""Thirty nights over real repositories: each says what was written by hand, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import feedparser
import pytest
import yaml

from catalogsite import pipeline
from catalogsite.collect.publication.decision import guarded_publication
from catalogsite.collect.run import Run
from catalogsite.config.settings import load_config
from catalogsite.errors import NotPublishedError
from catalogsite.state.changes_file import read_changes
from catalogsite.state.folders import State

NIGHTS = yaml.safe_load((Path(__file__).parent / "thirty_nights.yaml").read_text("utf-8"))["nights"]
SITE = yaml.safe_load((Path(__file__).parent / "thirty_nights_site.yaml").read_text("utf-8"))
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


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """The portal after all nights, what each said and should say, and the old names after some."""
    portal, found, expected = Portal(tmp_path_factory.mktemp("nights")), {}, {}
    ledgers = {}
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
    return portal, found, expected, ledgers


def test_each_night_says_what_changed(nights):
    portal, found, expected, ledgers = nights
    assert found == expected
    stated = {number: night["moved"] for number, night in NIGHTS.items() if "moved" in night}
    assert ledgers == stated
    record = read_changes(portal.state.changes)
    assert [one.day for one in record.nights] == [
        f"2026-01-{day:02}" for day in range(30, 1, -1) if NIGHTS[day].get("publish", True) is True
    ]
    assert [(one.before, one.after) for one in record.moved.pages] == [
        ("guide.md", "start/guide.md")
    ]


@pytest.fixture(scope="module")
def site(nights):
    """The site that is built after the last night."""
    folder, state = nights[0].folder, nights[0].state
    file, now = folder / "catalogsite.yaml", FIRST + timedelta(days=29, minutes=1)
    pipeline.build(Run(load_config(file), state, now, config_file=file), folder / "site")
    return folder / "site"


def words(html):
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def listed(html):
    """The words of each item of the lists of changes in a piece of HTML."""
    lists = re.findall(r'<ul class="cs-list cs-list--changes">(.*?)</ul>', html, re.DOTALL)
    items = [one for found in lists for one in re.findall("<li.*?</li>", found, re.DOTALL)]
    return [words(item) for item in items]


def test_the_page_of_changes_says_what_was_written_by_hand(site):
    html = (site / "changes/index.html").read_text("utf-8")
    days = re.split(r'id="(2026-01-\d\d)"', html)[1:]
    found = {day: listed(part) for day, part in zip(days[::2], days[1::2], strict=True)}
    assert found == {str(day): lines for day, lines in SITE["days"].items()}


@pytest.mark.parametrize(("path", "lines"), SITE["histories"].items())
def test_the_page_of_an_entity_has_its_history(site, path, lines):
    html = (site / "catalog/default" / path / "index.html").read_text("utf-8")
    assert listed(html.partition('id="changes"')[2]) == lines


@pytest.mark.parametrize(("path", "days"), SITE["feeds"].items())
def test_a_feed_has_an_entry_for_each_day(site, path, days):
    stated = [f"2026-01-{day:02}" for day in days]
    atom = feedparser.parse((site / f"{path}.xml").read_bytes())
    assert not atom.bozo
    assert [entry.updated[:10] for entry in atom.entries] == stated
    if (site / f"{path}.json").exists():
        items = json.loads((site / f"{path}.json").read_text("utf-8"))["items"]
        assert [item["date_published"][:10] for item in items] == stated


@pytest.mark.parametrize(("before", "after"), SITE["moved"].items())
def test_an_old_name_leads_on_in_html_json_and_badge(site, before, after):
    at = "catalog/default/component"
    assert f'content="0; url=../{after}/"' in (site / at / before / "index.html").read_text("utf-8")
    for folder, file in (
        ("api/catalog/entities/by-name/component/default", "{}.json"),
        ("badges/default/component", "{}/owner.svg"),
    ):
        old, new = (site / folder / file.format(name) for name in (before, after))
        assert old.read_bytes() == new.read_bytes()


@pytest.mark.parametrize("name", SITE["gone"])
def test_a_name_that_is_gone_says_so(site, name):
    page = (site / f"catalog/default/component/{name}/index.html").read_text("utf-8")
    assert "no longer in the catalog" in words(page)


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
