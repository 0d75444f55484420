"""The explorer in the browser answers as the command line does."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.environment import require
from tests.graph.test_selection import CASES, GRAPH, entity

from catalogsite.errors import SelectorError
from catalogsite.graph.graph import Graph
from catalogsite.graph.paths import path
from catalogsite.graph.reach import dependencies, dependents
from catalogsite.graph.selection import select
from catalogsite.graph.selector import parse_selector
from catalogsite.model.entity import ref_of
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.paths.package_data import resource_dir
from catalogsite.render.explorer.graph_data import graph_json
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex

HERE = Path(__file__).parent


def data(entities):
    snapshot = Snapshot(
        version="1",
        created=datetime(2026, 11, 1, tzinfo=UTC),
        title="Graph",
        entities=tuple(sorted(entities, key=ref_of)),
    )
    return json.loads(graph_json(Portal(PortalIndex(SnapshotIndex(snapshot)))))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a script over the modules of the explorer, with JSON in and out."""
    require(shutil.which("node"), "no Node on this machine")
    folder = tmp_path_factory.mktemp("explorer")
    source = resource_dir("site_templates") / "assets"
    shutil.copytree(source / "graph", folder / "graph")
    for file in source.glob("*.js"):
        shutil.copy(file, folder)
    (folder / "package.json").write_text('{"type": "module"}')

    def answers(script, **given):
        found = subprocess.run(
            ["node", HERE / script, folder],
            input=json.dumps(given).encode(),
            capture_output=True,
            check=True,
        )
        return json.loads(found.stdout)

    return answers


def selected(run, selectors):
    entities = list(GRAPH.entities.values())
    return run(
        "select.mjs",
        graph=data(entities),
        entities={ref_of(one): one for one in entities},
        selectors=selectors,
    )


def test_selectors_mean_the_same_as_on_the_command_line(run):
    texts = [case["selector"] for case in CASES]
    for case, found in zip(CASES, selected(run, texts), strict=True):
        if "error" in case:
            assert case["error"] in found["error"]
            assert found["fix"]
        else:
            assert tuple(found["refs"]) == select(GRAPH, parse_selector(case["selector"]))


def expected(text):
    try:
        return {"refs": list(select(GRAPH, parse_selector(text)))}
    except SelectorError as error:
        return {"error": error.what}


def test_brackets_mean_the_same(run):
    texts = ["?[!]", "[!]", "[]", "[]]a*", "[!]]*", "[!a]*", "*[a-]*", "[p]ay", "[", "*]"]
    for text, found in zip(texts, selected(run, texts), strict=True):
        assert found | {"fix": ""} == expected(text) | {"fix": ""}, text


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(alphabet="+,! :*?[]-0apyw", max_size=10), min_size=150, max_size=150))
def test_any_text_means_the_same(run, texts):
    for text, found in zip(texts, selected(run, texts), strict=True):
        assert found | {"fix": ""} == expected(text) | {"fix": ""}, text


