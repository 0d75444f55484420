"""Files that are found as descriptors and hold something else: other encodings, other tools, test data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from catalogsite.catalog.descriptors.fixtures import is_fixture
from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.model.entity import ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.tree import Tree

_REPOSITORY = Repository(id="git.example/acme/shop", name="shop", source="folder")
_FILE = "catalog-info.yaml"
TreeOf = Callable[[Mapping[str, str | bytes]], Tree]


def _group(name: str = "a", head: str = "") -> str:
    return (
        f"{head}apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\n"
        "spec: {type: team, children: []}\n"
    )


def _titled(title: str) -> str:
    return _group().replace("{name: a}", f"{{name: a, title: {title}}}")


_K8S = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n"
_WORKFLOW = "name: Build\non: push\njobs: {build: {runs-on: x}}\n"
_HELM = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: '{{ .Release.Name }}'}\n"
)


def _reported(tree: Tree, *globs: str, whole: bool = False) -> tuple[list[str], list[str]]:
    reading = read_catalog(tree, _REPOSITORY, globs, whole=whole)
    problems = [f"{one.rule} {one.level} {one.file}:{one.line}" for one in reading.problems]
    return problems, [ref_of(entity.data) for entity in reading.entities]


@pytest.mark.parametrize(
    ("data", "problems", "title"),
    [
        (_titled("'café'").encode("latin-1"), ["file-encoding warning 3"], "caf\ufffd"),
        (_titled("“x”").encode("cp1252"), ["file-encoding warning 3"], "\ufffdx\ufffd"),
        (_titled("日本").encode("shift-jis"), ["file-encoding warning 3"], "\ufffd\ufffd{"),
        ((_titled("x") + "# é\n").encode("latin-1"), ["file-encoding warning 5"], "x"),
        (_titled("x\ud800y").encode("utf-8", "surrogatepass"), ["file-encoding warning 3"],
         "x\ufffd\ufffd\ufffdy"),
        (b"\xef\xbb\xbf" + _titled("é").encode(), [], "é"),
        (_titled("x\0y").encode(), ["file-encoding warning 3"], "x\0y"),
        (_titled('"x\0y"').encode(), ["file-encoding warning 3"], "x\0y"),
        (_titled('"\\ud83d x \\ude00"').encode(), [], "\ufffd x \ufffd"),
        (_titled('"\\ud83d\\ude00"').encode(), [], "😀"),
    ],
)  # fmt: skip
def test_bytes_that_are_not_utf_8_are_read_as_replacement_characters(
    data: bytes, problems: list[str], title: str, tree_of: TreeOf
) -> None:
    if b"\x93\xfa\x96{" in data:
        # The second byte of this character in Shift-JIS is a brace, which opens a mapping.
        problems = [*problems, "yaml-syntax error 3"]
    reading = read_catalog(tree_of({_FILE: data}), _REPOSITORY)
    assert [f"{one.rule} {one.level} {one.line}" for one in reading.problems] == problems
    titles = [entity.data["metadata"]["title"] for entity in reading.entities]
    assert titles == ([] if len(problems) > 1 else [title])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (_group().encode("utf-16"), "file-encoding error catalog-info.yaml:1"),
        (b"\xfe\xff" + _group().encode("utf-16-be"), "file-encoding error catalog-info.yaml:1"),
        (_group().encode("utf-16-be"), "file-binary error catalog-info.yaml:None"),
        (_group().encode("utf-32"), "file-encoding error catalog-info.yaml:1"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file-binary error catalog-info.yaml:None"),
        (b"kind: Group\0", "file-binary error catalog-info.yaml:None"),
        (b"\0" * 100, "file-binary error catalog-info.yaml:None"),
    ],
)
def test_a_file_that_is_no_text_is_one_error(data: bytes, problem: str, tree_of: TreeOf) -> None:
    assert _reported(tree_of({_FILE: data})) == ([problem], [])


@pytest.mark.parametrize(
    ("file", "text", "problems"),
    [
        (_FILE, "", ["file-empty warning"]),
        (_FILE, "# a comment\n", ["file-empty warning"]),
        (_FILE, "---\n# a comment\n---\n", ["file-empty warning"]),
        (_FILE, "~\n", ["file-empty warning"]),
        (_FILE, _K8S, ["kubernetes-object warning"]),
        (_FILE, _K8S.replace("apps/v1", "argoproj.io/v1alpha1").replace("Deployment", "Application"),
         ["kubernetes-object warning"]),
        (_FILE, _K8S.replace("apps/v1", "networking.istio.io/v1"), ["kubernetes-object warning"]),
        (_FILE, _K8S.replace("apps/v1", "kustomize.config.k8s.io/v1beta1"), ["kubernetes-object warning"]),
        (_FILE, _K8S.replace("apps/v1", "acme.example/v1"), ["unknown-kind warning"]),
        (_FILE, _K8S.replace("apps/v1", "notargoproj.io/v1"), ["unknown-kind warning"]),
        (_FILE, _K8S.replace("Deployment", "Component"), ["unknown-api-version error"]),
        (_FILE, "name: x\n", ["no-envelope warning"]),
        (_FILE, "- list\n", ["yaml-root error"]),
        ("ci/catalog-info.yml", _WORKFLOW, ["no-envelope info"]),
        (".github/workflows/catalog-info.yml", _WORKFLOW, []),
        (".gitea/workflows/catalog-info.yaml", _WORKFLOW, []),
        (".github/catalog-info.yaml", "name: x\n", ["no-envelope warning"]),
        ("charts/x/templates/catalog-info.yaml", _HELM, ["helm-template info"]),
        (_FILE, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "a" . }}\n',
         ["helm-template info"]),
        (_FILE, "{{- if .Values.a }}\nkind: Component\n{{- end }}\n", ["helm-template info"]),
        (_FILE, "{{- range $k, $v := .Values.x }}\nkind: {{ $k }}\n{{- end }}\n", ["helm-template info"]),
        (_FILE, "kind: Component\nmetadata:\n  name: ${{ values.name }}\n", ["template-skeleton info"]),
        (_FILE, "kind: Component\n{% if x %}\nmetadata: {}\n", ["template-skeleton info"]),
        (_FILE, "kind: Component\nmetadata:\n  annotations:\n    x: ${{ a }}: b\n",
         ["template-skeleton info"]),
        (_FILE, "kind: Component\nmetadata:\n  description: 'use {{ x }}'\n\ttags: []\n",
         ["yaml-syntax error"]),
    ],
)  # fmt: skip
def test_other_files_with_the_name_of_a_descriptor(
    file: str, text: str, problems: list[str], tree_of: TreeOf
) -> None:
    found, entities = _reported(tree_of({file: text}))
    assert [one.rpartition(" ")[0] for one in found] == problems
    assert entities == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["file-empty info"]),
        ("# a comment\n", ["file-empty info"]),
        (_K8S, ["kubernetes-object info"]),
        (_K8S + "---\n" + _K8S, ["kubernetes-object info"]),
        ("openapi: 3.1.0\n", ["no-envelope info"]),
        ("a: b\n---\nc: d\n", ["no-envelope info"]),
        ("- list\n", ["no-envelope info"]),
        ("just words\n", ["no-envelope info"]),
        ("a: [\n", ["no-envelope info"]),
        (_WORKFLOW, ["no-envelope info"]),
        (_HELM, ["helm-template info"]),
        ("\0\1", ["file-binary info"]),
        ("kind: [\n", ["yaml-syntax error"]),
        (_group("A B"), ["name-format error"]),
    ],
)
@pytest.mark.parametrize("way", ["descriptors", "Location"])
def test_a_file_that_only_a_wildcard_finds_may_hold_anything(
    text: str, problems: list[str], way: str, tree_of: TreeOf
) -> None:
    location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
    files = {_FILE: location + "spec: {targets: ['./k8s/*.yaml']}\n", "k8s/one.yaml": text}
    found, _ = _reported(tree_of(files), *(["k8s/*.yaml"] if way == "descriptors" else []))
    assert [one.rpartition(" ")[0] for one in found] == problems


@pytest.mark.parametrize(
    ("path", "fixture"),
    [
        ("src/plugin/mocks/catalog-info.yaml", True), ("__fixtures__/catalog-info.yaml", True),
        ("a/__mocks__/b/catalog-info.yml", True), ("pkg/testdata/x/catalog-info.yaml", True),
        ("test/fixtures/catalog-info.yaml", True), ("cypress/fixtures/catalog-info.json", True),
        ("src/test/resources/catalog-info.yaml", True), ("tests/data/catalog-info.yaml", True),
        ("__tests__/catalog-info.yaml", True),
        ("catalog-info.yaml", False), ("tests/catalog-info.yaml", False),
        ("examples/catalog-info.yaml", False), ("resources/catalog-info.yaml", False),
        ("data/catalog-info.yaml", False), ("mock-server/catalog-info.yaml", False),
        ("src/main/resources/catalog-info.yaml", False), ("fixtures.d/catalog-info.yaml", False),
        ("testing/e2e/catalog-info.yaml", False), ("mocks", False),
    ],
)  # fmt: skip
def test_folders_of_test_data(path: str, fixture: bool) -> None:
    assert is_fixture(path) is fixture


def test_test_data_is_one_info_of_the_repository(tree_of: TreeOf) -> None:
    files = {
        _FILE: _group(),
        "src/mocks/catalog-info.yaml": "kind: [",
        "src/mocks/org.yaml": _group("o"),
    }
    reported = ["descriptor-fixture info src/mocks/catalog-info.yaml:None"]
    assert _reported(tree_of(files), whole=True) == (reported, ["group:default/a"])
    more = {**files, **{f"fixtures/{n}/catalog-info.yaml": _group(f"f{n}") for n in range(4)}}
    reported = ["descriptor-fixture info fixtures/0/catalog-info.yaml:None"]
    assert _reported(tree_of(more), whole=True) == (reported, ["group:default/a"])


@pytest.mark.parametrize(
    ("globs", "found"),
    [
        (["**/catalog-info.yaml"], ["group:default/a"]),
        (["**/catalog-info.yaml", "**/fixtures/*.yaml"], ["group:default/a", "group:default/f"]),
        (["test/fixtures/catalog-info.yaml"], ["group:default/f"]),
        (["test/{fixtures,mocks}/*.yaml"], ["group:default/f"]),
    ],
)
def test_test_data_is_read_where_a_glob_names_it(
    globs: list[str], found: list[str], tree_of: TreeOf
) -> None:
    files = {_FILE: _group(), "test/fixtures/catalog-info.yaml": _group("f")}
    problems, entities = _reported(tree_of(files), *globs, whole=True)
    assert entities == found
    reported = any(one.startswith("descriptor-fixture") for one in problems)
    assert reported == ("group:default/f" not in found)


def test_test_data_that_a_glob_matches_is_not_left_out_in_silence(tree_of: TreeOf) -> None:
    files = {"entities/a.yaml": _group(), "entities/fixtures/b.yaml": _group("b")}
    reported = ["descriptor-fixture info entities/fixtures/b.yaml:None"]
    assert _reported(tree_of(files), "entities/**/*.yaml", whole=True) == (
        reported,
        ["group:default/a"],
    )


def test_test_data_is_read_where_a_location_names_it(tree_of: TreeOf) -> None:
    location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
    files = {
        _FILE: location + "spec: {targets: [./fixtures/catalog-info.yaml]}\n",
        "fixtures/catalog-info.yaml": _group("f"),
    }
    assert _reported(tree_of(files), whole=True) == (
        [],
        ["location:default/all", "group:default/f"],
    )


_POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12345\n"


def test_a_pointer_of_git_lfs_is_no_descriptor(tree_of: TreeOf) -> None:
    assert _reported(tree_of({_FILE: _POINTER}), whole=True) == (
        ["file-lfs error catalog-info.yaml:1"],
        [],
    )


def test_a_text_that_git_lfs_keeps_is_no_definition(tree_of: TreeOf) -> None:
    api = (
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\n"
        "spec: {type: openapi, lifecycle: x, owner: o, definition: {$text: ./openapi.yaml}}\n"
    )
    reading = read_catalog(tree_of({_FILE: api, "openapi.yaml": _POINTER}), _REPOSITORY)
    (reported,) = reading.problems
    assert "pointer of Git LFS" in reported.message


def test_an_own_kind_with_the_version_of_an_operator_is_an_entity(tree_of: TreeOf) -> None:
    text = _K8S.replace("apps/v1", "argoproj.io/v1alpha1")
    policy = Policy.model_validate({"kinds": ["Deployment"]})
    reading = read_catalog(tree_of({_FILE: text}), _REPOSITORY, policy=policy)
    assert [ref_of(entity.data) for entity in reading.entities] == ["deployment:default/x"]
