"""What a key keeps is what would be made anew: every change of a catalog shows on the site."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.render import acme

from catalogsite.docs.fragments import Fragments
from catalogsite.execution.progress import NoProgress
from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.machine.outputs import machine_outputs
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.page_keys import Keys, keyed
from catalogsite.site.publish import publish
from catalogsite.site.write import MARKER

Data = dict[str, Any]
Edit = Callable[[Data, random.Random], None]

FRAGMENTS = acme.fragments()


class _Plain(ShellRenderer):
    """Pages as they are, without a shell around them."""

    def __init__(self) -> None:
        super().__init__({})

    def owns(self, page: object) -> bool:
        return True

    def html(self, page: object) -> str:
        return repr(page)


def _lots(
    snapshot: Snapshot,
    templates: tuple[Path, ...] = (),
    fragments: Mapping[str, Fragments] = FRAGMENTS,
) -> list[OutputGroup]:
    documented = {ref: len(found.pages) for ref, found in fragments.items()}
    lots = [
        *page_outputs(SnapshotIndex(snapshot), acme.read_blob, fragments, templates),
        *machine_outputs(SnapshotIndex(snapshot), acme.read_blob, frozenset(documented)),
    ]
    return list(
        keyed(lots, Keys(SnapshotIndex(snapshot), documented, {"catalog": "shell"}, templates))
    )


def _build(folder: Path, lots: list[OutputGroup]) -> dict[str, bytes]:
    site = folder / "site"
    with publish(site, folder / "spare", NoProgress(), folder / "made.json") as publication:
        publication.write_outputs(lots, _Plain(), 1)
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in site.rglob("*")
        if file.is_file() and file.name != MARKER
    }


def _metadata(name: str, value: object) -> Edit:
    def edit(data: Data, chance: random.Random) -> None:
        chance.choice(data["entities"])["metadata"][name] = value

    return edit


def _spec(name: str, value: object) -> Edit:
    def edit(data: Data, chance: random.Random) -> None:
        chance.choice(data["entities"])["spec"][name] = value

    return edit


def _remove_entity(data: Data, chance: random.Random) -> None:
    data["entities"].remove(chance.choice(data["entities"]))


def _remove_relation(data: Data, chance: random.Random) -> None:
    related = chance.choice([one for one in data["entities"] if one["relations"]])
    related["relations"].remove(chance.choice(related["relations"]))


def _point_elsewhere(data: Data, chance: random.Random) -> None:
    related = chance.choice([one for one in data["entities"] if one["relations"]])
    chance.choice(related["relations"])["targetRef"] = "component:default/nowhere"


def _new_kind(data: Data, chance: random.Random) -> None:
    chance.choice(data["entities"])["kind"] = "Cluster"


def _remove(name: str) -> Edit:
    def edit(data: Data, chance: random.Random) -> None:
        data[name].remove(chance.choice(data[name]))

    return edit


def _build_status(data: Data, chance: random.Random) -> None:
    builds = [one for one in data["facts"] if one["key"] == "ci.runs"]
    chance.choice(builds)["value"]["status"] = chance.choice(["failing", "running", "unknown"])


def _alert_state(data: Data, chance: random.Random) -> None:
    alerts = [one for one in data["facts"] if one["key"] == "alerts"]
    chance.choice(alerts)["value"]["state"] = chance.choice(["ok", "warning", "no data"])


def _age(data: Data, chance: random.Random) -> None:
    chance.choice(data["facts"])["provenance"]["stale_since"] = "2026-11-20T02:14:00Z"


def _infer(data: Data, chance: random.Random) -> None:
    source, target = chance.sample(sorted(data["origins"]), 2)
    value = [{"target": target, "package": "x", "purl": "x", "file": "x", "line": 1}]
    provenance = {"source": "manifests", "time": "2026-11-20T02:14:00Z"}
    fact = {"subject": source, "key": "dependencies", "value": value, "provenance": provenance}
    data["facts"].append(fact)


def _score(data: Data, chance: random.Random) -> None:
    score = data["scores"][chance.choice(sorted(data["scores"]))]
    score["points"], score["level"] = 7, "bronze"


def _unscore(data: Data, chance: random.Random) -> None:
    del data["scores"][chance.choice(sorted(data["scores"]))]


def _check(data: Data, chance: random.Random) -> None:
    chance.choice(chance.choice(data["scorecards"])["checks"])["title"] = "Another title"


def _origin(data: Data, chance: random.Random) -> None:
    data["origins"][chance.choice(sorted(data["origins"]))] |= {"file": "moved.yaml", "line": 9}


def _repository(data: Data, chance: random.Random) -> None:
    chance.choice(data["repositories"]).update(name="renamed", branch="trunk", state="unchanged")


def _problem(data: Data, chance: random.Random) -> None:
    ref = chance.choice(sorted(data["origins"]))
    said = {"rule": "x", "level": "error", "message": f"m{chance.random()}", "entityRef": ref}
    data["problems"].append(said)


def _trend(data: Data, chance: random.Random) -> None:
    for ref in data["scores"]:
        data["trends"][ref] = {"score": [["2026-11-20", 1.0], ["2026-11-21", chance.random()]]}


def _title(data: Data, chance: random.Random) -> None:
    data["title"] = f"Portal {chance.randrange(99)}"


EDITS: dict[str, Edit] = {
    "title of an entity": _metadata("title", "Another title"),
    "description": _metadata("description", "Said *anew*."),
    "tags": _metadata("tags", ["one", "two"]),
    "annotations": _metadata("annotations", {"backstage.io/orphan": "true"}),
    "labels": _metadata("labels", {"a": "b"}),
    "links": _metadata("links", [{"url": "https://x.example/", "title": "Runbook"}]),
    "type": _spec("type", "other"),
    "lifecycle": _spec("lifecycle", "deprecated"),
    "display name": _spec("profile", {"displayName": "Somebody", "email": "a@b.example"}),
    "entity gone": _remove_entity,
    "relation gone": _remove_relation,
    "relation to nobody": _point_elsewhere,
    "kind": _new_kind,
    "fact gone": _remove("facts"),
    "build": _build_status,
    "alert": _alert_state,
    "stale": _age,
    "inferred": _infer,
    "score": _score,
    "no score": _unscore,
    "check": _check,
    "origin": _origin,
    "repository": _repository,
    "problem": _problem,
    "problem gone": _remove("problems"),
    "trend": _trend,
    "title of the portal": _title,
}


def _edited(snapshot: Snapshot, names: list[str], chance: random.Random) -> Snapshot:
    data = json.loads(snapshot.model_dump_json(by_alias=True))
    for name in names:
        EDITS[name](data, chance)
    return Snapshot.model_validate(data)


def _made_anew(lots: list[OutputGroup]) -> dict[str, bytes]:
    return {path: content for lot in lots for path, content in _Plain().files(lot.make())}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site, and what its pages were made from."""
    folder = tmp_path_factory.mktemp("before")
    _build(folder, _lots(acme.snapshot()))
    return folder