def organisation(seed, count=40):
    """A random catalog, with circles, APIs, and names that the catalog lacks."""
    chance = random.Random(seed)
    names = [f"component:default/c{n:02}" for n in range(count)]
    wanted = {}
    for name in names:
        needs = chance.sample([*names, "resource:default/gone"], chance.randint(0, 3))
        wanted[name] = [target for target in needs if target != name]
    return [
        entity(
            *("Component", name.rpartition("/")[2], {}),
            [f"dependsOn {target}" for target in wanted[name]]
            + [f"dependencyOf {source}" for source in names if name in wanted[source]],
        )
        for name in names
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reach_and_paths_are_those_of_the_command_line(run, seed):
    entities = organisation(seed)
    graph = Graph(entities)
    refs = sorted(graph.entities)
    chance = random.Random(seed)
    questions, expected = [], []
    for ref in refs[::4]:
        for depth in (1, 2, 5):
            for direction, ask in (("needs", dependencies), ("needed-by", dependents)):
                sign = 1 if direction == "needs" else -1
                questions.append(
                    {"ask": "reach", "ref": ref, "depth": depth, "direction": direction}
                )
                reached = {one.ref: sign * one.distance for one in ask(graph, ref, depth)}
                expected.append({ref: 0} | reached)
        end = chance.choice(refs)
        questions.append({"ask": "path", "start": ref, "end": end})
        expected.append(path(graph, ref, end))
    found = run("questions.mjs", graph=data(entities), questions=questions)
    for question, answer, right in zip(questions, found, expected, strict=True):
        if question["ask"] == "path" and right is not None:
            # Of ways of the same length either is right.
            assert (answer[0], answer[-1], len(answer)) == (right[0], right[-1], len(right))
        else:
            assert answer == right, question


def test_an_address_is_read_and_written_the_same(run):
    entities = organisation(1)
    addresses = [
        "",
        "?focus=component:default/c01",
        "?focus=component:default/c01&depth=4&direction=needed-by&color=owner",
        "?focus=component:default/c01&to=component:default/c02",
        "?select=%2Btag:pci%2B2+owner:a&color=health",
        "?relations=dependsOn&edges=declared,inferred",
        "?every=1&open=rest:owner&open=rest:system",
        "?at=component:default/c03",
    ]
    canonical = dict.fromkeys(addresses[1:6] + addresses[6:])
    questions = [{"ask": "address", "search": one} for one in ("", *canonical)]
    found = run("questions.mjs", graph=data(entities), questions=questions)
    # The only type of relation is chosen at first, and then not written.
    expected = [one.replace("relations=dependsOn&", "") for one in ("", *canonical)]
    assert found == expected


@pytest.mark.parametrize(
    ("search", "written"),
    [
        ("?focus=c01", "?focus=component:default/c01"),
        ("?focus=component:c01", "?focus=component:default/c01"),
        ("?focus=nobody", ""),
        ("?depth=99&focus=c01", "?focus=component:default/c01&depth=5"),
        ("?depth=-1&direction=up&color=red", "?depth=1"),
    ],
)
def test_what_an_address_says_wrongly_is_passed_over(run, search, written):
    questions = [{"ask": "address", "search": search}]
    assert run("questions.mjs", graph=data(organisation(1)), questions=questions) == [written]


def circle(count):
    names = [f"c{n:04}" for n in range(count)]
    after = [*names[1:], names[0]]
    return [
        entity("Component", one, {}, [f"dependsOn component:default/{other}"])
        for one, other in zip(names, after, strict=True)
    ]


def hub(count):
    needs = ["dependsOn resource:default/hub"]
    users = [entity("Component", f"u{n:04}", {}, needs) for n in range(count)]
    return [*users, entity("Resource", "hub")]


SHAPES = [
    ("empty", [], "", {"items": 0, "entities": 0}),
    ("single", circle(1), "", {"items": 1, "groups": 0, "links": 0}),
    ("circle", circle(2000), "", {"items": 1, "groups": 1, "entities": 2000}),
    ("around a circle", circle(2000), "?focus=c0000&depth=5", {"items": 11, "links": 10}),
    ("hub", hub(3000), "", {"items": 1, "groups": 1, "entities": 3001}),
    ("around a hub", hub(3000), "?focus=hub", {"items": 1, "groups": 1, "entities": 3001}),
    ("every user", hub(3000), "?focus=hub&every=1", {"items": 3001, "links": 3000, "groups": 0}),
]


@pytest.mark.parametrize(("entities", "search", "expected"), [one[1:] for one in SHAPES],
                         ids=[one[0] for one in SHAPES])  # fmt: skip
def test_what_is_shown_of_every_shape(run, entities, search, expected):
    questions = [{"ask": "shown", "search": search}]
    found = run("questions.mjs", graph=data(entities), questions=questions)[0]
    assert found | expected == found
    assert found["apart"]
    assert found["placed"]


def owned(team, count):
    """Entities of a team in a row, of which each needs the next."""
    names = [f"{team}{n}" for n in range(count)]
    needs = [*([f"dependsOn component:default/{one}"] for one in names[1:]), []]
    owner = f"ownedBy group:default/{team}"
    return [
        entity("Component", name, {}, [owner, *need])
        for name, need in zip(names, needs, strict=True)
    ]


def test_a_value_has_the_same_colour_in_every_view(run):
    entities = [*owned("a", 5), *owned("b", 4), *owned("c", 3), entity("Resource", "r", {}, [])]
    searches = ["?color=owner", "?color=owner&focus=c0", "?color=kind", "?color=kind&focus=r"]
    questions = [{"ask": "colours", "search": one} for one in searches]
    everyone, one_team, kinds, one_kind = run(
        "questions.mjs", graph=data(entities), questions=questions
    )
    assert len(set(everyone.values())) == len(everyone)
    assert one_team == {"c": everyone["c"]}
    assert one_kind == {"Resource": kinds["Resource"]}


def test_two_small_teams_are_told_apart(run):
    teams = [chr(ord("a") + n) for n in range(22)]
    entities = [one for team in teams for one in owned(team, 2)]
    link = entity(
        "Component", "x", {}, ["dependsOn component:default/a0", "dependsOn component:default/k0"]
    )
    questions = [{"ask": "colours", "search": "?color=owner&focus=x"}]
    found = run("questions.mjs", graph=data([*entities, link]), questions=questions)[0]
    assert found["a"] != found["k"]
