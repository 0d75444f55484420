"""An output that is kept is what would be made now: every change of a catalog shows on the site."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.render import acme

from catalogsite.docs.fragments import Fragments
from catalogsite.errors import StoreError
from catalogsite.execution.progress import NoProgress
from catalogsite.model import read_log
from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.read_log import Item, ReadKey, ReadLog
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import entity_json_path
from catalogsite.render.machine.json_api import entity_json
from catalogsite.render.machine.outputs import machine_outputs
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.portal.inputs import EVERYTHING, input_digests, with_field_digests
from catalogsite.render.portal.portal_index import PortalIndex, ReadBlob
from catalogsite.render.recorded_output import recorded_output
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site import fingerprint
from catalogsite.site.fingerprint import builder_fingerprint
from catalogsite.site.manifest.records import numbers_of
from catalogsite.site.manifest.saved import read_manifest
from catalogsite.site.outputs import SiteOutputs
from catalogsite.site.publish import publish
from catalogsite.site.templates import TemplateFolders
from catalogsite.site.write import MARKER

Data = dict[str, Any]
Edit = Callable[[Data, random.Random], None]

FRAGMENTS = acme.fragments()
BUILT_IN = TemplateFolders()


class _Plain(ShellRenderer):
    """Pages as they are, without a shell around them."""

    def __init__(self) -> None:
        super().__init__({})

    def owns(self, page: object) -> bool:
        return True

    def html(self, page: object) -> str:
        return repr(page)


def _outputs(
    snapshot: Snapshot,
    templates: TemplateFolders = BUILT_IN,
    fragments: Mapping[str, Fragments] = FRAGMENTS,
    read_blob: ReadBlob = acme.read_blob,
) -> SiteOutputs:
    index = PortalIndex(SnapshotIndex(snapshot), fragments, read_blob)
    groups = [*page_outputs(index, templates.environment()), *machine_outputs(index)]
    inputs = input_digests(snapshot, fragments, "", ())
    digest = with_field_digests(index.digest, inputs)
    return SiteOutputs(groups, digest, index.build_tables, inputs, index.inputs_of)


def _build(
    folder: Path, outputs: SiteOutputs, builder: str = "", jobs: int = 1
) -> dict[str, bytes]:
    site = folder / "site"
    with publish(site, folder / "spare", NoProgress(), folder / "made.json") as publication:
        publication.write_outputs(outputs, _Plain(), builder, jobs, worth=0)
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
    for ref in chance.sample(sorted(data["scores"]), min(1, len(data["scores"]))):
        data["scores"][ref] |= {"points": 7, "level": "bronze"}


def _unscore(data: Data, chance: random.Random) -> None:
    for ref in chance.sample(sorted(data["scores"]), min(1, len(data["scores"]))):
        del data["scores"][ref]


def _check(data: Data, chance: random.Random) -> None:
    chance.choice(chance.choice(data["scorecards"])["checks"])["title"] = "Another title"


def _origin(data: Data, chance: random.Random) -> None:
    data["origins"][chance.choice(sorted(data["origins"]))] |= {"file": "moved.yaml", "line": 9}


def _repository(data: Data, chance: random.Random) -> None:
    chance.choice(data["repositories"]).update(name="renamed", branch="trunk", state="unchanged")


def _problem(data: Data, chance: random.Random) -> None:
    ref = chance.choice(sorted(data["origins"]))
    problem = {"rule": "x", "level": "error", "message": f"m{chance.random()}", "entityRef": ref}
    data["problems"].append(problem)


def _trend(data: Data, chance: random.Random) -> None:
    for ref in data["scores"]:
        data["trends"][ref] = {"score": ["2026-11-20", [1.0, chance.random()]]}


def _title(data: Data, chance: random.Random) -> None:
    data["title"] = f"Portal {chance.randrange(99)}"


def _fact_of_repository(data: Data, chance: random.Random) -> None:
    repository = chance.choice(data["repositories"])["id"]
    value = {"status": chance.choice(["passing", "failing"]), "workflows": []}
    data["facts"].append(_new_fact(repository, "ci.runs", value))


def _metric(data: Data, chance: random.Random) -> None:
    subject = chance.choice(sorted(data["origins"]))
    value = {"value": chance.random(), "unit": "%"}
    data["facts"].append(_new_fact(subject, f"metric.m{chance.randrange(9)}", value))


def _languages(data: Data, chance: random.Random) -> None:
    repository = chance.choice(data["repositories"])["id"]
    data["facts"].append(_new_fact(repository, "languages", {"Go": chance.randrange(1, 9), "C": 5}))


def _new_fact(subject: str, key: str, value: object) -> Data:
    provenance = {"source": "odd_source", "time": "2026-11-20T02:14:00Z"}
    return {"subject": subject, "key": key, "value": value, "provenance": provenance}


def _provenance(data: Data, chance: random.Random) -> None:
    fact = chance.choice(data["facts"])
    fact["provenance"] |= {"url": f"https://x.example/{chance.randrange(99)}", "source": "other"}


def _check_result(data: Data, chance: random.Random) -> None:
    for ref in chance.sample(sorted(data["scores"]), min(1, len(data["scores"]))):
        for result in data["scores"][ref]["results"]:
            result["message"], result["passed"] = "Other words", chance.choice([True, False, None])


def _scorecard_gone(data: Data, _: random.Random) -> None:
    data["scorecards"] = []


def _trend_of_a_metric(data: Data, chance: random.Random) -> None:
    ref = chance.choice(sorted(data["origins"]))
    name = chance.choice(["builds", "alerts", "metric.m1", "score"])
    points = ["2026-11-20", [chance.random(), chance.random()]]
    data["trends"].setdefault(ref, {})[name] = points


def _problem_changed(data: Data, chance: random.Random) -> None:
    chance.choice(data["problems"]).update(message="Said in other words", level="info")


def _problem_of_a_file(data: Data, chance: random.Random) -> None:
    repository = chance.choice(data["repositories"])["id"]
    where = {"repository": repository, "file": "catalog-info.yaml", "line": chance.randrange(1, 9)}
    data["problems"].append({"rule": "y", "level": "warning", "message": "m"} | where)


def _new_entity(data: Data, chance: random.Random) -> None:
    copied = json.loads(json.dumps(chance.choice(data["entities"])))
    copied["metadata"]["name"] += "-copy"
    data["entities"].append(copied)


def _relation(data: Data, chance: random.Random) -> None:
    one, other = chance.sample(data["entities"], 2)
    kind, name = other["kind"].lower(), other["metadata"]["name"].lower()
    target = {"type": chance.choice(["dependsOn", "ownedBy", "partOf"]), "targetRef": ""}
    one["relations"].append(target | {"targetRef": f"{kind}:default/{name}"})


def _skeleton(data: Data, _: random.Random) -> None:
    templates = [one for one in data["entities"] if one["kind"] == "Template"]
    for template in templates:
        data["skeletons"][f"template:default/{template['metadata']['name']}"] = ["a/b.txt"]


def _no_origin(data: Data, chance: random.Random) -> None:
    del data["origins"][chance.choice(sorted(data["origins"]))]


def _source(data: Data, _: random.Random) -> None:
    for source in data["sources"]:
        source.update(requests=7, state="stale")


def _commit(data: Data, chance: random.Random) -> None:
    chance.choice(data["repositories"]).update(commit="c" * 40, committed="2026-11-22T10:00:00Z")


def _host(data: Data, chance: random.Random) -> None:
    chance.choice(data["repositories"]).update(host="gitlab", web_url="https://lab.example/a/b")


def _night(data: Data, chance: random.Random) -> None:
    ref, day = chance.choice(sorted(data["origins"])), chance.randrange(1, 21)
    owners = [chance.choice(["group:default/team-web", "group:default/engineering"])]
    kind = chance.choice(["added", "removed", "lifecycle", "problem-new", "score-up"])
    event = {"kind": kind, "ref": ref, "owners": owners, "before": "a", "after": "b"}
    at = {"at": f"2026-11-{day:02d}T02:00:00Z", "since": "2026-11-01T02:00:00Z"}
    data["changes"].append(at | {"events": [event]})
    data["changes"].sort(key=lambda night: night["at"], reverse=True)


def _move(data: Data, chance: random.Random) -> None:
    after = chance.choice(["", *sorted(data["origins"])])
    before = f"component:default/former-{chance.randrange(3)}"
    data["moved"]["entities"] = [{"before": before, "after": after, "since": "2026-11-20"}]


def _later(**times: int) -> Edit:
    def edit(data: Data, _: random.Random) -> None:
        moved = datetime.fromisoformat(data["created"]) + timedelta(**times)
        data["created"] = moved.isoformat()

    return edit


EDITS: dict[str, Edit] = {
    "an hour later": _later(hours=1),
    "a day later": _later(days=1),
    "40 days later": _later(days=40),
    "two years later": _later(days=800),
    "night": _night,
    "move": _move,
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
    "fact of a repository": _fact_of_repository,
    "metric": _metric,
    "languages": _languages,
    "provenance": _provenance,
    "result of a check": _check_result,
    "scorecard gone": _scorecard_gone,
    "trend of a metric": _trend_of_a_metric,
    "problem changed": _problem_changed,
    "problem of a file": _problem_of_a_file,
    "new entity": _new_entity,
    "new relation": _relation,
    "skeleton": _skeleton,
    "origin gone": _no_origin,
    "crawl": _source,
    "commit": _commit,
    "host": _host,
}


def _edited(snapshot: Snapshot, names: list[str], chance: random.Random) -> Snapshot:
    data = json.loads(snapshot.model_dump_json(by_alias=True))
    for name in names:
        EDITS[name](data, chance)
    return Snapshot.model_validate(data)


def _made_now(outputs: SiteOutputs) -> dict[str, bytes]:
    """The site as it is without any that was made before."""
    items = (group.make(ReadLog()) for group in outputs.groups)
    return {path: content for item in items for path, content in _Plain().files(item)}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site, and what its outputs were made from."""
    folder = tmp_path_factory.mktemp("before")
    _build(folder, _outputs(acme.snapshot()))
    return folder


