"""What is read of images, charts, bases, workflows and Protocol Buffers, compared with the truth by hand."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from tests.repositories.memory_tree import MemoryTree

from catalogsite.inference import infer_repository, link_dependencies, publishers_of
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
        folders = {
            each["name"]: each["folder"].removeprefix(name).strip("/")
            for each in truth["components"]
            if each["folder"].partition("/")[0] == name
        }
        for publisher in publishers_of(one, folders):
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
