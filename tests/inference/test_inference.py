from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml
from tests.repositories.memory_tree import MemoryTree

from catalogsite.inference import (
    InferredRepository,
    KnownOwners,
    Publisher,
    infer_repository,
    link_dependencies,
    owner_name,
    owners_of,
    publishers_of,
)
from catalogsite.inference.codeowners import parse_codeowners
from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.languages import count_languages, language_of
from catalogsite.inference.owner import repository_owner
from catalogsite.inference.readme import find_readme, read_readme
from catalogsite.model.repository import Repository

CASES = Path(__file__).parent / "cases"


def cases(name):
    return [
        pytest.param(case, id=case["name"].replace(" ", "-"))
        for case in yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    ]


@pytest.mark.parametrize("case", cases("codeowners"))
def test_codeowners(case):
    rules, problems = parse_codeowners(case["file"], "CODEOWNERS")
    found = {path: list(owners_of(rules, path)) for path in case["owners"]}
    assert found == case["owners"]
    assert [f"{one.line}: {one.message}" for one in problems] == case.get("problems", [])


@pytest.mark.parametrize("case", cases("owners"))
def test_owner_of_a_whole_repository(case):
    rules, problems = parse_codeowners(case["file"], "CODEOWNERS")
    assert repository_owner(rules) == case["owner"]
    assert len(problems) == case.get("problems", 0)


@pytest.mark.parametrize(
    ("name", "refs", "found"),
    [
        ("pay", {"group:default/pay", "user:default/pay", "group:a/pay"}, "group:default/pay"),
        ("Pay", {"group:default/pay"}, "group:default/pay"),
        ("jo", {"user:default/jo", "group:a/jo"}, "user:default/jo"),
        ("pay", {"group:a/pay", "user:b/pay"}, "group:a/pay"),
        ("pay", {"group:a/pay", "group:b/pay"}, None),
        ("pay", {"user:a/pay"}, None),
        ("pay", {"component:default/pay", "group:default/payments", "group:a/x-pay"}, None),
    ],
)
def test_an_owner_is_a_group_or_a_user_of_the_catalog(name, refs, found):
    assert KnownOwners(refs).find(name) == found


@pytest.mark.parametrize("case", cases("readme"))
def test_readme(case):
    found = read_readme(case["text"], case.get("file", "README.md"))
    assert found == (case["title"], case["description"])


@pytest.mark.parametrize("case", cases("repositories"))
def test_repositories(case):
    found = infer_repository(
        MemoryTree(case["files"]), Repository(id="acme/x", name="x", source="folder")
    )
    values = summary(found)
    assert {key: values[key] for key in case["expect"]} == case["expect"]
    if "problems" not in case["expect"]:
        assert values["problems"] == []


def summary(found: InferredRepository):
    return {
        **{
            name: getattr(found, name)
            for name in ("owner", "title", "description", "language", "type", "license")
        },
        "tags": list(found.tags),
        "packages": [f"{p.purl}@{p.version} {p.file}:{p.line}" for p in found.packages],
        "dependencies": [
            f"{d.purl} {d.requirement} {d.scope} {d.file}:{d.line}" for d in found.dependencies
        ],
        "links": [f"{one.title} {one.url}" for one in found.links],
        "problems": sorted(f"{p.file}:{p.line} {p.message}" for p in found.problems),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("owner", "name"),
    [("@acme/Pay_Team", "pay_team"), ("@jo", "jo"), ("@@group/sub/x", "x"), ("a@b.example", None)],
)
def test_owner_names(owner, name):
    assert owner_name(owner) == name


@pytest.mark.parametrize(
    ("dependencies", "kind"),
    [
        (["react-dom"], "website"),
        (["express"], "service"),
        (["react-dom", "express"], "service"),
        (["left-pad"], "library"),
    ],
)
def test_a_type_follows_from_the_frameworks(dependencies, kind):
    manifest = {"name": "x", "version": "1.0.0", "dependencies": dict.fromkeys(dependencies, "1")}
    tree = MemoryTree({"package.json": json.dumps(manifest)})
    assert infer_repository(tree, Repository(id="x", name="x", source="folder")).type == kind


