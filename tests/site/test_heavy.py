"""What takes all time and memory that it can get costs itself, and honest repositories nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.site import heavy
from tests.site.heavy import HONEST, Run

pytestmark = pytest.mark.slow

MOST_MEGABYTES = 1800
"""What one process has, 1 GB for reading or 1.5 GB for a page, and a little more."""
MOST_CPU = 600


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return heavy.build(tmp_path_factory.mktemp("alone"), hostile=False)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return heavy.build(tmp_path_factory.mktemp("beside"), hostile=True)


def test_honest_repositories_are_complete(alone: Run, beside: Run) -> None:
    assert (alone.code, beside.code) == (0, 4), beside.output
    assert "Traceback" not in beside.output
    for name in HONEST:
        assert f"Words of {name}" in alone.page(name)
        assert beside.page(name) == alone.page(name)
        assert (beside.folder / f"site/catalog/default/component/{name}/index.html").is_file()


def test_time_and_memory_are_bounded(alone: Run, beside: Run, record_property) -> None:
    for name, run in (("alone", alone), ("beside", beside)):
        record_property(f"{name}_cpu_seconds", round(run.cpu, 1))
        record_property(f"{name}_megabytes", run.megabytes)
    assert alone.megabytes < 300
    assert beside.megabytes < MOST_MEGABYTES
    assert beside.cpu < MOST_CPU


def test_what_was_lost_is_told(beside: Run) -> None:
    found = json.loads((beside.folder / "site/api/problems.json").read_bytes())
    told: dict[str, set[str]] = {}
    for one in found:
        told.setdefault(Path(one.get("repository") or "").name, set()).add(one["rule"])
    expected = {
        "definitions": "repository-unreadable",
        "readme": "docs-page",
        "elements": "docs-failed",
        "brackets": "docs-limit",
        "pages": "docs-limit",
        "depth": "yaml-syntax",
        "aliases": "yaml-syntax",
        "drawing": "docs-svg",
    }
    assert {name: rule for name, rule in expected.items() if rule not in told.get(name, ())} == {}
    assert "bomb: its commit lists more files than can be read" in beside.output


def test_nothing_is_told_of_honest_repositories(beside: Run) -> None:
    found = json.loads((beside.folder / "site/api/problems.json").read_bytes())
    rules = {one["rule"] for one in found if Path(one.get("repository") or "").name in HONEST}
    assert rules <= {"dangling-reference"}
