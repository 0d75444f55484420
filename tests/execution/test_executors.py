"""A worker that the system kills costs its own item, and says whose it was."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.reading.reading_cache import read_all
from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.execution.executors import mapped
from catalogsite.execution.progress import NoProgress
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.repository import Repository, RepositoryRequest, RepositoryState
from catalogsite.state.folders import State

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def die():
    """End this process as the system would."""
    os.kill(os.getpid(), signal.SIGKILL)


def doubled(number):
    if number < 0:
        die()
    return number * 2


LISTS = {
    "no one": [1, 2, 3, 4],
    "the first": [-1, 2, 3, 4],
    "the last": [1, 2, 3, -4],
    "two": [1, -2, 3, -4, 5],
    "all": [-1, -2],
}


@pytest.mark.parametrize("chunk", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_only_what_killed_its_process_is_lost(name, chunk):
    items = LISTS[name]
    with ProcessPoolExecutor(2) as executor:
        found = list(mapped(executor, doubled, items, lost=str, chunk=chunk))
    assert found == [n * 2 if n > 0 else str(n) for n in items]


def test_an_executor_of_threads_is_as_good():
    with ThreadPoolExecutor(2) as executor:
        assert list(mapped(executor, doubled, [1, 2], lost=str)) == [2, 4]


@dataclass(frozen=True)
class Deadly(Checkout):
    """A repository over which the system kills its reader."""

    def open(self):
        die()


def test_the_repository_over_which_a_reader_is_killed_is_named(tmp_path):
    checkouts = []
    for number in range(24):
        folder = tmp_path / f"repo-{number}"
        folder.mkdir()
        (folder / "README.md").write_text("# Words\n")
        request = RepositoryRequest(source="folder", name=folder.name, path=str(folder))
        repository = Repository(id=folder.name, name=folder.name, source="folder")
        kind = Deadly if number == 7 else Checkout
        checkouts.append(kind(repository, request, key="1"))
    readings = read_all(checkouts, State(tmp_path / "state"), NoProgress(), jobs=2)
    assert [one.repository.id for one in readings] == [one.repository.id for one in checkouts]
    (problem,) = readings[7].problems
    assert (problem.rule, problem.repository) == ("repository-unreadable", "repo-7")
    assert "killed" in problem.message
    assert problem.fix
    failed = [one for one in readings if one.repository.state is RepositoryState.FAILED]
    assert failed == [readings[7]]


class Fatal(Documentation):
    """A documentation over which the system kills its converter."""

    def __reduce__(self):
        return (die, ())


def test_the_documentation_over_which_a_converter_is_killed_is_named(tmp_path):
    repository = Repository(id="r", name="r", source="folder")
    jobs = [
        ConversionJob(
            documentation=kind(
                entity_ref=f"component:default/{n}", repository="r", tree=f"{n}" * 64
            ),
            repository=repository,
        )
        for n, kind in enumerate([Documentation, Fatal, Documentation])
    ]
    with ProcessPoolExecutor(2) as executor:
        found = convert_all(jobs, tmp_path / "store", tmp_path / "cache", executor)
    reported = {ref: [problem.message for problem in one.problems] for ref, one in found.items()}
    killed = [
        ref for ref, messages in reported.items() if any("killed" in text for text in messages)
    ]
    assert killed == ["component:default/1"]
