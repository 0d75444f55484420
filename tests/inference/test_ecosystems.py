"""What is read from manifests, compared with the truth that was written by hand for each ecosystem."""

from __future__ import annotations

import time
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


HOSTILE = {
    "build.gradle": ["{" * 200_000, 'x = "$x$x"\n' * 10_000, "include '" * 20_000, "a.b." * 20_000],
    "settings.gradle.kts": ['include(":a:b:c")\n' * 10_000, "`" * 200_000],
    "libs.versions.toml": ["[versions]\na = {ref = 'a'}\n[libraries]\nx = {module='a:b', version.ref='a'}\n"],
    "a.csproj": [
        "<a>" * 20_000,
        '<Project><Import Project="a.csproj"/><Import Project="Directory.Build.props"/></Project>',
        f"<Project>{'<PropertyGroup><A>$(A)$(A)x</A></PropertyGroup>' * 10_000}</Project>",
        f"<Project><ItemGroup><PackageReference Include='{'a;' * 900_000}'/></ItemGroup></Project>",
        f"<Project><ItemGroup Condition='{' and ' * 10_000}'><PackageReference Include='a'/></ItemGroup></Project>",
        f"<Project>{'x' * 1_900_000}</Project>",
    ],
    "Gemfile": [
        "%w[a b].each do |x|\n" * 60 + "gem x\n",
        "gem 'a'\n" * 20_000,
        '"#{' * 100_000,
        "<<~EOS\n" * 20_000,
        "x do\n" * 20_000,
    ],
    "x.gemspec": ["s.add_dependency 'a', " + "'1', " * 30_000],
    "main.tf": ['"${' * 100_000, "<<EOT\n" * 20_000, "/*" * 50_000, 'module "x" {' * 20_000],
    "a.tf.json": ['{"module": ' * 10_000],
    "go.mod": ["module x\n" + "require a v1\n" * 20_000],
    "pom.xml": ["x" * 3_000_000],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(name, text, id=f"{name}-{number}")
        for name, texts in HOSTILE.items()
        for number, text in enumerate(texts)
    ],
)
def test_a_hostile_manifest_ends_quickly(name, text):
    start = time.process_time()
    for one in read_manifests({name: text, "Directory.Build.props": "<Project/>"}, "acme/x"):
        assert all(problem.file == one.file for problem in one.problems)
    assert time.process_time() - start < 5


BROKEN = [
    ("build.gradle", "a {\n", "1: build.gradle is not a Gradle script: a bracket is not closed: {"),
    ("build.gradle.kts", "a\n)\n", "2: build.gradle.kts is not a Gradle script: a bracket is closed that is not open: )"),
    ("libs.versions.toml", "a = \n", "1: libs.versions.toml is not TOML: Invalid value (at line 1, column 5)"),
    ("a.csproj", "<a>\n<b></a>", "2: a.csproj is not XML: mismatched tag"),
    ("a.nuspec", "<!DOCTYPE a><a/>", "1: a.nuspec is not XML: it has a document type, which is not read"),
    ("dotnet-tools.json", "{", "1: dotnet-tools.json is not JSON: Expecting property name enclosed in double quotes"),
    ("main.tf", "\nx = [\n", "2: main.tf is not HCL: a bracket is not closed: ["),
    ("a.tf.json", "{\n]", "2: a.tf.json is not JSON: Expecting property name enclosed in double quotes"),
    ("Gemfile", "x do\n" * 200, "101: Gemfile is not a Ruby file: it is nested too deeply"),
    ("go.mod", "x" * 2_000_001, "None: go.mod is not a manifest: it is larger than 2 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "problem"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_broken_manifest_is_a_problem_at_its_line(name, text, problem):
    found = read_manifests({name: text, "sub/composer.json": '{"name": "a/b"}'})
    assert [f"{p.line}: {p.message}" for one in found for p in one.problems] == [problem]
    assert [package.purl for one in found for package in one.packages] == ["pkg:composer/a/b"]


@pytest.mark.parametrize("name", READ)
def test_precision_and_recall(name):
    truth = yaml.safe_load((TRUTH / f"{name}.yaml").read_text("utf-8"))
    unknown = ELSEWHERE.get(name, frozenset())
    found, true = edges_of(truth), set(map(expected, truth["edges"]))
    right = len(found & true)
    missed = {(one.source, one.target) for one in true - found}
    print(  # noqa: T201  (shown with -s)
        f"{name}: {len(true)} edges, precision {right / len(found):.2f}, recall {right / len(true):.2f}, "
        f"{len(unknown)} constraints are in other repositories"
    )
    assert missed == unknown
