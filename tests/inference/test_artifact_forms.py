"""Forms of names and addresses, and files that are broken, odd or hostile."""

from __future__ import annotations

import time

import pytest

from catalogsite.inference.artifacts.git_places import remote_place
from catalogsite.inference.artifacts.image_names import image_name
from catalogsite.inference.artifacts.registry import (
    LARGEST,
    MOST,
    highest,
    is_artifact,
    read_artifacts,
)
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.shell_variables import UNKNOWN, expand

DIGEST = f"sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("reference", "purl", "version"),
    [
        ("node", "pkg:docker/node", None),
        ("library/node:22", "pkg:docker/node", "22"),
        ("docker.io/library/node", "pkg:docker/node", None),
        ("index.docker.io/acme/web:1", "pkg:docker/acme/web", "1"),
        ("ghcr.io/acme/a/b:1.2-x", "pkg:docker/acme/a/b?repository_url=ghcr.io", "1.2-x"),
        ("GHCR.io/acme/a", "pkg:docker/acme/a?repository_url=ghcr.io", None),
        ("localhost:5000/web", "pkg:docker/web?repository_url=localhost:5000", None),
        (f"acme/web@{DIGEST}", "pkg:docker/acme/web", DIGEST),
        (f"acme/web:1@{DIGEST}", "pkg:docker/acme/web", f"1@{DIGEST}"),
        (f"acme/web:1-{UNKNOWN}", "pkg:docker/acme/web", None),
        (f"acme/{UNKNOWN}:1", None, None),
        ("Acme/Web", None, None),
        ("{{ .Values.image }}", None, None),
        ("acme/web:", None, None),
        ("img/logo.svg", None, None),
        ("a b", None, None),
        ("", None, None),
        ("ghcr.io/", None, None),
        ("../web", None, None),
    ],
)
def test_names_of_images(reference, purl, version):
    found = image_name(reference)
    assert (found and found.purl, found and found.version) == (purl, version)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a:$TAG", "a:1"),
        ("a:${TAG}", "a:1"),
        ("a:${TAG:-2}", "a:1"),
        ("a:${EMPTY:-2}", "a:2"),
        ("a:${EMPTY-2}", "a:"),
        ("a:${NONE-2}", "a:2"),
        ("a${TAG:+-slim}", "a-slim"),
        ("a${NONE:+-slim}", f"a{UNKNOWN}"),
        ("a:${NONE}", f"a:{UNKNOWN}"),
        ("a:${NONE:?needed}", f"a:{UNKNOWN}"),
        ("a\0b", "ab"),
    ],
)
def test_variables(text, found):
    assert expand(text, {"TAG": "1", "EMPTY": ""}) == found


@pytest.mark.parametrize(
    ("address", "purl", "ref"),
    [
        ("https://github.com/acme/x//a/b?ref=v1", "pkg:github/acme/x#a/b", "v1"),
        ("https://github.com/acme/x/a/b?ref=v1&timeout=9s", "pkg:github/acme/x#a/b", "v1"),
        ("https://github.com/Acme/X.git", "pkg:github/acme/x", None),
        ("github.com/acme/x", "pkg:github/acme/x", None),
        ("git@github.com:acme/x.git//a?ref=m", "pkg:github/acme/x#a", "m"),
        ("git::ssh://git@git.acme.example:7999/p/x.git//a", "pkg:generic/git.acme.example/p/x#a", None),
        ("https://gitlab.com/g/s/x.git/a/b?ref=1", "pkg:generic/gitlab.com/g/s/x#a/b", "1"),
        ("https://gitlab.com/g/s/x//a", "pkg:generic/gitlab.com/g/s/x#a", None),
        ("https://raw.githubusercontent.com/acme/x/main/a.yaml", None, None),
        ("https://github.com/acme/x/releases/download/v1/all.yaml", None, None),
        ("../base", None, None),
        ("base", None, None),
        ("https://", None, None),
        ("https://[::1", None, None),
        ("https://github.com/acme/x?ref", "pkg:github/acme/x", None),
    ],
)  # fmt: skip
def test_addresses_of_repositories(address, purl, ref):
    found = remote_place(address)
    assert (found and found.purl, found and found.ref) == (purl, ref)


def read(files, address="github.com/acme/x"):
    paths = highest({path: len(text) for path, text in files.items()}, is_artifact)
    return read_artifacts(
        {path: files[path] for path in paths}, RepositoryFiles(address, tuple(files))
    )


