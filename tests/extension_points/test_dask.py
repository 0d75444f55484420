"""A run on a Dask cluster, of which a worker is killed in the middle, gives what a local run gives."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime

import pytest
from tests.execution.dask_cluster import dask_processes
from tests.extension_points.conftest import commit

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.config.settings import load_config
from catalogsite.execution.progress import NoProgress
from catalogsite.model.repository import RepositoryState
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot

if not os.environ.get("CI"):
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")

NOW = datetime(2026, 2, 1, tzinfo=UTC)
COMPONENT = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}, annotations: {{backstage.io/techdocs-ref: 'dir:.'}}}}
spec: {{type: service, lifecycle: production, owner: guests}}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {{name: {name}-api}}
spec: {{type: openapi, lifecycle: production, owner: guests, definition: {{$text: ./openapi.yaml}}}}
"""
OPENAPI = "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
PNG = b"\x89PNG\r\n\x1a\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
LARGE = 210


class KillOne(NoProgress):
    """Kills a worker at the first step of a stage: the others have items then."""

    def __init__(self, started, stage):
        self._started, self._stage = started, stage
        self.killed = None

    def step(self, stage, detail=""):
        del detail
        if stage == self._stage and self.killed is None:
            self.killed = next(iter(self._started.pids().values()))
            os.kill(self.killed, signal.SIGKILL)


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    with dask_processes(tmp_path_factory.mktemp("dask")) as made:
        made.start_workers(3)
        yield made


@pytest.fixture(scope="module")
def config_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    for number in range(8):
        name = f"service-{number}"
        docs = {
            "docs/index.md": f'# {name}\n\n![a](a.png) ![b](b.svg)\n\n--8<-- "part.txt"\n\n[gone](x.md)\n',
            "docs/part.txt": "words\n",
            "docs/b.svg": SVG,
            "docs/a.png": PNG.decode("latin-1"),
        }
        files = {"catalog-info.yaml": COMPONENT.format(name=name), "openapi.yaml": OPENAPI, **docs}
        commit(folder / "repos" / name, {"mkdocs.yml": f"site_name: {name}\n", **files})
    pages = {f"docs/p{n}.md": f"# P{n}\n\n[next](p{n + 1}.md)\n" for n in range(LARGE)}
    commit(
        folder / "repos" / "large",
        {
            "catalog-info.yaml": COMPONENT.format(name="large"),
            "openapi.yaml": OPENAPI,
            "mkdocs.yml": "site_name: Large\n",
            **pages,
        },
    )
    file = folder / "catalogsite.yaml"
    file.write_text("sources: [{kind: folder, path: 'repos/*'}]\njobs: 2\n")
    return file


@pytest.fixture(scope="module")
def run_of(config_file, tmp_path_factory):
    """A run with a state folder of its own, on a cluster or not."""

    def make(address=None, progress=None):
        config = load_config(config_file).model_copy(update={"executor": address})
        state = State(tmp_path_factory.mktemp("state"))
        return Run(config, state, NOW, progress or NoProgress(), config_file)

    return make


@pytest.fixture(scope="module")
def local(run_of):
    run = run_of()
    pipeline.collect(run)
    site = run.state.folder / "public"
    pipeline.build(run, site, accept=True)
    return run, files_of(site)


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("stage", ["read", "documentation"])
def test_a_killed_worker_changes_nothing(started, run_of, local, stage):
    progress = KillOne(started, stage)
    run = run_of(started.address, progress)
    pipeline.collect(run)
    assert run.state.snapshot.read_bytes() == local[0].state.snapshot.read_bytes()
    site = run.state.folder / "public"
    pipeline.build(run, site, accept=True)
    assert progress.killed is not None
    assert files_of(site) == local[1]


def test_an_unchanged_run_reads_nothing(started, run_of):
    run = run_of(started.address)
    pipeline.collect(run)
    kept = {path: path.stat().st_mtime_ns for path in run.state.readings.rglob("*.json")}
    pipeline.collect(run)
    states = {one.state for one in read_snapshot(run.state.snapshot).repositories}
    assert states == {RepositoryState.UNCHANGED}
    assert kept.keys() == set(run.state.readings.rglob("*.json"))
    assert len(kept) == 9
