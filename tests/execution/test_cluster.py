"""Work on a Dask cluster: what it gives, what it costs when something dies, what it refuses."""

from __future__ import annotations

import os
import sys

import pytest
from tests.execution.items import doubled_or_killed, failing

from catalogsite.errors import ClusterError
from catalogsite.execution.cluster import cluster, require_dask
from catalogsite.execution.cluster_address import require_scheduler
from catalogsite.execution.cluster_worker import Different, run_item
from catalogsite.execution.installed import CODE, installed_versions

if not os.environ.get("CI"):
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    from tests.execution.dask_cluster import dask_processes

    with dask_processes(tmp_path_factory.mktemp("dask")) as made:
        made.start_workers(3)
        yield made


def test_only_what_kills_its_process_or_its_worker_is_lost(started):
    items = [1, "process", 2, "worker", 3, 4, 5, 6, 7, 8]
    with cluster(started.address) as connected:
        assert connected.workers == 3
        found = list(connected.mapped(doubled_or_killed, items, lost=lambda one: f"lost {one}"))
    assert found == [2, "lost process", 4, "lost worker", 6, 8, 10, 12, 14, 16]


def test_what_an_item_raises_is_raised(started):
    with (
        cluster(started.address) as connected,
        pytest.raises(ValueError, match="the reason"),
    ):
        list(connected.mapped(failing, ["the reason"], lost=str))


def test_without_workers_and_with_other_versions_it_is_refused(tmp_path):
    from tests.execution.dask_cluster import dask_processes

    other = tmp_path / "other" / "catalogsite-9.9.9.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: catalogsite\nVersion: 9.9.9\n")
    with dask_processes(tmp_path) as made:
        with pytest.raises(ClusterError, match="has no worker") as none, cluster(made.address):
            pass
        assert "start one: dask worker 127.0.0.1:" in none.value.fix
        made.start_workers(1, other.parent)
        with pytest.raises(ClusterError) as refused, cluster(made.address):
            pass
    assert refused.value.what == "it has catalogsite 9.9.9, and this run 0.1.0"
    assert refused.value.where.startswith("worker tcp://127.0.0.1:")
    assert "install the same on all workers" in refused.value.fix


def test_a_scheduler_that_does_not_answer_is_an_error():
    with (
        pytest.raises(ClusterError, match="does not answer") as error,
        cluster("dask://127.0.0.1:1"),
    ):
        pass
    assert error.value.where == "dask://127.0.0.1:1"
    assert "`dask scheduler`" in error.value.fix


def test_a_worker_that_joins_later_is_compared_too():
    wanted = {**installed_versions(), CODE: "another"}
    outcome = run_item("run", wanted, doubled_or_killed, 1)
    assert outcome == Different({CODE: installed_versions()[CODE]})


def test_versions_name_what_results_depend_on():
    versions = installed_versions()
    assert {"Python", "catalogsite", "mkdocs", "pyyaml", "jsonschema-rs"} <= versions.keys()
    assert "distributed" not in versions
    assert all(versions[name] for name in ("Python", "catalogsite", CODE, "mkdocs"))


def test_without_the_extra_one_line_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError) as error:
        require_dask()
    assert "pip install 'catalogsite[dask]'" in error.value.fix


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("dask://scheduler:8786", True),
        ("dask://10.0.0.1:1", True),
        ("dask://[::1]:8786", True),
        ("dask://scheduler", False),
        ("dask://scheduler:99999", False),
        ("tcp://scheduler:8786", False),
        ("dask://user@scheduler:8786", False),
        ("scheduler:8786", False),
    ],
)
def test_an_address_is_that_of_a_scheduler(address, is_one):
    if is_one:
        require_scheduler(address)
    else:
        with pytest.raises(ValueError, match="is not dask://HOST:PORT"):
            require_scheduler(address)
