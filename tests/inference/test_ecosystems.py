"""What is read from manifests, compared with the truth that was written by hand for each ecosystem."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from catalogsite.inference.manifest import Manifest
from catalogsite.inference.packages.registry import ECOSYSTEMS, read_manifests
from catalogsite.inference.repository import find_manifests

TRUTH = Path(__file__).parent / "truth" / "ecosystems"
READ = ("cargo", "composer", "gem", "gradle", "maven", "nuget", "terraform")
"""The ecosystems that have a reader."""

ELSEWHERE = {
    "gradle": frozenset({("ticketing-app", "money")}),
    "maven": frozenset(
        {
            ("berth-api", "tides-client"),
            ("booking", "berth-model"),
            ("booking", "tides-client"),
            ("booking", "manifest-maven-plugin"),
        }
    ),
}
"""The edges whose version a parent or platform in another repository manages: it is not known while one is read."""


class Edge(NamedTuple):
    """Who needs whom, and how the manifest says it."""

    source: str
    target: str
    purl: str
    at: str
    scope: str
    constraint: str | None
    optional: bool
    condition: str | None


def read(truth) -> Iterator[Manifest]:
    """The manifests of every repository; the first folder of a path is the repository."""
    files = truth["files"]
    for name in sorted({path.partition("/")[0] for path in files}):
        own = {
            path.removeprefix(f"{name}/"): text
            for path, text in files.items()
            if path.startswith(f"{name}/")
        }
        repository = truth.get("remotes", {}).get(name, name).removeprefix("https://")
        for one in read_manifests({path: own[path] for path in find_manifests(own)}, repository):
            yield one.model_copy(update={"file": f"{name}/{one.file}", "dependencies": tuple(
                needed.model_copy(update={"file": f"{name}/{needed.file}"})
                for needed in one.dependencies
            )})  # fmt: skip


def edges_of(truth) -> set[Edge]:
    """The edges that follow from the manifests: a package that one component publishes and another uses."""
    folders = {one["folder"]: one["name"] for one in truth["components"]}
    publishers = {purl: one["name"] for one in truth["components"] for purl in one["publishes"]}
    found: dict[tuple[str, str], Edge] = {}
    strength = ("runtime", "build", "test")
    for manifest in read(truth):
        for one in manifest.dependencies:
            source = folders[nearest(manifest.file, folders)]
            target = publishers.get(one.purl)
            if target is None or target == source:
                continue
            edge = Edge(source, target, one.purl, f"{one.file}:{one.line}", one.scope,
                        one.requirement, one.optional, one.condition)  # fmt: skip
            known = found.get((source, target))
            if known is None or strength.index(edge.scope) < strength.index(known.scope):
                found[source, target] = edge
    return set(found.values())


def nearest(file, folders):
    folder = file.rpartition("/")[0]
    while folder not in folders:
        folder = folder.rpartition("/")[0]
    return folder


def expected(edge):
    return Edge(
        *(edge[name] for name in ("from", "to", "purl", "at", "scope", "constraint")),
        edge.get("optional", False),
        edge.get("condition"),
    )


@pytest.mark.parametrize("name", READ)
def test_edges_are_those_of_the_truth(name):
    truth = yaml.safe_load((TRUTH / f"{name}.yaml").read_text("utf-8"))
    unknown = ELSEWHERE.get(name, frozenset())
    assert edges_of(truth) == {
        edge._replace(constraint=None) if (edge.source, edge.target) in unknown else edge
        for edge in map(expected, truth["edges"])
    }


@pytest.mark.parametrize("name", READ)
def test_packages_are_those_of_the_truth(name):
    truth = yaml.safe_load((TRUTH / f"{name}.yaml").read_text("utf-8"))
    published = {package.purl for one in read(truth) for package in one.packages}
    assert published == {purl for one in truth["components"] for purl in one["publishes"]}


def test_no_file_belongs_to_two_ecosystems():
    names = (
        "package.json",
        "go.mod",
        "setup.cfg",
        "requirements-dev.txt",
        "Cargo.toml",
        "composer.json",
        "pom.xml",
        "a.csproj",
        "Directory.Build.props",
        "packages.config",
        "dotnet-tools.json",
        "build.gradle",
        "settings.gradle.kts",
        "gradle.properties",
        "libs.versions.toml",
        "Gemfile",
        "a.gemspec",
        "main.tf",
        "a.tf.json",
        "a.tftest.hcl",
    )
    for name in names:
        assert sum(bool(one.FILES.fullmatch(name)) for one in ECOSYSTEMS) == 1