def inferred(files):
    return infer_repository(MemoryTree(files), Repository(id="x", name="x", source="folder"))


NPM = {"name": "x", "version": "1.0.0"}
PYTHON = '[project]\nname = "x"\n'
GO = "module example.org/x\n"


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"package.json": json.dumps(NPM), "index.js": "1"}, "library"),
        ({"package.json": json.dumps(NPM), "cmd/x.js": "1"}, "library"),
        ({"package.json": json.dumps({**NPM, "private": True}), "index.js": "1"}, None),
        ({"package.json": json.dumps({**NPM, "bin": "x.js"}), "x.js": "1"}, None),
        ({"package.json": json.dumps({**NPM, "dependencies": {"next": "1"}})}, "website"),
        ({"package.json": json.dumps({**NPM, "dependencies": {"next": "1", "koa": "1"}})}, "service"),
        ({"sub/package.json": json.dumps(NPM), "README.md": "# x"}, None),
        ({"pyproject.toml": PYTHON, "x.py": "1"}, "library"),
        ({"pyproject.toml": f"{PYTHON}[project.scripts]\nx = 'x:y'\n"}, None),
        ({"pyproject.toml": f"{PYTHON}dependencies = ['django']\n"}, "service"),
        ({"requirements.txt": "flask==1\n", "app.py": "1"}, "service"),
        ({"requirements.txt": "rich==1\n", "app.py": "1"}, None),
        ({"go.mod": GO, "x.go": "package x\n"}, "library"),
        ({"go.mod": GO, "cmd/x/main.go": "package main\n"}, None),
        ({"go.mod": GO, "main.go": "package main\n"}, None),
        ({"go.mod": f"{GO}require github.com/gin-gonic/gin v1.9.0\n", "main.go": "package main\n"},
         "service"),
        ({"go.mod": GO}, None),
        ({"Dockerfile": "FROM x\nEXPOSE 8080\n", "run.sh": "x"}, "service"),
        ({"Dockerfile": "FROM x\nRUN make\n", "run.sh": "x"}, None),
        ({"Dockerfile": "FROM x\n# EXPOSE 8080\n", "run.sh": "x"}, None),
        ({"Containerfile": "from x\nexpose 80/tcp\n"}, "service"),
        ({"deploy/Dockerfile": "FROM x\nEXPOSE 8080\n"}, None),
        ({"mkdocs.yml": "site_name: x\n", "docs/index.md": "# x"}, "documentation"),
        ({"mkdocs.yml": "site_name: x\n", "docs/index.md": "# x", "x.py": "1"}, None),
        ({"README.md": "# x"}, None),
        ({"run.sh": "x"}, None),
    ],
)  # fmt: skip
def test_a_type_needs_evidence(files, kind):
    assert inferred(files).type == kind


@pytest.mark.parametrize(
    ("stated", "description"),
    [
        ("Counts visitors.", "Counts visitors."),
        ("Add your description here", "Shows maps."),
        ("My awesome project", "Shows maps."),
        ("A new Flutter project.", "Shows maps."),
        ("TODO: add a description", "Shows maps."),
        ("{{cookiecutter.description}}", "Shows maps."),
        ("${{ values.description }}", "Shows maps."),
        ("", "Shows maps."),
    ],
)
def test_a_placeholder_in_a_manifest_is_no_description(stated, description):
    manifest = json.dumps({"name": "x", "description": stated})
    files = {"package.json": manifest, "README.md": "# x\n\nShows maps.\n"}
    assert inferred(files).description == description


