"""Processes share the outputs of a site: each is made by one of them, and recorded once."""

from __future__ import annotations

import pickle
from itertools import chain
from pathlib import Path

import pytest

from catalogsite.model.page import Asset, OutputGroup
from catalogsite.model.read_log import ReadLog
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.manifest.records import OutputRecords
from catalogsite.site.workers.shares import numbered, shares_of
from catalogsite.site.workers.write_groups import read_results, write_groups
from catalogsite.site.write import SiteWriter


@pytest.mark.parametrize("jobs", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [0, 1, 7, 799, 5000])
def test_each_output_is_in_one_share(count: int, jobs: int) -> None:
    outputs = range(3, 3 + 2 * count, 2)
    shares = shares_of(outputs, jobs)
    assert len(shares) == jobs
    assert sorted(chain.from_iterable(shares)) == list(outputs)
    assert all(list(share) == sorted(share) for share in shares)
    sizes = [len(share) for share in shares]
    assert max(sizes) - min(sizes) <= 8


@pytest.mark.parametrize("numbers", [(), (0,), (2, 5), (4,), range(6)])
def test_groups_by_number(numbers: tuple[int, ...]) -> None:
    groups = [OutputGroup(str(number), lambda _: ()) for number in range(6)]
    assert [one.at for one in numbered(iter(groups), numbers)] == [str(one) for one in numbers]


@pytest.mark.parametrize("most", [1, 2, 5, 100])
def test_records_come_in_parts(tmp_path: Path, most: int) -> None:
    groups = [_recorded(number) for number in range(5)]
    whole, together = OutputRecords(), OutputRecords()
    with SiteWriter(tmp_path / "site", tmp_path / "spare") as writer:
        write_groups(writer, ShellRenderer({}), groups, whole.merge)
        with (tmp_path / "records").open("wb") as stream:
            writer.take_count()
            write_groups(
                writer,
                ShellRenderer({}),
                groups,
                lambda records: pickle.dump((writer.take_count(), records), stream),
                most,
            )
        for count, part in read_results(tmp_path / "records"):
            assert len(part.outputs) <= most
            assert len(count.paths) == len(part.outputs)
            writer.merge(count)
            together.merge(part)
        writer.publish()
    assert len([*(tmp_path / "site").glob("*.txt")]) == len(groups)
    assert together.outputs.keys() == whole.outputs.keys()
    assert (together.items, together.collections) == (whole.items, whole.collections)
    assert [one.reads for one in together.outputs.values()] == [
        one.reads for one in whole.outputs.values()
    ]


def _recorded(number: int) -> OutputGroup:
    def make(reads: ReadLog) -> list[Asset]:
        reads.add("number", str(number))
        reads.add("parity", str(number % 2))
        return [Asset(f"{number}.txt", str(number).encode())]

    return OutputGroup(f"{number}.txt", make, recorded=True)