def problems(files, address="github.com/acme/x"):
    return sorted(
        f"{p.file}:{p.line} {p.message}" for one in read(files, address) for p in one.problems
    )


def uses(files, address="github.com/acme/x"):
    found = [d for one in read(files, address) for d in one.dependencies]
    return [f"{d.purl} {d.requirement} {d.scope} {d.file}:{d.line}" for d in found]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
NAMES = ("chart/Chart.yaml", "base/kustomization.yaml", ".github/workflows/ci.yml", "action.yml",
         "compose.yaml", "buf.yaml")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_is_a_problem_at_its_line(name):
    broken = "name: x\nbuild: {a: [1\n"
    found = problems({name: broken, "Dockerfile": "FROM node:22\n"})
    assert len(found) == 1
    assert found[0].startswith(f"{name}:")
    assert "is not YAML" in found[0]
    assert uses({name: broken, "Dockerfile": "FROM node:22\n"}) == [
        "pkg:docker/node 22 runtime Dockerfile:1"
    ]


@pytest.mark.parametrize("name", [*NAMES, "chart/values.yaml", "deploy/app.yaml"])
def test_aliases_that_expand_without_bound_are_refused(name):
    text = BOMB + "apiVersion: v1\nkind: X\nimage: *i\n"
    start = time.process_time()
    found = problems(
        {name: text, "chart/Chart.yaml": "name: c\n"} if "values" in name else {name: text}
    )
    assert time.process_time() - start < 2
    # Values and objects may be anything: what is no YAML there is passed over.
    assert bool(found) == (name in NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["", "[]", "- 1", "x", "null", "jobs: 1\n", "name: [1]\n", "on: {1: 2}\n"])  # fmt: skip
def test_yaml_of_another_shape_names_nothing(name, text):
    files = {name: text}
    assert uses(files) == []
    assert all("is not a" in one for one in problems(files))


ODD = {
    "lists": "services: [1, {image: 2}]\nresources: {a: b}\nimages: [1, {name: 3}]\ndependencies: [x, {name: 1}]\n",
    "numbers": "services: {a: {image: 1, build: 2}}\njobs: {a: {steps: [1, {uses: 2}], uses: 3}}\n",
    "nulls": "services: {a: null, b: {image: null}}\njobs: {a: null}\nname: null\nruns: {steps: null}\n",
    "deep": f"name: {'[' * 900}{']' * 900}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_fields_of_another_shape_are_passed_over(name, text):
    assert uses({name: text}) == []


def test_a_template_is_no_broken_file():
    assert problems({"chart/Chart.yaml": "name: x\n{{- if .a }}\nversion: 1\n{{- end }}\n"}) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FROM a/b AS x\nFROM x\nFROM c/d\n", ["a/b None build 1", "c/d None runtime 3"]),
        ("from a/b as X\nfrom x\n", ["a/b None runtime 1"]),
        ("# escape=`\nFROM a/b\nRUN x `\n  y\nCOPY --from=c/d . .\n", ["a/b None runtime 2", "c/d None build 5"]),
        ("FROM a/b\nRUN x \\\n# FROM e/f\n\n  y\nCOPY --from=c/d:1 . .\n", ["a/b None runtime 1", "c/d 1 build 6"]),
        ("ARG V=1\nARG W=$V-slim\nFROM a/b:$W\nARG V=2\nFROM a/b:${V}\n", ["a/b 1-slim build 3", "a/b 1 runtime 5"]),
        ("FROM a/b\nRUN <<'E' cat <<-F\nFROM c/d\nE\n\tFROM e/f\n\tF\nCOPY --from=g/h . .\n",
         ["a/b None runtime 1", "g/h None build 7"]),
        ("FROM a/b\r\nCOPY --from=c/d . .\r\n", ["a/b None runtime 1", "c/d None build 2"]),
        ("FROM\nFROM --platform=x\nCOPY\n", []),
        ("FROM a/b\nRUN <<END\nFROM c/d\n", ["a/b None runtime 1"]),
        ("\x00\x01\x02", []),
    ],
)  # fmt: skip
def test_instructions(text, found):
    rest = [
        one.removeprefix("pkg:docker/").replace("Dockerfile:", "")
        for one in uses({"Dockerfile": text})
    ]
    assert rest == found


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("Dockerfile", "runtime"),
        ("api/Containerfile", "runtime"),
        ("Dockerfile.dev", "build"),
        ("api.Dockerfile", "runtime"),
        ("Dockerfile.test", "test"),
        ("tests/Dockerfile", "test"),
        ("Dockerfile.dockerignore", None),
        ("Dockerfile.j2", None),
        ("docs/Dockerfile", None),
        ("MyDockerfile", None),
    ],
)
def test_what_a_dockerfile_is_for(name, scope):
    expected = [f"pkg:docker/a/b None {scope} {name}:1"] if scope else []
    assert uses({name: "FROM a/b\n"}) == expected