@pytest.mark.parametrize(
    ("paths", "attributes", "found"),
    [
        (["a.py", "b.go", "B.GO", "c.rs"], "", ["Go", "Python", "Rust"]),
        (["a.d.ts", "b.min.js", "c-min.css", "d.pb.go", "e_pb2.py", "e_pb2_grpc.py", "f.g.dart",
          "g.Designer.cs", "zz_generated.deepcopy.go", "x_generated.go", "jquery-3.6.0.js"], "", []),
        (["node_modules/a.js", "vendor/a.go", "third_party/a.c", "Pods/a.m", "generated/a.ts",
          "x/__generated__/a.ts", "bower_components/a.js", "dist/a.js"], "", []),
        (["Dockerfile", "Dockerfile.dev", "x.Dockerfile", "Makefile", "CMakeLists.txt", "Jenkinsfile",
          "BUILD.bazel"], "", ["Dockerfile", "CMake", "Groovy", "Makefile", "Starlark"]),
        (["a.cshtml", "b.bicep", "c.sol", "d.gradle", "e.fish", "f.ps1", "g.tf"], "",
         ["Bicep", "Gradle", "HCL", "HTML+Razor", "PowerShell", "Shell", "Solidity"]),
        (["README.md", "a.json", "b.yaml", "LICENSE", "x.unknown"], "", []),
        (["a.py", "lib/b.go", "docs/c.js"], "lib/** linguist-vendored\ndocs/* linguist-documentation\n",
         ["Python"]),
        (["a.py", "b.go"], "*.go linguist-generated=true\n", ["Python"]),
        (["extern/a.py", "extern/b/c.go"], "extern/*.py -linguist-vendored\n", ["Python"]),
        (["a.inc", "b.x"], "*.inc linguist-language=PHP\n*.x linguist-language=Visual-Basic\n",
         ["PHP", "Visual Basic"]),
        (["a.py"], "* text=auto\n*.py linguist-detectable=false\n", []),
        (["a.py", "b.py"], "# a comment\n*.py linguist-vendored\nb.py linguist-vendored=false\n",
         ["Python"]),
    ],
)  # fmt: skip
def test_all_languages_that_are_written_here_are_counted(paths, attributes, found):
    files = dict.fromkeys(paths, "x")
    assert list(inferred({**files, ".gitattributes": attributes}).languages) == found


def test_what_describes_a_repository_stands_at_its_top():
    below = json.dumps({"name": "y", "description": "below", "license": "MIT"})
    assert inferred({"README.md": "# x\n", "sub/package.json": below}).description is None
    assert inferred({"package.json": below}).description == "below"


def test_the_first_codeowners_file_counts():
    files = {
        ".github/CODEOWNERS": "* @acme/one\n",
        "CODEOWNERS": "* @acme/two\n",
        "docs/CODEOWNERS": "* @acme/three\n",
        ".gitlab/CODEOWNERS": "* @acme/four\n",
    }
    owners = []
    for place in list(files):
        owners.append(inferred(files).owner)
        del files[place]
    assert owners == ["one", "two", "three", "four"]


def test_topics_of_the_host_go_before_keywords():
    tree = MemoryTree({"package.json": json.dumps({"name": "x", "keywords": ["word"]})})
    bare = Repository(id="x", name="x", source="folder")
    assert infer_repository(tree, bare).tags == ("word",)
    with_topics = bare.model_copy(update={"topics": ("topic",)})
    assert infer_repository(tree, with_topics).tags == ("topic",)


@pytest.mark.parametrize(
    "text",
    ["![" * 10_000, "[a](" * 5_000, "> " * 10_000, "- " * 10_000, "*a" * 10_000, "`" * 20_000, "<p " * 6_000,
     "a." * 10_000, "<details>" * 2_000, "a " * 10_000, "|a" * 10_000, "{{" * 10_000, "#" * 20_000,
     "<h1>" * 5_000, "\\n" * 20_000, "=\n" * 10_000, "\x1e" * 20_000, "e.g. " * 4_000, "A. " * 6_000],
    ids=lambda text: text[:10],
)  # fmt: skip
@pytest.mark.parametrize("name", ["README.md", "README.rst", "README.adoc"])
def test_hostile_readme_takes_no_time(text, name):
    start = time.process_time()
    read_readme(f"# T\n\n{text}\n", name)
    assert time.process_time() - start < 2


def test_readme_is_chosen_by_form():
    assert find_readme(["docs/README.md", "README", "readme.RST", "Readme.md"]) == "Readme.md"
    assert find_readme(["docs/README.md"]) is None


