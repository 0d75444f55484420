"""A large documentation is converted in parts, by several processes, into the same as by one."""

from __future__ import annotations

import shutil
from concurrent.futures import Executor, Future

import pytest

from catalogsite.docs.converter import convert
from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.convert_step import Step
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.execution.executors import processes
from catalogsite.state.folders import State
from catalogsite.state.repair import locked

PAGES = 230
REF = "component:default/pay"


class Recording(Executor):
    """An executor that notes the steps that it ran."""

    def __init__(self, refuse=lambda _: False):
        self.steps = []
        self._refuse = refuse

    def submit(self, function, /, *arguments):
        future = Future()
        (step,) = arguments
        self.steps.append(step)
        future.set_result(None if self._refuse(step) else function(step))
        return future


def page(number):
    other = (number * 7) % PAGES
    return (
        f"# Page {number}\n\nSee [that](p{other}.md#part), [gone](gone-{number}.md) and "
        f'[part](#part).\n\n## Part\n\n--8<-- "shared.txt"\n\n![a](a.png)\n\n' + "word " * number
    )


@pytest.fixture
def large(bench):
    bench.write({f"docs/p{n}.md": page(n) for n in range(1, PAGES)})
    bench.write({"docs/index.md": "---\ntitle: Start\n---\nHello\n", "docs/a.png": b"\x89PNG"})
    bench.write({"docs/shared.txt": "shared words\n", "mkdocs.yml": "site_name: Pay\n"})
    return bench


def converted(bench, cache, executor=None, number=1):
    found, _ = bench.find()
    jobs = [ConversionJob(documentation=one, repository=bench.repository) for one in found]
    return convert_all(jobs, bench.store.folder, bench.tmp_path / cache, executor, processes=number)


@pytest.fixture
def alone(large):
    return converted(large, "alone")


def shape(steps):
    return [(step.most, step.part and (step.part.number, step.part.count)) for step in steps]


def test_parts_give_the_same(large, alone):
    executor = Recording()
    assert converted(large, "parts", executor, 3) == alone
    parts = [(None, (n, 3)) for n in range(3)]
    assert shape(executor.steps) == [(64, None), *parts, (None, None)]
    assert len(alone[REF].pages) == PAGES
    assert {one.rule for one in alone[REF].problems} == {"broken-link"}
    assert not list((large.tmp_path / "parts" / "parts").rglob("*.json")), "removed when finished"


def test_processes_give_the_same(large, alone):
    with processes(2) as executor:
        assert converted(large, "processes", executor, 2) == alone


def test_a_part_that_is_lost_is_converted_at_the_end(large, alone):
    executor = Recording(refuse=lambda step: step.part is not None and step.part.number == 1)
    assert converted(large, "lost", executor, 3) == alone


def test_parts_of_a_killed_run_are_used_again(large, alone, monkeypatch):
    cache = "killed"
    with pytest.raises(KeyboardInterrupt):
        converted(large, cache, Recording(refuse=_interrupt_at_the_end), 2)
    rendered = count_renderings(monkeypatch)
    assert converted(large, cache, Recording(), 2) == alone
    assert not rendered


def test_parts_that_are_left_are_no_damage_of_the_state(large):
    state = State(large.tmp_path)
    with pytest.raises(KeyboardInterrupt):
        converted(large, state.fragments.name, Recording(_interrupt_at_the_end), 2)
    assert len(list((state.fragments / "parts").rglob("*.json"))) == 2
    with locked(state) as moved:
        assert not moved


def _interrupt_at_the_end(step: Step):
    if step.most is None and step.part is None:
        raise KeyboardInterrupt
    return False


def count_renderings(monkeypatch):
    from catalogsite.docs.converter.engine import Engine

    rendered, render = [], Engine.render

    def counting(self, source):
        rendered.append(source.file)
        return render(self, source)

    monkeypatch.setattr(Engine, "render", counting)
    return rendered


def test_one_changed_page_is_converted_alone_without_parts(large, monkeypatch):
    converted(large, "cache")
    large.write({"docs/p9.md": "# Changed\n"})
    fresh = converted(large, "fresh")
    rendered, executor = count_renderings(monkeypatch), Recording()
    assert converted(large, "cache", executor, 3) == fresh
    assert shape(executor.steps) == [(64, None)]
    assert rendered == ["docs/p9.md"]


def test_a_changed_snippet_converts_only_the_pages_that_have_it(large, monkeypatch):
    large.write({"docs/p5.md": "# Without\n"})
    converted(large, "cache")
    large.write({"docs/shared.txt": "other words\n"})
    rendered = count_renderings(monkeypatch)
    converted(large, "cache")
    assert len(rendered) == PAGES - 2


def test_another_configuration_converts_every_page(large, monkeypatch):
    converted(large, "cache")
    large.write({"mkdocs.yml": "site_name: Pay\nmarkdown_extensions: [pymdownx.progressbar]\n"})
    rendered = count_renderings(monkeypatch)
    converted(large, "cache")
    assert len(rendered) == PAGES


def test_small_documentation_is_not_divided(large):
    shutil.rmtree(large.folder / "docs")
    large.write({f"docs/p{n}.md": f"# P{n}\n" for n in range(convert._WORTH_PARTS)})
    executor = Recording()
    converted(large, "small", executor, 4)
    assert shape(executor.steps) == [(None, None)]