@pytest.fixture
def built(tmp_path: Path, before: Path) -> Path:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("name", EDITS)
def test_one_change_shows_wherever_it_must(built: Path, name: str) -> None:
    for seed in range(2):
        outputs = _outputs(_edited(acme.snapshot(), [name], random.Random(seed)))
        assert _build(built, outputs) == _made_now(outputs)


@pytest.mark.parametrize("seed", range(4))
def test_many_changes_one_after_the_other(tmp_path: Path, seed: int) -> None:
    chance, snapshot = random.Random(seed), acme.snapshot()
    for _ in range(6):
        snapshot = _edited(snapshot, chance.choices(sorted(EDITS), k=3), chance)
        outputs = _outputs(snapshot)
        assert _build(tmp_path, outputs, jobs=chance.choice([1, 2])) == _made_now(outputs)


@pytest.mark.parametrize(
    "name", ["title of an entity", "new entity", "build", "score", "fact gone"]
)
def test_a_change_shows_where_collections_count_as_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In a large catalog the home page reads more of each collection than is recorded one by one.
    monkeypatch.setattr(read_log, "WHOLE_ABOVE", 2)
    _build(tmp_path, _outputs(acme.snapshot()))
    for seed in range(2):
        outputs = _outputs(_edited(acme.snapshot(), [name], random.Random(seed)))
        assert _build(tmp_path, outputs) == _made_now(outputs)


