"""What is read of one repository, besides its descriptors."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.repositories.memory_tree import MemoryTree

from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.reading.read_repository import RepositoryReading, read_repository
from catalogsite.model.repository import Repository, RepositoryRequest, Scope
from catalogsite.state.store import Store

TEMPLATE = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: service}
spec:
  type: service
  steps:
    - {action: "fetch:template", input: {url: ./skeletons}}
    - {action: "fetch:template", input: {url: ./skeleton}}
"""


def _read(
    folder: Path, files: dict[str, str], scope: Scope = Scope.REPOSITORY
) -> RepositoryReading:
    repository = Repository(id="acme", name="acme", source="acme")
    request = RepositoryRequest(
        source="acme", name="acme", scope=scope, path=str(folder), also=tuple(files)
    )
    return read_repository(MemoryTree(files), repository, request, Policy(), Store(folder))


def test_mistakes_in_templates_are_reported_of_every_source(tmp_path: Path) -> None:
    files = {"templates/t.yaml": TEMPLATE, "templates/skeleton/x.txt": "x"}
    for scope in Scope:
        reading = _read(tmp_path, files, scope)
        (problem,) = [one for one in reading.problems if one.rule == "template-source"]
        assert (problem.file, problem.line, problem.column) == ("templates/t.yaml", 7, 42)
        assert problem.message == "`fetch:template` fetches `./skeletons`, which does not exist"


def test_a_reading_travels_between_processes_as_it_is(tmp_path: Path) -> None:
    reading = _read(tmp_path, {"t.yaml": TEMPLATE.replace("service}", "ä, tags: [a, b]}")})
    function, given = reading.__reduce__()
    assert callable(function)
    assert function(*given) == reading
    assert [type(part) for part in given] == [str]


@pytest.mark.parametrize(("scope", "inferred"), [(Scope.REPOSITORY, True), (Scope.FILES, False)])
def test_of_single_files_of_a_repository_nothing_is_inferred(
    tmp_path: Path, scope: Scope, inferred: bool
) -> None:
    reading = _read(tmp_path, {"go.mod": "module acme.example/pay\n"}, scope)
    assert (reading.inferred is not None, bool(reading.inferred_entities)) == (inferred, inferred)


def test_an_inferred_component_has_no_owner_that_nobody_named(tmp_path: Path) -> None:
    (component,) = _read(tmp_path, {"README.md": "# Pay\n\nTakes money.\n"}).inferred_entities
    assert component.data["spec"] == {"lifecycle": "unknown"}