def test_languages_by_bytes():
    sizes = {"a.py": 5, "b/c.go": 9, "vendor/x.go": 99, "d.pb.go": 99, "x.json": 99, "e.py": 5}
    assert count_languages(sizes) == {"Python": 10, "Go": 9}
    assert list(count_languages(sizes)) == ["Python", "Go"]
    assert language_of("x/Dockerfile") == "Dockerfile"


def package(name, file="package.json"):
    return Package(purl=f"pkg:npm/{name}", name=name, file=file)


def dependency(name, file="package.json", owner=None):
    return Dependency(purl=f"pkg:npm/{name}", name=name, file=file, line=3, package=owner)


WEB, UI = "component:default/web", "component:default/ui"
LINKS = {
    "nothing else": ([{}], ["ui 3 runtime"]),
    "the catalog states it too": ([{}], ["ui 3 runtime declared"]),
    "another relation that the catalog states": ([{"relation": "consumesApi"}], ["ui 3 runtime"]),
    "only to test": ([{"scope": "test"}], ["ui 3 test"]),
    "to run and to test": ([{}, {"scope": "test", "line": 9}], ["ui 3 runtime", "ui 9 test"]),
    "twice, the first line is the evidence": ([{"line": 8}, {}], ["ui 3 runtime"]),
    "once optional, once not": ([{"optional": True}, {"line": 8}], ["ui 8 runtime"]),
    "something that nobody publishes": ([{"purl": "pkg:npm/x"}], []),
}


@pytest.mark.parametrize("name", LINKS)
def test_dependencies_are_linked_to_who_publishes_them(name):
    changes, expected = LINKS[name]
    needs = tuple(dependency("ui").model_copy(update=change) for change in changes)
    web, ui = Publisher(WEB, (package("web"),), needs), Publisher(UI, (package("ui"),), ())
    stated = {(WEB, "dependsOn", UI)} if "states" in name else set()
    assert [
        f"{one.dependency.name} {one.dependency.line} {one.dependency.scope}"
        f"{' declared' * one.declared}"
        for one in link_dependencies([web, ui], stated)
        if (one.source, one.target) == (WEB, UI)
    ] == expected


def test_what_an_entity_publishes_itself_is_no_dependency():
    assert link_dependencies([Publisher(UI, (package("ui"),), (dependency("ui"),))]) == ()


def test_a_package_of_two_entities_links_nobody():
    one, two = (Publisher(f"component:default/{name}", (package("ui"),)) for name in "ab")
    user = Publisher("component:default/c", (), (dependency("ui"),))
    assert link_dependencies([one, two, user]) == ()


def test_ids_of_nuget_are_compared_without_regard_to_case():
    lower = Dependency(purl="pkg:nuget/acme.core", name="acme.core", file="a.csproj")
    core = Package(purl="pkg:nuget/Acme.Core", name="Acme.Core", file="core.csproj")
    linked = link_dependencies([Publisher("a", (), (lower,)), Publisher("b", (core,))])
    assert [(one.source, one.target) for one in linked] == [("a", "b")]


def test_manifests_belong_to_the_nearest_descriptor():
    inferred = InferredRepository(
        name="mono",
        packages=(package("root"), package("ui", "packages/ui/package.json")),
        dependencies=(dependency("x", "packages/ui/lib/package.json"), dependency("y")),
    )
    folders = {"component:default/ui": "packages/ui", "component:default/mono": ""}
    mono, ui = publishers_of(inferred, folders)
    assert (mono.ref, [p.name for p in mono.packages]) == ("component:default/mono", ["root"])
    assert [d.name for d in mono.dependencies] == ["y"]
    assert ([p.name for p in ui.packages], [d.name for d in ui.dependencies]) == (["ui"], ["x"])


def test_components_that_share_a_folder_are_distinguished_by_name():
    inferred = InferredRepository(
        name="mono",
        packages=(package("ui"),),
        dependencies=(dependency("x", owner="pkg:npm/ui"), dependency("y")),
    )
    api, ui = publishers_of(inferred, {"component:default/ui": "", "component:default/api": ""})
    assert (api.packages, api.dependencies) == ((), ())
    assert [d.name for d in ui.dependencies] == ["x"]
