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
    entities = [make_component(**words) for words in case.get("entities", [{"ref": "dir:."}])]
    converted, found = bench.convert(*entities)
    fragments = next(iter(converted.values())) if converted else None
    problems = [*found, *(fragments.problems if fragments else ())]
    told = [f"{p.rule} {p.file}:{p.line} {p.message}" for p in problems]
    for wanted in case.get("problems", []):
        assert any(wanted in line for line in told), told
    if not case.get("more_problems"):
        assert len(told) == len(case.get("problems", [])), told
    if "site_name" in case:
        assert fragments.site_name == case["site_name"]
    if "pages" in case:
        assert [page.path for page in fragments.pages] == case["pages"]
    if "nav" in case:
        assert _nav(fragments.nav) == case["nav"]
    if "moved" in case:
        assert fragments.moved == case["moved"]
    if "assets" in case:
        assert sorted(fragments.assets) == case["assets"]
    for path, parts in case.get("html", {}).items():
        html = fragments.page(path).html
        for part in parts:
            assert part in html, html
    for path, parts in case.get("absent", {}).items():
        html = fragments.page(path).html.lower()
        for part in parts:
            assert part.lower() not in html, html