def _counting(outputs: SiteOutputs, made: set[str]) -> SiteOutputs:
    """The outputs, which note when they are made."""

    def note(group: OutputGroup, reads: ReadLog) -> Iterable[Page | Asset]:
        made.add(group.at)
        return group.make(reads)

    groups = [replace(group, make=partial(note, group)) for group in outputs.groups]
    return replace(outputs, groups=groups)


def _made(folder: Path, outputs: SiteOutputs, builder: str = "") -> set[str]:
    made: set[str] = set()
    _build(folder, _counting(outputs, made), builder)
    return made


def test_a_night_in_which_nothing_changed_makes_no_page_of_an_entity_again(tmp_path: Path) -> None:
    """Every night adds a point to the trend of each score; one that stays the same shows no line."""

    def night(number: int, points: float) -> SiteOutputs:
        snapshot = acme.snapshot()
        line = ("2026-11-01", (80.0,) * number + (points,))
        later = {"created": snapshot.created + timedelta(days=number)}
        return _outputs(
            snapshot.model_copy(
                update=later | {"trends": {ref: {"score": line} for ref in snapshot.scores}}
            )
        )

    _build(tmp_path, night(1, 80.0))
    again = _made(tmp_path, night(2, 80.0))
    assert again
    assert not [at for at in again if at.startswith("catalog/default/")]
    changed = _made(tmp_path, night(3, 81.0))
    assert {at.split("/")[-2] for at in changed if at.startswith("catalog/default/")} >= {
        ref.rpartition("/")[2] for ref in acme.snapshot().scores
    }


