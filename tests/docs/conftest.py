from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.stored.discover import find_documentation
from catalogsite.model.entity import Origin
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.state.store import Store


@dataclass(frozen=True)
class Described:
    data: dict[str, Any]
    origin: Origin


def component(name="pay", ref=None, file="catalog-info.yaml", inferred=False, source=None):
    annotations = {"backstage.io/techdocs-ref": ref} if ref else {}
    if source:
        annotations["backstage.io/source-location"] = source
    metadata = {"name": name, "annotations": annotations}
    return Described(
        {"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": metadata},
        Origin(repository="acme/pay", file=file, line=1, inferred=inferred),
    )


REPOSITORY = Repository(
    id="acme/pay",
    name="pay",
    source="test",
    web_url="https://github.com/acme/pay",
    host="github",
    branch="main",
)


class Bench:
    """A repository of given files on disk, and what the docs lane makes of it."""

    def __init__(self, tmp_path):
        self.tmp_path = tmp_path
        self.about = REPOSITORY
        self.store = Store(tmp_path / "store")
        self.folder = tmp_path / "repository"
        self.folder.mkdir()
        self.repository = REPOSITORY

    def write(self, files):
        for path, content in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def find(self, *entities):
        entities = entities or (component(ref="dir:."),)
        return find_documentation(FolderTree(self.folder), self.repository, entities, self.store)

    def convert(self, *entities, executor=None):
        found, problems = self.find(*entities)
        jobs = [ConversionJob(documentation=one, repository=self.repository) for one in found]
        cache = self.tmp_path / "fragments"
        return convert_all(jobs, self.store.folder, cache, executor), problems


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.fixture
def repository():
    return REPOSITORY


@pytest.fixture
def make_component():
    return component
