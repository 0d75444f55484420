"""Which folders are repositories, by what is in them."""

from __future__ import annotations

import pytest

from catalogsite.errors import UserError
from catalogsite.repositories.path_arguments import expand_path_arguments

GROUP = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\n"
TEMPLATE = "---\n# ours\napiVersion: 'scaffolder.backstage.io/v1beta3'\nkind: Template\n"
APART = ["one", "two"]
SPLIT = {"one/README.md": "", "deep/two/catalog-info.yaml": GROUP}


def names(requests):
    return sorted(request.name for request in requests)


@pytest.mark.parametrize("marker", [".git/HEAD", "catalog-info.yml", "mkdocs.yml", "README.rst"])
def test_a_folder_with_a_marker_is_one_repository(tmp_path, workshop, marker):
    workshop.write(tmp_path / "one", {marker: "", "child/README.md": ""})
    assert names(expand_path_arguments([tmp_path / "one"])) == ["one"]


def test_any_other_folder_is_a_folder_of_repositories(tmp_path, workshop):
    workshop.write(
        tmp_path,
        {
            "b/README.md": "",
            "a/catalog-info.yaml": "",
            "group/c/.git/HEAD": "",
            "manifest-only/go.mod": "",
            "nothing/notes.csv": "",
            ".hidden/README.md": "",
            "node_modules/x/README.md": "",
        },
    )
    found = expand_path_arguments([tmp_path, tmp_path / "a"])
    assert names(found) == ["a", "b", "c", "manifest-only"]
    assert all(request.path.startswith(str(tmp_path)) for request in found)


def test_a_path_without_any_repository_states_what_to_name(tmp_path):
    with pytest.raises(UserError, match="no repository"):
        expand_path_arguments([tmp_path])
    with pytest.raises(UserError, match="no such folder"):
        expand_path_arguments([tmp_path / "none"])


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"all.yaml": GROUP}, ["root"]),
        ({"systems.yml": f"x: 1\n---\n{GROUP}"}, ["root"]),
        ({"our-template.yaml": TEMPLATE}, ["root"]),
        ({"values.yaml": "a: 1\n"}, APART),
        ({"k8s.yaml": "apiVersion: v1\nkind: Service\n"}, APART),
        ({"notes.md": GROUP}, APART),
        ({"all.yaml/x.txt": GROUP}, APART),
        # A stray descriptor among clones makes no repository of all of them.
        ({"all.yaml": GROUP, "clone/.git/HEAD": ""}, ["clone", *APART]),
    ],
)
def test_a_folder_with_descriptors_of_any_name_is_one_repository(tmp_path, workshop, files, found):
    workshop.write(tmp_path / "root", {**files, **SPLIT})
    assert names(expand_path_arguments([tmp_path / "root"])) == found


def test_a_folder_below_with_descriptors_of_any_name_is_one_repository(tmp_path, workshop):
    workshop.write(
        tmp_path, {"group/shop/template-x.yaml": TEMPLATE, "group/shop/skeleton/README.md": ""}
    )
    assert names(expand_path_arguments([tmp_path])) == ["shop"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"README.md": "", "a/README": "", "a/LICENSE": "", "b/README.md": "", "b/LICENCE": ""}, ["a", "b"]),
        ({"README.md": "", "LICENSE": "", "a/.git/HEAD": "", "b/.git/HEAD": "", "c/x": ""}, ["a", "b"]),
        ({"README.md": "", "a/.git/HEAD": "", "b/README.md": ""}, ["root"]),
        ({"README.md": "", "a/.git/HEAD": "", "b/.git/HEAD": "", "go.mod": ""}, ["root"]),
        ({"README.md": "", ".git/HEAD": "", "a/.git/HEAD": "", "b/.git/HEAD": ""}, ["root"]),
    ],
)  # fmt: skip
def test_a_readme_about_the_repositories_beside_it(tmp_path, workshop, files, found):
    workshop.write(tmp_path / "root", files)
    assert names(expand_path_arguments([tmp_path / "root"])) == found