@pytest.mark.parametrize("name", EDITS)
def test_one_change_shows_wherever_it_must(tmp_path: Path, before: Path, name: str) -> None:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    for seed in range(2):
        lots = _lots(_edited(acme.snapshot(), [name], random.Random(seed)))
        assert _build(tmp_path, lots) == _made_anew(lots)


@pytest.mark.parametrize("seed", range(3))
def test_many_changes_one_after_the_other(tmp_path: Path, seed: int) -> None:
    chance, snapshot = random.Random(seed), acme.snapshot()
    for _ in range(6):
        snapshot = _edited(snapshot, chance.choices(sorted(EDITS), k=2), chance)
        lots = _lots(snapshot)
        assert _build(tmp_path, lots) == _made_anew(lots)


def _touched(lots: list[OutputGroup], made: set[str]) -> list[OutputGroup]:
    """The lots, which tell when they are made."""

    def told(lot: OutputGroup) -> Iterable[Page | Asset]:
        made.add(lot.at)
        return lot.make()

    return [replace(lot, make=partial(told, lot)) for lot in lots]


def _made(folder: Path, lots: list[OutputGroup]) -> set[str]:
    made: set[str] = set()
    _build(folder, _touched(lots, made))
    return {lot.at for lot in lots if lot.key} & made


def test_documentation_that_went_is_linked_no_more(tmp_path: Path, before: Path) -> None:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    lots = _lots(acme.snapshot(), fragments={})
    assert _build(tmp_path, lots) == _made_anew(lots)


def test_what_has_not_changed_is_not_made(tmp_path: Path, before: Path) -> None:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    assert _made(tmp_path, _lots(acme.snapshot())) == set()
    changed = _edited(acme.snapshot(), ["build"], random.Random(1))
    assert 0 < len(_made(tmp_path, _lots(changed))) < len(_lots(changed)) / 2


def test_another_day_alone_makes_no_entity_anew(tmp_path: Path, before: Path) -> None:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    later = acme.snapshot().model_copy(update={"created": acme.NOW + timedelta(days=1)})
    assert not [at for at in _made(tmp_path, _lots(later)) if "/default/" in at]


def test_with_a_template_of_the_user_every_page_depends_on_everything(tmp_path: Path) -> None:
    tab = tmp_path / "own" / "tabs" / "10-size.jinja"
    tab.parent.mkdir(parents=True)
    tab.write_text("{{ portal.entities|length }} entities")
    templates = (tmp_path / "own",)
    _build(tmp_path, _lots(acme.snapshot(), templates))
    smaller = _lots(_edited(acme.snapshot(), ["entity gone"], random.Random(1)), templates)
    assert _build(tmp_path, smaller) == _made_anew(smaller)
    tab.write_text("Other words")
    other = _lots(_edited(acme.snapshot(), ["entity gone"], random.Random(1)), templates)
    assert _build(tmp_path, other) == _made_anew(other)


PAGE = "catalog/default/component/payments/index.html"

DAMAGE: dict[str, Callable[[Path], object]] = {
    "written by hand": lambda site: (site / PAGE).write_text("mine"),
    "as large as it was": lambda site: (site / PAGE).write_bytes(
        b"x" * (site / PAGE).stat().st_size
    ),
    "deleted": lambda site: (site / PAGE).unlink(),
    "a folder in its place": lambda site: ((site / PAGE).unlink(), (site / PAGE).mkdir()),
    "a link in its place": lambda site: (
        (site / PAGE).unlink(),
        (site / PAGE).symlink_to("../index.html"),
    ),
    "the whole folder deleted": lambda site: shutil.rmtree(site / "catalog"),
    "older": lambda site: os.utime(site / PAGE, ns=(1, 1)),
    "nothing known": lambda site: (site.parent / "made.json").unlink(),
    "known by another version": lambda site: (site.parent / "made.json").write_text('{"a": 1}'),
    "known by half": lambda site: (site.parent / "made.json").write_text('{"a": ["x", [["p'),
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("where", ["site", "spare"])
def test_what_somebody_touched_is_made_again(
    tmp_path: Path, before: Path, name: str, where: str
) -> None:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    lots = _lots(acme.snapshot())
    assert _build(tmp_path, lots) == _made_anew(lots)
    DAMAGE[name](tmp_path / where)
    assert _build(tmp_path, lots) == _made_anew(lots)
    assert _build(tmp_path, lots) == _made_anew(lots)
