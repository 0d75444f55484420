"""A site written by several processes is the site that one of them would have written."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from catalogsite.errors import UserError
from catalogsite.execution.progress import NoProgress
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.outputs import SiteOutputs
from catalogsite.site.publish import publish
from catalogsite.site.write import MARKER


def alone(at: str, make: Callable[[], Asset], *, kept: bool = False) -> OutputGroup:
    return OutputGroup(at, lambda _: (make(),), kept)


def _groups(count: int) -> list[OutputGroup]:
    def one(number: int) -> OutputGroup:
        path = f"folder-{number % 3}/{number}.txt"
        return alone(path, lambda: Asset(path, str(number).encode()), kept=number == 0)

    return [one(number) for number in range(count)]


def _publish(tmp_path, groups, jobs):
    site = tmp_path / f"site-{jobs}"
    with publish(site, tmp_path / "spare", NoProgress()) as publication:
        outputs = SiteOutputs(groups, lambda _: 0, lambda: None)
        publication.write_outputs(outputs, ShellRenderer({}), "", jobs, worth=0)
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in site.rglob("*")
        if file.is_file() and file.name != MARKER
    }


@pytest.mark.parametrize("jobs", [2, 3, 8])
def test_processes_write_the_same_site(tmp_path, jobs):
    alone_written = _publish(tmp_path, _groups(50), 1)
    assert len(alone_written) == 50
    assert _publish(tmp_path, _groups(50), jobs) == alone_written
    assert _publish(tmp_path, _groups(20), jobs).keys() == {group.at for group in _groups(20)}


def test_more_than_one_process_makes_them(tmp_path):
    groups = [alone(f"{n}", lambda n=n: Asset(f"{n}", str(os.getpid()).encode())) for n in range(4)]
    assert len(set(_publish(tmp_path, groups, 2).values())) == 2


def test_what_is_kept_is_made_here(tmp_path):
    groups = [
        alone(f"{n}", lambda n=n: Asset(f"{n}", str(os.getpid()).encode()), kept=True)
        for n in range(4)
    ]
    assert set(_publish(tmp_path, groups, 2).values()) == {str(os.getpid()).encode()}


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_unsafe_path_costs_its_own_file_only(tmp_path, jobs):
    unsafe = ("../out.txt", "/etc/x", "a/%2e%2e/x", "a/.git/config")
    groups = [alone(path, lambda path=path: Asset(path, b"x")) for path in unsafe]
    assert _publish(tmp_path, [*groups, *_groups(6)], jobs).keys() == {
        group.at for group in _groups(6)
    }
    assert [path.name for path in tmp_path.iterdir()] == [f"site-{jobs}"]


def _refuse() -> Asset:
    raise UserError("this page cannot be made")


def _end() -> Asset:
    os._exit(1)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [(_refuse, UserError, "cannot be made"), (_end, UserError, "was killed")],
)
def test_failure_in_another_process_leaves_the_old_site(tmp_path, make, error, words):
    before = _publish(tmp_path, _groups(10), 2)
    groups = _groups(10)
    # The first is kept, so the third is the second to be shared: it falls to the other process.
    groups[2] = alone("bad.txt", make)
    with pytest.raises(error, match=words):
        _publish(tmp_path, groups, 2)
    site = tmp_path / "site-2"
    assert {f"{f.parent.name}/{f.name}" for f in site.glob("*/*")} == set(before)
    assert _publish(tmp_path, _groups(10), 2) == before
