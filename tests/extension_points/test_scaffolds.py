"""Templates of crawled repositories: described on a page, and run from where the repository lies."""

from __future__ import annotations

import re

import pytest
import yaml
from tests.extension_points.conftest import commit, publish, write_files

from catalogsite.scaffold.run.record import RECORD_FILE, read_record

TEMPLATE = """
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {{name: {name}, title: Go service, description: A small service in Go.}}
spec:
  owner: platform
  type: service
  parameters:
    - title: The service
      required: [name]
      properties:
        name: {{type: string, pattern: '^[a-z-]+$', description: How it is called.}}
        port: {{type: integer, default: 8080}}
  steps:
    - id: fetch
      name: Write the files
      action: fetch:template
      input:
        url: {url}
        values: {{name: '${{{{ parameters.name }}}}', port: '${{{{ parameters.port }}}}'}}
"""
SKELETON = {
    "catalog-info.yaml": "kind: Component\nmetadata:\n  name: ${{ values.name }}\n",
    ".github/workflows/ci.yml": "name: ${{ values.name }}\n",
    "cmd/${{ values.name }}/main.go": "package main // :${{ values.port }}\n",
}


def files_of_repository():
    near = {f"go/skeleton/{name}": text for name, text in SKELETON.items()}
    far = {f"shared/{name}": text for name, text in SKELETON.items()}
    described = {
        "go/template.yaml": TEMPLATE.format(name="go-service", url="./skeleton"),
        "other/template.yaml": TEMPLATE.format(name="go-worker", url="../shared"),
        "catalog-info.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Location\n"
        "metadata: {name: all}\nspec: {targets: [./go/template.yaml, ./other/template.yaml]}\n",
    }
    return {**near, **far, **described}


@pytest.fixture(scope="module", params=["git", "folder"])
def portal(request, tmp_path_factory, catalogsite):
    """A portal over a repository of templates, which is fetched, or lies in a folder."""
    folder = tmp_path_factory.mktemp(request.param)
    clone = commit(folder / "clones/templates", files_of_repository())
    bare = folder / "served/templates.git"
    publish(clone, bare)
    source = {
        "git": f"{{kind: git, url: 'file://{bare}'}}",
        "folder": f"{{kind: folder, path: '{clone.parent}'}}",
    }
    config = f"title: Acme\nsources: [{source[request.param]}]\n"
    write_files(folder / "portal", {"catalogsite.yaml": config})
    ran = catalogsite("build", cwd=folder / "portal")
    assert ran.code == 0, ran.output
    return folder / "portal"


@pytest.mark.parametrize("name", ["go-service", "go-worker", "template:default/go-service"])
def test_a_template_of_the_catalog_is_run(portal, catalogsite, tmp_path, name):
    ran = catalogsite("new", name, "--set", "name=ledger", "--dest", tmp_path / "made", cwd=portal)
    assert ran.code == 0, ran.output
    made = {p.relative_to(tmp_path / "made").as_posix(): p for p in (tmp_path / "made").rglob("*")}
    assert {name for name, path in made.items() if path.is_file()} == {
        *("catalog-info.yaml", ".github/workflows/ci.yml", "cmd/ledger/main.go"),
        RECORD_FILE,
    }
    record = read_record(made[RECORD_FILE].read_bytes())
    assert record.source.repository.endswith("templates")
    assert record.source.path.endswith("/template.yaml")
    assert re.fullmatch("[0-9a-f]{40}", record.source.version)
    assert record.values == {"name": "ledger", "port": 8080}
    assert made["cmd/ledger/main.go"].read_text() == "package main // :8080\n"
    assert yaml.safe_load(made["catalog-info.yaml"].read_text())["metadata"]["name"] == "ledger"


def test_its_guide_states_what_it_asks_and_how_to_run_it(portal):
    page = (portal / "site/create/default/go-service/index.html").read_text("utf-8")
    for words in ("Go service", "How it is called.", "catalogsite new go-service", "name="):
        assert words in page
    assert "create/default/go-service/" in (portal / "site/create/index.html").read_text("utf-8")


def test_wrong_values_are_reported(portal, catalogsite, tmp_path):
    ran = catalogsite("new", "go-service", "--set", "name=Bad Name", "--dest", tmp_path, cwd=portal)
    assert ran.code == 1
    assert "name: must match ^[a-z-]+$" in ran.output
    assert list(tmp_path.iterdir()) == []
