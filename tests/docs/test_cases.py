"""Each case is a small repository, and what its pages must and must not hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CASES = {
    f"{file.stem}/{name}": case
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for name, case in yaml.safe_load(file.read_text()).items()
}


def _nav(entries):
    return [
        {entry.title: _nav(entry.children)}
        if entry.children
        else f"{entry.title} -> {entry.url if entry.path is None else entry.path}"
        for entry in entries
    ]


@pytest.mark.parametrize("name", CASES)
def test_case(name, bench, make_component):
    case = CASES[name]
    bench.write(case["files"])
    for path, target in case.get("links", {}).items():
        (bench.folder / path).symlink_to(target)
    entities = [make_component(**words) for words in case.get("entities", [{"ref": "dir:."}])]
    if "repository" in case:
        bench.repository = bench.repository.model_copy(update=case["repository"])
    converted, found = bench.convert(*entities)
    fragments = next(iter(converted.values())) if converted else None
    problems = [*found, *(fragments.problems if fragments else ())]
    reported = [f"{p.rule} {p.file}:{p.line} {p.message}" for p in problems]
    for wanted in case.get("problems", []):
        assert any(wanted in line for line in reported), reported
    for fix in case.get("fixes", []):
        assert fix in [p.fix for p in problems], problems
    if not case.get("more_problems"):
        assert len(reported) == len(case.get("problems", [])), reported
    if "site_name" in case:
        assert fragments.site_name == case["site_name"]
    expected = {"pages", "nav", "moved", "title", "assets", "html", "absent"} & case.keys()
    assert fragments or not expected
    if fragments:
        _check_fragments(case, fragments)


def _check_fragments(case, fragments):
    for name, value in {
        "pages": lambda: [page.path for page in fragments.pages],
        "nav": lambda: _nav(fragments.nav),
        "moved": lambda: fragments.moved,
        "title": lambda: fragments.pages[0].title,
        "assets": lambda: sorted(fragments.assets),
    }.items():
        if name in case:
            assert value() == case[name]
    for path, parts in case.get("html", {}).items():
        html = fragments.page(path).html
        for part in parts:
            assert part in html, html
    for path, parts in case.get("absent", {}).items():
        html = fragments.page(path).html.lower()
        for part in parts:
            assert part.lower() not in html, html
