"""Reading and conversion are maps of a picklable function: any executor gives the same."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from tests.extension_points.conftest import commit

from catalogsite.collect.crawl.fetch import fetch_all
from catalogsite.collect.reading.reading_cache import read_all
from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.execution.progress import NoProgress
from catalogsite.model.repository import RepositoryRequest
from catalogsite.state.folders import State

NOW = datetime(2026, 2, 1, tzinfo=UTC)
COMPONENT = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}, annotations: {{backstage.io/techdocs-ref: 'dir:.'}}}}
spec: {{type: service, lifecycle: production, owner: guests}}
"""


class OneByOne(Executor):
    """What a cluster's executor is to us: `submit` and `map`, no more."""

    def submit(self, function, /, *arguments, **named):
        future = Future()
        future.set_result(function(*arguments, **named))
        return future


EXECUTORS = {
    "threads": lambda: ThreadPoolExecutor(2),
    # A process that shares nothing with us, as a worker on another machine.
    "processes": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
    "another": OneByOne,
}


@pytest.fixture(scope="module")
def clones(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clones")
    for name in ("pay", "ship", "stock", "mail"):
        docs = {
            "mkdocs.yml": f"site_name: {name}\n",
            "docs/index.md": f"# {name}\n\nHow *it* works.\n",
        }
        commit(folder / name, {"catalog-info.yaml": COMPONENT.format(name=name), **docs})
    return folder


def run(clones, folder, executor):
    """Readings and fragments, made on an executor, in a state folder of its own."""
    state = State(folder)
    requests = [
        RepositoryRequest(source="folder", name=path.name, path=str(path))
        for path in sorted(clones.iterdir())
    ]
    checkouts = fetch_all(requests, folder, {}, 1, NoProgress(), NOW)
    readings = read_all(checkouts, state, NoProgress(), executor=executor)
    jobs = [
        ConversionJob(documentation=documentation, repository=reading.repository)
        for reading in readings
        for documentation in reading.documentation
    ]
    fragments = convert_all(jobs, state.store.folder, state.fragments, executor, NoProgress())
    return readings, fragments


@pytest.mark.parametrize("name", EXECUTORS)
def test_any_executor_gives_the_same(clones, tmp_path, name):
    alone = run(clones, tmp_path / "alone", None)
    with EXECUTORS[name]() as executor:
        together = run(clones, tmp_path / "together", executor)
    assert together == alone
    readings, fragments = together
    assert [reading.repository.name for reading in readings] == ["mail", "pay", "ship", "stock"]
    assert {ref: found.pages[0].title for ref, found in fragments.items()} == {
        f"component:default/{name}": name for name in ("mail", "pay", "ship", "stock")
    }
