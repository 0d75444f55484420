"""Measure the pages that grow with the catalog in Chromium: table, type-ahead, full text, graph.

python benchmarks/browser/scale.py --entities 10000,50000     (or --portal FOLDER, built before)

Bytes are after gzip. A key counts until the end of the next frame, at eight keys a second; its CPU
is that of the page, which a busy machine changes less than milliseconds on the clock.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.browser.chromium import Key, Site, Visit, opened, spread
from benchmarks.portal.commands import write_organisation
from benchmarks.portal.cost import environment

WORDS = ("payment gate", "invoice-or", "kafka", "zz")
ROUNDS = 2
# Only the outputs whose cost in the browser is measured: tens of thousands of other pages take minutes.
BUILD = """
import dataclasses, importlib
from catalogsite.cli import main
made = importlib.import_module("catalogsite.site.outputs")
whole = made.site_outputs
def wanted(at):
    return at in ("", "catalog/") or at.startswith(("assets/", "graph/", "api/graph/", "pagefind/"))
def some(*given, **named):
    outputs = whole(*given, **named)
    return dataclasses.replace(outputs, groups=[one for one in outputs.groups if wanted(one.at)])
made.site_outputs = some
main()
"""


def measure_table(site: Site) -> dict[str, Any]:
    """The catalog table: usable when its box for words is there."""
    keys: list[Key] = []
    found: dict[str, Any] = {}
    for _ in range(ROUNDS):
        with site.visit("catalog/") as visit:
            visit.page.wait_for_selector("[data-cs-rows] tbody tr", state="attached")
            visit.page.wait_for_selector("[data-cs-toolbar] input")
            found["usable_ms"] = visit.now()
            visit.page.wait_for_timeout(1_500)
            # The first rows are in the page itself.
            found["first_rows_ms"] = visit.paint()
            found["bytes_gz"] = visit.bytes_gz()
            found["data_gz"] = visit.bytes_gz("table")
            keys += _typed(visit, "[data-cs-toolbar] input")
            found["heap_bytes"] = visit.heap()
    return found | _key_figures(keys)


def measure_typeahead(site: Site) -> dict[str, Any]:
    """The dialog of search: usable when its facets are there, which the index brings."""
    keys: list[Key] = []
    found: dict[str, Any] = {}
    for _ in range(ROUNDS):
        with _dialog(site) as (visit, started):
            found["usable_ms"] = visit.now() - started
            found["data_gz"] = visit.bytes_gz("entities")
            # Whoever types at once does it while the index is prepared.
            keys += _typed(visit, "dialog[open] input")
            found["heap_bytes"] = visit.heap()
    return found | _key_figures(keys)


def measure_fulltext(site: Site) -> dict[str, Any]:
    """Pagefind: time from typing a word of the documentation to its first page."""
    found: dict[str, Any] = {}
    with _dialog(site) as (visit, _):
        visit.page.wait_for_timeout(3_000)
        before = visit.now()
        visit.page.fill("dialog[open] input", "settlement")
        visit.page.wait_for_selector("#cs-search-documentation", state="attached")
        found["first_result_ms"] = visit.now() - before
        found["bytes_gz"] = visit.bytes_gz("pagefind/")
    return found


def measure_graph(site: Site) -> dict[str, Any]:
    """The explorer: first paint, and the time until the drawing answers."""
    found: dict[str, Any] = {}
    for _ in range(ROUNDS):
        with site.visit("graph/") as visit:
            visit.page.wait_for_selector("[data-cs-ready]", state="attached")
            found["usable_ms"] = visit.now()
            found["first_paint_ms"] = visit.paint()
            found["data_gz"] = visit.bytes_gz("graph.json")
            found["heap_bytes"] = visit.heap()
    return found


MEASURED = {
    "table": measure_table,
    "type-ahead": measure_typeahead,
    "full text": measure_fulltext,
    "graph": measure_graph,
}


def _typed(visit: Visit, selector: str) -> list[Key]:
    return [key for word in WORDS for key in visit.type(selector, word)]


def _key_figures(keys: list[Key]) -> dict[str, Any]:
    return {
        "key_ms": spread([key.clock for key in keys]),
        "key_cpu_ms": spread([key.cpu for key in keys]),
        "key_later_cpu_ms": spread([key.after for key in keys]),
    }


@contextmanager
def _dialog(site: Site) -> Iterator[tuple[Visit, float]]:
    with site.visit("", wait_until="load") as visit:
        visit.page.wait_for_timeout(500)
        started = visit.now()
        visit.page.keyboard.press("/")
        loaded = "dialog[open] [data-facet=kind] option:nth-child(2)"
        visit.page.wait_for_selector(loaded, state="attached")
        yield visit, started


def build(folder: Path, entities: int) -> Path:
    """The site of a generated organisation, without its pages of entities."""
    write_organisation(folder, entities, max(1, entities // 30), docs=100, seed=42)
    command = [sys.executable, "-c", BUILD, "build", "-q"]
    subprocess.run(command, cwd=folder, check=True, env=environment())
    return folder / "site"


def measure(folder: Path, only: set[str]) -> dict[str, Any]:
    """The figures of each page; a line is printed as soon as it is known."""
    figures: dict[str, Any] = {}
    with opened(folder) as site:
        for name, of in MEASURED.items():
            if only and name not in only:
                continue
            figures[name] = _rounded(of(site))
            print(f"{name:<12} {json.dumps(figures[name])}", flush=True)
    return figures


def measure_sizes(sizes: list[int], only: set[str] = frozenset()) -> dict[str, Any]:
    """The figures of each page by number of entities."""
    figures = {}
    for entities in sizes:
        with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
            print(f"{entities:,} entities", flush=True)
            figures[str(entities)] = measure(build(Path(name), entities), only)
    return figures


def _rounded(found: dict[str, Any]) -> dict[str, Any]:
    return {key: round(one, 1) if isinstance(one, float) else one for key, one in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", default="10000,50000")
    parser.add_argument("--portal", type=Path, help="a folder with a site, built before")
    parser.add_argument("--only", action="append", default=[], choices=list(MEASURED))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    if given.portal:
        figures["portal"] = measure(given.portal / "site", set(given.only))
    else:
        figures = measure_sizes(list(map(int, given.entities.split(","))), set(given.only))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
