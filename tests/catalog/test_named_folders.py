"""Descriptors in hidden and vendored folders are read where they are named, and nowhere else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.model.entity import ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.clone import clone_of
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.path_arguments import is_repository
from catalogsite.repositories.remote import Remote
from catalogsite.repositories.trees.commit_tree import CommitTree
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.mirror_tree import GitTree
from catalogsite.repositories.trees.tree import Tree

_REPOSITORY = Repository(id="shop", name="shop", source="folder")


def _group(name: str) -> str:
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Group\n"
        f"metadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
    )


def _location(target: str) -> str:
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
        f'spec: {{targets: ["{target}"]}}\n'
    )


def _folder(root: Path) -> Tree:
    return FolderTree(root)


def _clone(root: Path) -> Tree:
    _commit(root)
    return FolderTree(root)


def _commit_tree(root: Path) -> Tree:
    clone = clone_of(root) if _commit(root) else None
    assert clone is not None
    return CommitTree(clone, _head(root))


def _mirror(root: Path) -> Tree:
    _commit(root)
    mirror = Mirror(Remote(root.as_uri()), root.parent / "mirrors")
    record, _ = mirror.update(datetime(2026, 2, 1, tzinfo=UTC))
    tree = GitTree(mirror, record.commit)
    tree.prefetch()
    return tree


def _head(root: Path) -> str:
    arguments = ["git", "-C", str(root), "rev-parse", "HEAD"]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.strip()


def _commit(root: Path) -> bool:
    own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "-Af"], [*own, "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)
    return True


_TREES = [_folder, _clone, _commit_tree, _mirror]


@pytest.fixture(params=_TREES, ids=lambda make: make.__name__.strip("_"))
def tree_in(request: pytest.FixtureRequest) -> Callable[[Path, dict[str, str]], Tree]:
    def make(root: Path, files: dict[str, str]) -> Tree:
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        made: Tree = request.param(root)
        return made

    return make


TreeIn = Callable[[Path, dict[str, str]], Tree]


@pytest.mark.parametrize(
    ("path", "globs"),
    [
        (".backstage/catalog-info.yaml", ()),
        ("service/.backstage/catalog-info.yml", ()),
        (".backstage/catalog-info.yaml", (".backstage/catalog-info.yaml",)),
        (".catalog/all.yaml", (".catalog/*.yaml",)),
        ("a/.ci/x/team.yaml", ("**/.ci/**/*.yaml",)),
        ("vendor/acme/team.yaml", ("vendor/**/*.yaml",)),
        ("a/dist/team.yaml", ("*/{dist,build}/team.yaml",)),
        ("target/team.yaml", ("nothing.yaml", "target/team.yaml")),
        ("venv/team.yaml", ("@(venv|x)/team.yaml",)),
    ],
)
def test_a_source_names_folders_that_are_not_listed(
    tmp_path: Path, tree_in: TreeIn, path: str, globs: tuple[str, ...]
) -> None:
    reading = read_catalog(tree_in(tmp_path, {path: _group("a")}), _REPOSITORY, globs)
    assert [(ref_of(one.data), one.origin.file) for one in reading.entities] == [
        ("group:default/a", path)
    ]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("./.backstage/beta.yaml", ".backstage/beta.yaml"),
        ("./.hidden/deep/beta.yaml", ".hidden/deep/beta.yaml"),
        ("./.hidden/*.yaml", ".hidden/beta.yaml"),
        ("./vendor/beta.yaml", "vendor/beta.yaml"),
        ("./dist/beta.yaml", "dist/beta.yaml"),
        ("./target/x/*.yaml", "target/x/beta.yaml"),
        ("./venv/beta.yaml", "venv/beta.yaml"),
        ("node_modules/@acme/x/beta.yaml", "node_modules/@acme/x/beta.yaml"),
    ],
)
def test_a_location_names_folders_that_are_not_listed(
    tmp_path: Path, tree_in: TreeIn, target: str, path: str
) -> None:
    files = {"catalog-info.yaml": _location(target), path: _group("beta")}
    reading = read_catalog(tree_in(tmp_path, files), _REPOSITORY)
    assert [ref_of(one.data) for one in reading.entities][1:] == ["group:default/beta"]
    assert reading.problems == ()


@pytest.mark.parametrize("also", [".hidden/a.yaml", "vendor/a.yaml", "target/*.yaml"])
def test_another_repository_names_such_a_file(tmp_path: Path, tree_in: TreeIn, also: str) -> None:
    path = also.replace("*", "a")
    reading = read_catalog(tree_in(tmp_path, {path: _group("a")}), _REPOSITORY, also=(also,))
    assert [one.origin.file for one in reading.entities] == [path]
    assert reading.missing == ()


def test_a_placeholder_names_such_a_file(tmp_path: Path, tree_in: TreeIn) -> None:
    api = (
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\nspec:\n"
        "  type: openapi\n  lifecycle: production\n  owner: a\n"
        "  definition: {$text: ./dist/openapi.yaml}\n"
    )
    files = {"catalog-info.yaml": api, "dist/openapi.yaml": "openapi: 3.1.0\n"}
    reading = read_catalog(tree_in(tmp_path, files), _REPOSITORY)
    assert reading.entities[0].data["spec"]["definition"] == "openapi: 3.1.0\n"


@pytest.mark.parametrize("globs", [(), ("**/*.yaml",), ("*/*.yaml",), ("*/*/*.yaml",), ("**",)])
def test_what_is_not_named_stays_unread(
    tmp_path: Path, tree_in: TreeIn, globs: tuple[str, ...]
) -> None:
    folders = (".hidden", "vendor", "node_modules/x", "dist", "target", "venv", ".catalogsite/x")
    files = {f"{folder}/catalog-info.yaml": _group("a") for folder in folders}
    reading = read_catalog(tree_in(tmp_path, files), _REPOSITORY, globs)
    assert (reading.entities, reading.problems) == ((), ())


@pytest.mark.parametrize(
    "target",
    [".git/x.yaml", ".GIT/x.yaml", "../outside.yaml", "vendor/../../outside.yaml", ".git/*.yaml"],
)
def test_neither_git_nor_the_outside_can_be_named(tmp_path: Path, target: str) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (tmp_path / "outside.yaml").write_text(_group("out"))
    (root / "catalog-info.yaml").write_text(_location(target))
    (root / ".git").mkdir()
    (root / ".git/x.yaml").write_text(_group("git"))
    for tree in (_folder(root), _clone(root)):
        reading = read_catalog(tree, _REPOSITORY, ("catalog-info.yaml", target), (target,))
        assert [ref_of(one.data) for one in reading.entities] == ["location:default/all"]


@pytest.mark.parametrize("link", ["vendor", ".hidden/a"])
def test_a_linked_folder_that_leads_out_is_not_read(
    tmp_path: Path, tree_in: TreeIn, link: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.yaml").write_text(_group("out"))
    root = tmp_path / "in"
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(tmp_path / "out")
    tree = tree_in(root, {"catalog-info.yaml": _location(f"./{link}/a.yaml")})
    reading = read_catalog(tree, _REPOSITORY)
    assert [one.rule for one in reading.problems] == ["location-target"]


@pytest.mark.parametrize(
    "path", [".github/workflows/catalog-info.yml", ".gitea/workflows/catalog-info.yaml"]
)
def test_a_workflow_is_not_a_descriptor(tmp_path: Path, tree_in: TreeIn, path: str) -> None:
    reading = read_catalog(tree_in(tmp_path, {path: "on: push\n"}), _REPOSITORY)
    assert (reading.entities, reading.problems) == ((), ())


def test_a_reading_depends_on_the_files_of_such_folders(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/a.yaml").write_text(_group("a"))
    before = FolderTree(tmp_path).key
    (tmp_path / ".ci/a.yaml").write_text(_group("other"))
    assert FolderTree(tmp_path).key != before


def test_a_folder_with_descriptors_in_its_usual_hidden_folder_is_a_repository(
    tmp_path: Path,
) -> None:
    (tmp_path / ".backstage").mkdir()
    assert is_repository(tmp_path)