def _without_a_page(fragments: dict[str, Fragments]) -> dict[str, Fragments]:
    return {
        ref: found.model_copy(
            update={
                "pages": (found.pages[0].model_copy(update={"following": None}),),
                "nav": found.nav[:1],
            }
        )
        for ref, found in fragments.items()
    }


def _with_another_title(fragments: dict[str, Fragments]) -> dict[str, Fragments]:
    return {
        ref: found.model_copy(
            update={
                "pages": (
                    *found.pages[:-1],
                    found.pages[-1].model_copy(update={"title": "Another title"}),
                )
            }
        )
        for ref, found in fragments.items()
    }


def _with_another_asset(fragments: dict[str, Fragments]) -> dict[str, Fragments]:
    return {
        ref: found.model_copy(update={"assets": {"img/flow.png": "a" * 64}})
        for ref, found in fragments.items()
    }


DOCS: dict[str, Callable[[dict[str, Fragments]], dict[str, Fragments]]] = {
    "gone": lambda _: {},
    "a page gone": _without_a_page,
    "title of a page": _with_another_title,
    "asset": _with_another_asset,
    "navigation": lambda found: {
        ref: one.model_copy(update={"nav": one.nav[::-1]}) for ref, one in found.items()
    },
    "text of a page": lambda found: {
        ref: one.model_copy(
            update={
                "pages": tuple(
                    page.model_copy(update={"html": "<h1>Other</h1>"}) for page in one.pages
                )
            }
        )
        for ref, one in found.items()
    },
}


@pytest.mark.parametrize("name", DOCS)
def test_a_change_of_documentation_shows_wherever_it_must(built: Path, name: str) -> None:
    outputs = _outputs(acme.snapshot(), fragments=DOCS[name](acme.fragments()))
    assert _build(built, outputs) == _made_now(outputs)


MADE_FOR_A_BUILD = [
    "",
    "api/facts.json",
    "api/graph/graph.json",
    "assets/catalogsite/table.json",
    "catalog/",
    "catalog/default/component/mailer/",
    "catalog/default/group/team-payments/",
    "health/",
    "scorecards/",
]
"""What shows the build of one component: its page, rows of it, and what shows all facts."""


def test_what_has_not_changed_is_not_made(tmp_path: Path) -> None:
    data = acme.snapshot().model_dump(mode="json")
    (build,) = (
        one
        for one in data["facts"]
        if (one["subject"], one["key"]) == ("component:default/mailer", "ci.runs")
    )
    # From the same data, as when it is read from its file: times are of another class then.
    _build(tmp_path, _outputs(Snapshot.model_validate(data)))
    assert _made(tmp_path, _outputs(Snapshot.model_validate(data))) == set()
    build["value"]["status"] = "running"
    made = _made(tmp_path, _outputs(Snapshot.model_validate(data)))
    assert sorted(made) == MADE_FOR_A_BUILD


def _chain() -> Data:
    """Four components, of which each needs the next one."""
    data = acme.snapshot().model_dump(mode="json")
    names = ["one", "two", "three", "four"]
    found = [acme.entity("Component", name) for name in names]
    pairs = pairwise(names)
    ends = [(f"component:default/{a}", "dependsOn", f"component:default/{b}") for a, b in pairs]
    acme.relate(found, ends)
    data["entities"] += found
    return data


def _change_of(name: str, field: str, value: object) -> Callable[[Data], object]:
    def edit(data: Data) -> None:
        (one,) = (one for one in data["entities"] if one["metadata"]["name"] == name)
        one["metadata"][field] = value

    return edit