HOSTILE = {
    "Dockerfile": ["FROM " + "${A:-" * 20_000, "RUN " + "<<A " * 20_000, "\\\n" * 50_000,
                   "ARG " + 'a="' * 20_000, "FROM " + "a/" * 50_000],
    "x.proto": ["/*" * 50_000, "{" * 100_000, '"' * 100_000, "import " * 40_000, "a." * 50_000],
    "go.mod": ["buf.build/gen/go/a/b/" * 10_000],
    ".github/workflows/x.yml": ["on: push\njobs: {a: {uses: '" + "a/" * 50_000 + "'}}\n"],
    "kustomization.yaml": ["resources: ['https://" + "a." * 50_000 + "/x']\n"],
    "compose.yaml": ["services: {a: {image: '" + "a-" * 50_000 + "'}}\n",
                     "services: {a: {image: '" + "a__" * 30_000 + "!'}}\n"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [pytest.param(name, text, id=f"{name}-{text[:12]!r}") for name, many in HOSTILE.items() for text in many],
)  # fmt: skip
def test_hostile_text_takes_no_time(name, text):
    start = time.process_time()
    read({name: text})
    assert time.process_time() - start < 2


def test_files_are_bounded_in_size_and_number():
    sizes = {f"f{number:04}/Dockerfile": 10 for number in range(MOST + 5)}
    found = highest({**sizes, "Dockerfile": LARGEST + 1, "compose.yaml": LARGEST}, is_artifact)
    assert len(found) == MOST
    assert found[0] == "compose.yaml"
    assert "Dockerfile" not in found


def test_gitlab_is_read_only_at_gitlab():
    files = {".gitlab-ci.yml": "build: {image: 'a/b:1'}\n"}
    assert uses(files, "gitlab.com/acme/x") == ["pkg:docker/a/b 1 build .gitlab-ci.yml:1"]
    assert uses(files) == []


def published(files):
    return {p.purl: p.folder for one in read(files) for p in one.packages}


DEPLOYMENT = "apiVersion: v1\nkind: Pod\nspec:\n  containers: [{{image: {}}}]\n"


@pytest.mark.parametrize(
    ("dockerfile", "image", "folder"),
    [
        ("cart/Dockerfile", "r.example/shop/cart:1", "cart"),
        ("cart/src/Dockerfile", "r.example/shop/cart:1", "cart/src"),
        ("Dockerfile", "r.example/shop/x:1", ""),
        ("docker/Dockerfile", "r.example/shop/x:1", "docker"),
        ("tests/cart/Dockerfile", "r.example/shop/cart:1", None),
        ("cart/Dockerfile", "r.example/shop/basket:1", None),
        ("cart/Dockerfile", "cart", None),
    ],
)
def test_an_image_is_built_from_the_folder_of_its_name(dockerfile, image, folder):
    files = {dockerfile: "FROM scratch\n", "k.yaml": DEPLOYMENT.format(image)}
    assert list(published(files).values()) == ([] if folder is None else [folder])


def test_a_folder_of_two_dockerfiles_with_one_name_says_nothing():
    files = {
        "a/cart/Dockerfile": "",
        "b/cart/Dockerfile": "",
        "k.yaml": DEPLOYMENT.format("r.example/s/cart"),
    }
    assert published(files) == {}


@pytest.mark.parametrize(("image", "used"), [("cart", False), ("redis", True), ("nginx", True)])
def test_a_bare_name_of_a_folder_that_is_built_is_no_image_of_docker_hub(image, used):
    files = {"cart/Dockerfile": "", "redis/Dockerfile": "", "k.yaml": DEPLOYMENT.format(image)}
    assert bool(uses(files)) is used
