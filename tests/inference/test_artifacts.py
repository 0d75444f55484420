"""What is read of images, charts, bases, workflows and Protocol Buffers, compared with the truth by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from tests.repositories.memory_tree import MemoryTree

from catalogsite.inference import infer_repository, link_dependencies, publishers_of
from catalogsite.inference.apis.contracts import contract_of
from catalogsite.inference.apis.link_apis import KnownApi, callers_of, link_apis
from catalogsite.inference.linking import component_near
from catalogsite.model.repository import Repository

TRUTH = Path(__file__).parent / "truth" / "artifacts"
KINDS = ("charts", "images", "kustomize", "protobuf", "workflows")
SCOPES = ("runtime", "build", "test")


class Edge(NamedTuple):
    """Who needs whom, and how a file says it."""

    source: str
    target: str
    purl: str
    at: str
    scope: str
    constraint: str | None
    condition: str | None


def truth_of(name):
    return yaml.safe_load((TRUTH / f"{name}.yaml").read_text("utf-8"))


def inferred(truth):
    """What is inferred of each repository of a truth; the first folder of a path is its name."""
    for name, address in truth["remotes"].items():
        files = {
            path.removeprefix(f"{name}/"): text
            for path, text in truth["files"].items()
            if path.startswith(f"{name}/")
        }
        repository = Repository(
            id=address.removeprefix("https://"), name=name, source="git", web_url=address
        )
        yield name, infer_repository(MemoryTree(files), repository)


def publishers(truth):
    """Each component with what it publishes and uses; files are named from the top of the truth."""
    found = []
    for name, one in inferred(truth):
        for publisher in publishers_of(one, folders_in(truth, name)):
            needed = tuple(
                each.model_copy(update={"file": f"{name}/{each.file}"})
                for each in publisher.dependencies
            )
            found.append(publisher._replace(dependencies=needed))
    return found


def edges_of(truth):
    found: dict[tuple[str, str, str], Edge] = {}
    for link in link_dependencies(publishers(truth)):
        needed = link.dependency
        edge = Edge(link.source, link.target, needed.purl, f"{needed.file}:{needed.line}",
                    needed.scope, needed.requirement, needed.condition)  # fmt: skip
        key = (link.source, link.target, needed.purl)
        known = found.get(key)
        if known is None or SCOPES.index(edge.scope) < SCOPES.index(known.scope):
            found[key] = edge
    return set(found.values())


def expected(edge):
    return Edge(
        *(edge[name] for name in ("from", "to", "purl", "at", "scope", "constraint")),
        edge.get("condition"),
    )


@pytest.mark.parametrize("name", KINDS)
def test_edges_are_those_of_the_truth(name):
    truth = truth_of(name)
    assert edges_of(truth) == set(map(expected, truth["edges"]))


@pytest.mark.parametrize("name", KINDS)
def test_each_component_publishes_what_the_truth_says(name):
    truth = truth_of(name)
    ours = ("pkg:docker/", "pkg:helm/", "pkg:github/", "pkg:generic/")
    found = {
        one.ref: sorted({each.purl for each in one.packages if each.purl.startswith(ours)})
        for one in publishers(truth)
    }
    assert found == {one["name"]: sorted(one["publishes"]) for one in truth["components"]}


def api_edges(truth):
    """The relations to APIs: who provides and consumes which, by what name and where."""
    repositories = dict(inferred(truth))
    callers = [
        caller
        for name, one in repositories.items()
        for caller in callers_of(one, name, folders_in(truth, name))
    ]
    found = link_apis(list(known_apis(truth)), callers)
    return {
        (link.source, link.target, link.dependency.relation, link.dependency.name,
         f"{by_name(truth)[link.source]}/{link.dependency.file}:{link.dependency.line}",
         link.dependency.scope)
        for link in found
    }  # fmt: skip


def by_name(truth):
    """The repository of each component."""
    return {one["name"]: one["folder"].partition("/")[0] for one in truth["components"]}


def folders_in(truth, name):
    return {
        one["name"]: one["folder"].removeprefix(name).strip("/")
        for one in truth["components"]
        if one["folder"].partition("/")[0] == name
    }


def known_apis(truth):
    for one in truth["apis"]:
        repository, _, path = one["definition"].partition("/")
        spec = {"type": one["type"], "definition": truth["files"][one["definition"]]}
        entity = {"kind": "API", "metadata": {"name": one["name"]}, "spec": spec}
        contract = contract_of(entity)
        near = component_near(path, folders_in(truth, repository))
        if contract is not None:
            named = contract._replace(ref=one["name"])
            yield KnownApi(named, repository, frozenset({*one["providers"], near}))


def test_apis_are_provided_and_consumed_as_the_truth_says():
    truth = truth_of("apis")
    assert api_edges(truth) == stated_api_edges(truth)


def stated_api_edges(truth):
    return {
        (edge["from"], edge["to"], edge["relation"], edge["name"], edge["at"], edge.get("scope", "runtime"))
        for edge in truth["edges"]
    }  # fmt: skip


def test_precision_and_recall_of_each_kind(capsys):
    lines = [f"{'kind':9}  files  edges  traps  precision  recall"]
    for name in (*KINDS, "apis"):
        truth = truth_of(name)
        api = name == "apis"
        stated = stated_api_edges(truth) if api else set(map(expected, truth["edges"]))
        found = api_edges(truth) if api else edges_of(truth)
        precision, recall = (len(stated & found) / len(each) for each in (found, stated))
        counts = f"{len(truth['files']):5}  {len(truth['edges']):5}  {len(truth['not_edges']):5}"
        lines.append(f"{name:9}  {counts}  {precision:9.2f}  {recall:6.2f}")
        assert (precision, recall) == (1.0, 1.0), name
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