DIAGRAM_EDITS: dict[str, tuple[Callable[[Data], object], bool]] = {
    "title two steps away": (_change_of("three", "title", "Another title"), True),
    "build two steps away": (
        lambda data: data["facts"].append(
            _new_fact("component:default/three", "ci.runs", {"status": "failing", "workflows": []})
        ),
        True,
    ),
    "two steps away gone": (lambda data: data["entities"].pop(-2), True),
    "words two steps away": (_change_of("three", "description", "Said anew."), False),
    "tags two steps away": (_change_of("three", "tags", ["anew"]), False),
    "title three steps away": (_change_of("four", "title", "Another title"), False),
    "three steps away gone": (lambda data: data["entities"].pop(-1), False),
}


@pytest.mark.parametrize("name", DIAGRAM_EDITS)
def test_a_page_is_made_again_for_what_its_diagram_shows_and_for_nothing_else(
    tmp_path: Path, name: str
) -> None:
    edit, shows = DIAGRAM_EDITS[name]
    _build(tmp_path, _outputs(Snapshot.model_validate(_chain())))
    data = _chain()
    edit(data)
    made = _made(tmp_path, _outputs(Snapshot.model_validate(data)))
    assert ("catalog/default/component/one/" in made) == shows


def test_processes_record_as_one_does(
    built: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("processes")
    _build(folder, _outputs(acme.snapshot()), jobs=3)
    assert _made(folder, _outputs(acme.snapshot())) == set()
    assert _reads(folder) == _reads(built)


def _reads(folder: Path) -> dict[str, set[tuple[str, str]]]:
    """What each output read, from the manifest."""
    saved = read_manifest(folder / "made.json")
    keys = [(part.name, str(item)) for part in saved.parts for item in part.items]
    kept = saved.unchanged(())
    return {at: {keys[number] for number in numbers_of(one.reads)} for at, one in kept.items()}


def _another_night(snapshot: Snapshot) -> Snapshot:
    """The same catalog, collected a day later; what dates itself on a page is not collected again."""
    data = json.loads(snapshot.model_dump_json(by_alias=True))
    data["created"] = (acme.NOW + timedelta(days=1)).isoformat()
    for repository in data["repositories"]:
        repository["state"] = "unchanged"
    for source in data["sources"]:
        source["requests"] = 9
    for fact in data["facts"]:
        if fact["key"] in {"languages", "dependencies"}:
            fact["provenance"]["time"] = data["created"]
    return Snapshot.model_validate(data)


def test_another_night_alone_makes_no_page_of_an_entity(tmp_path: Path) -> None:
    first = _edited(acme.snapshot(), ["languages", "inferred"], random.Random(3))
    _build(tmp_path, _outputs(first))
    made = _made(tmp_path, _outputs(_another_night(first)))
    assert not [at for at in made if "/default/" in at]


def _dated() -> Snapshot:
    """A catalog that shows days: a version that ends soon, changes, and a removed entity."""
    data = json.loads(acme.snapshot().model_dump_json(by_alias=True))
    last = (acme.NOW + timedelta(days=20)).date().isoformat()
    product = {"id": "left", "title": "Left", "packages": ["pkg:npm/left"], "lines": {"1": last}}
    uses = {"runtime direct package.json": ["pkg:npm/left@1.2\t3\t^1", "pkg:npm/pad@2\t4\t2"]}
    data["end_of_life"] = [product]
    data["facts"].append(_new_fact("component:default/mailer", "packages", uses))
    chance = random.Random(1)
    for edit in (_night, _night, _move):
        edit(data, chance)
    data["moved"]["entities"][0]["after"] = ""
    return Snapshot.model_validate(data)


def test_what_shows_days_is_made_again_when_they_pass(tmp_path: Path) -> None:
    snapshot = _dated()
    _build(tmp_path, _outputs(snapshot))
    sizes = []
    for hours in (1, 24, 40 * 24, 400 * 24, -1):
        moved = snapshot.created + timedelta(hours=hours)
        sources = tuple(one.model_copy(update={"requests": hours}) for one in snapshot.sources)
        snapshot = snapshot.model_copy(update={"created": moved, "sources": sources})
        outputs = _outputs(snapshot)
        sizes.append(len(_made(tmp_path, outputs)))
        # From the records of that build on, so that what it kept is what the next one keeps.
        assert _build(tmp_path, _outputs(snapshot)) == _made_now(_outputs(snapshot)), hours
    assert sizes[0] < sizes[2], sizes


def _differing(before: Snapshot, after: Snapshot) -> set[str]:
    """The collections that differ although nothing that they say to depend on does."""
    old, new = (
        PortalIndex(SnapshotIndex(one), FRAGMENTS, acme.read_blob) for one in (before, after)
    )
    inputs = [input_digests(one, FRAGMENTS, "", ()) for one in (before, after)]
    same = {name for name in inputs[0] if inputs[0][name] == inputs[1][name]}
    found = set()
    for one in old.collections:
        if one.inputs <= same:
            present = list(one.all_keys())
            later = [NOTHING[isinstance(present[0], tuple)]] if present else []
            keys = [ReadKey(one.recorded_as, item) for item in (*present, *later, None)]
            # The collections of a group have one digest, which depends on the inputs of each.
            if (old.inputs_of(one.recorded_as) or EVERYTHING) <= same and any(
                old.digest(key) != new.digest(key) for key in keys
            ):
                found.add(one.name)
    return found


NOTHING: tuple[Item, Item] = ("component:default/new", ("component:default/new", "metric.m1"))
"""Items that only a later catalog may have: a reference, and one with a key."""


def test_a_collection_depends_on_no_more_than_it_says() -> None:
    before = _dated()
    later = {"created": before.created + timedelta(days=40), "sources": (), "changes": ()}
    assert _differing(before, before.model_copy(update=later)) == set()


@pytest.mark.parametrize("name", EDITS)
def test_a_collection_depends_on_no_more_than_it_says_after(name: str) -> None:
    before = _edited(acme.snapshot(), [], random.Random(0))
    assert _differing(before, _edited(before, [name], random.Random(name))) == set()


TABS = {
    "all entities": "{{ portal.entities|length }} entities",
    "another entity": "{{ portal.title('component:default/ledger') }}",
    "the snapshot": "{{ portal.snapshot.problems|length }} of {{ portal.snapshot.title }}",
    "facts": "{% for key, fact in portal.facts(link.ref).items() %}{{ key }}{{ fact }}{% endfor %}",
    "trends": "{{ portal.trend(link.ref, 'score') }}{{ portal.trends(link.ref) }}",
    "repository": "{{ portal.repository(link.ref) }}",
    "everything": "{% for ref in portal.links %}{{ portal.facts(ref)|list }}{{ portal.build(ref) }}"
    "{{ portal.score(ref) }}{{ portal.problems(ref) }}{{ portal.origin(ref) }}{% endfor %}",
}


SHOWN = ("component/payments/", "component/mailer/", "group/team-payments/")
"""Pages with everything beside them, with little, and of an owner."""


def _shown(outputs: SiteOutputs) -> SiteOutputs:
    groups = [group for group in outputs.groups if group.at.endswith(SHOWN)]
    return replace(outputs, groups=groups)


@pytest.mark.parametrize("name", TABS)
def test_what_a_template_of_the_user_reads_is_recorded(tmp_path: Path, name: str) -> None:
    tab = tmp_path / "own" / "tabs" / "10-own.jinja"
    tab.parent.mkdir(parents=True)
    tab.write_text(TABS[name])
    folders, chance = TemplateFolders((tmp_path / "own",)), random.Random(name)
    # As it is read from its file: a time that was read has another text in Python.
    _build(tmp_path, _shown(_outputs(_edited(acme.snapshot(), [], chance), folders)))
    for edit in EDITS:
        changed = _edited(acme.snapshot(), [edit], chance)
        outputs = _shown(_outputs(changed, folders))
        assert _build(tmp_path, outputs) == _made_now(outputs), edit


def test_a_template_of_the_user_that_changes_makes_every_page(tmp_path: Path) -> None:
    tab = tmp_path / "own" / "tabs" / "10-own.jinja"
    tab.parent.mkdir(parents=True)
    tab.write_text("Words")
    shells, templates = {"catalog": "shell"}, TemplateFolders((tmp_path / "own",))
    builder = builder_fingerprint(shells, templates.folders)
    _build(tmp_path, _outputs(acme.snapshot(), templates), builder)
    assert _made(tmp_path, _outputs(acme.snapshot(), templates), builder) == set()
    tab.write_text("Other words")
    other = _outputs(acme.snapshot(), templates)
    changed = builder_fingerprint(shells, templates.folders)
    assert _build(tmp_path, other, changed) == _made_now(other)


def test_everything_that_makes_pages_is_in_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.jinja").write_text("a")
    before = builder_fingerprint({"catalog": "x"}, [own])
    assert builder_fingerprint({"catalog": "x"}, [own]) == before
    others = [
        builder_fingerprint({"catalog": "y"}, [own]),
        builder_fingerprint({"docs": "x"}, [own]),
        builder_fingerprint({"catalog": "x", "docs": "x"}, [own]),
        builder_fingerprint({"catalog": "x"}, []),
    ]
    (own / "a.jinja").rename(own / "b.jinja")
    others.append(builder_fingerprint({"catalog": "x"}, [own]))
    (own / "b.jinja").write_text("b")
    others.append(builder_fingerprint({"catalog": "x"}, [own]))
    # Another library, then other code.
    for name, other in (("version", "0"), ("folder_digest", b"0")):
        fingerprint.own_code.cache_clear()
        with monkeypatch.context() as patch:
            patch.setattr(fingerprint, name, lambda *_, other=other: other)
            others.append(builder_fingerprint({"catalog": "x"}, [own]))
    fingerprint.own_code.cache_clear()
    assert len({before, *others}) == 1 + len(others)


def test_a_text_that_the_store_lost_is_looked_for_again(tmp_path: Path) -> None:
    def lost(digest: str) -> bytes:
        raise StoreError("gone", where=digest)

    snapshot = acme.snapshot()
    refs = [at for at in _made(tmp_path, _json_outputs(snapshot, lost)) if "by-name" in at]
    assert _made(tmp_path, _json_outputs(snapshot, lost)) < set(refs)
    again = _json_outputs(snapshot, acme.read_blob)
    assert _build(tmp_path, again) == _made_now(again)
    assert _made(tmp_path, _json_outputs(snapshot, acme.read_blob)) == set()


def _json_outputs(snapshot: Snapshot, read_blob: ReadBlob) -> SiteOutputs:
    index = PortalIndex(SnapshotIndex(snapshot), read_blob=read_blob)
    files = [
        recorded_output(entity_json_path(ref), index, partial(entity_json, ref))
        for ref in index.links
    ]
    return SiteOutputs(files, index.digest, index.build_tables)


def test_a_collection_that_a_later_version_lacks_counts_as_changed() -> None:
    index = PortalIndex(SnapshotIndex(acme.snapshot()))
    assert index.digest(ReadKey("nothing of this name", "x")) == 0
    assert index.digest(ReadKey("fragment", ("component:default/ghost", ""))) == 0


def test_a_whole_collection_changes_with_the_names_of_its_items() -> None:
    index = SnapshotIndex(acme.snapshot())
    one, other = (
        PortalIndex(index, {ref: Fragments(site_name="x")}) for ref in ("api:x/a", "api:x/b")
    )
    assert one.documentation.documented.value("api:x/a") == other.documentation.documented.value(
        "api:x/b"
    )
    key = ReadKey(one.documentation.documented.recorded_as, None)
    assert one.digest(key) != other.digest(key)


PAGE = "catalog/default/component/payments/index.html"


def _cut_manifest(file: Path, share: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])


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
    "known by half": lambda site: _cut_manifest(site.parent / "made.json", 0.5),
    "known but for the end": lambda site: _cut_manifest(site.parent / "made.json", 0.99),
    "known without outputs": lambda site: (site.parent / "made.json").write_text('"x"\n'),
    "a number too large": lambda site: (site.parent / "made.json").write_text(
        f'""\n["link",["a"],[{2**70}]]\n\n'
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("where", ["site", "spare"])
def test_what_somebody_touched_is_made_again(built: Path, name: str, where: str) -> None:
    outputs = _outputs(acme.snapshot())
    assert _build(built, outputs) == _made_now(outputs)
    DAMAGE[name](built / where)
    assert _build(built, outputs) == _made_now(outputs)
    assert _build(built, outputs) == _made_now(outputs)
