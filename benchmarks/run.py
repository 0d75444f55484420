"""Measure a whole portal against what the same files and pages cost otherwise, and its growth.

python benchmarks/run.py                                    10,000 entities, all stages and comparisons
python benchmarks/run.py --growth 1000,3000,10000 --check   exponents; fails where one is above 1.1
python benchmarks/run.py --all                              everything, and docs/performance.md anew

Ratios are of CPU seconds, which a busy machine changes less than seconds on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.portal import comparisons, reload
from benchmarks.portal.commands import (
    costs,
    parse,
    warm_bytecode,
    write_organisation,
)
from benchmarks.portal.cost import Cost, timed
from benchmarks.portal.growth import exponents, measure_growth, too_steep
from benchmarks.portal.stages import measure_stages
from benchmarks.portal.weights import weights
from benchmarks.report.page import keep, write_page

SIZES = "1000,3000,10000,30000,100000"
BROWSER = "10000,50000"


def main() -> int:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
        warm_bytecode(Path(name))
    figures: dict[str, Any] = {}
    if given.all or not (given.growth or given.browser):
        with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
            figures["portal"] = measure(Path(name), given)
    steep: list[str] = []
    if given.all or given.growth:
        sizes = [int(size) for size in (given.growth or SIZES).split(",")]
        figures["growth"] = measure_growth(sizes, given.resume, given.docs, given.seed)
        steep = _print_exponents(figures["growth"])
    if given.all or given.browser:
        # Only this part needs a browser and playwright.
        from benchmarks.browser.scale import measure_sizes

        sizes = [int(size) for size in (given.browser or BROWSER).split(",")]
        figures["browser"] = measure_sizes(sizes)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")
    if given.all or given.page:
        for part, found in figures.items():
            keep(part, found)
        write_page()
    return 1 if given.check and steep else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--docs", type=int, default=100, help="repositories with documentation")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--mkdocs-pages", type=int, default=1_000, help="0: no other tools")
    parser.add_argument("--mkdocs-nav", action="store_true", help="those pages in its navigation")
    parser.add_argument("--no-stages", action="store_true", help="only whole commands")
    parser.add_argument("--growth", metavar="SIZES", help=f"numbers of entities, such as {SIZES}")
    parser.add_argument("--check", action="store_true", help="fail where growth is above 1.1")
    parser.add_argument("--resume", type=Path, default=Path("growth.json"), metavar="FILE")
    parser.add_argument("--browser", metavar="SIZES", help=f"pages in Chromium, such as {BROWSER}")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--page", action="store_true", help="also write docs/performance.md")
    parser.add_argument("--all", action="store_true", help="all parts, and the page")
    return parser.parse_args()


def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Run everything once; print a line as soon as its figure is known."""
    files = write_organisation(folder, given.entities, given.files, given.docs, given.seed)
    print(f"{given.entities:,} entities in {len(files)} files, {given.docs} with documentation")
    floor = parse(folder, files)
    found = {"parse": floor}
    _print("parse", floor, floor)
    stages = []
    if not given.no_stages:
        stages, _ = measure_stages(folder)
        for one in stages:
            label = f"{one.command}: {one.name}"
            print(
                f"  {label:<22} {one.cpu:8.2f} s CPU {one.peak_mib:6.0f} MiB   {one.cpu / floor.cpu:6.2f} x parse"
            )
        _forget(folder)
    site = folder / "site"
    for label, cost in costs(folder, files):
        found[label] = cost
        _print(label, cost, floor)
    pages = sorted((site / "catalog" / "default").glob("*/*/index.html"))
    for label, other in (
        ("same bytes written", comparisons.same_bytes),
        ("cp -r", comparisons.copied),
    ):
        found[label] = other(folder, site)
        _print(label, found[label], floor)
    figures = {
        "entities": given.entities,
        "files": len(files),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "stages": [one._asdict() for one in stages],
        "commands": {name: _figures(cost, floor) for name, cost in found.items()},
        "weights": weights(site, pages),
    }
    print(json.dumps(figures["weights"]))
    if given.mkdocs_pages and pages:
        figures |= _others(folder, pages, found["build"], given)
    figures["serve"] = _serve(folder, pages)
    return figures


def _others(
    folder: Path, pages: list[Path], build: Cost, given: argparse.Namespace
) -> dict[str, Any]:
    """CPU milliseconds of a page by each tool, and the tools that could not be measured."""
    count = comparisons.write_plain(folder, pages, given.mkdocs_pages, in_nav=given.mkdocs_nav)
    a_page, skipped = {"catalogsite": 1000 * build.cpu / len(pages)}, {}
    where = "in" if given.mkdocs_nav else "not in"
    for name, cost in comparisons.others(folder):
        if isinstance(cost, str):
            skipped[name] = cost
            print(f"{name:<18} skipped: {cost}")
            continue
        a_page[name] = 1000 * cost.cpu / count
        print(f"{name:<18} {cost}   {count} of the same pages, {where} its navigation")
    for name, ms in a_page.items():
        print(
            f"a page             {ms:8.2f} ms of CPU by {name}: {ms / a_page['catalogsite']:.1f} x ours"
        )
    return {"a_page": a_page, "skipped": skipped}


def _serve(folder: Path, pages: list[Path]) -> dict[str, float]:
    served = reload.measure(folder, f"{pages[0].parent.relative_to(folder / 'site').as_posix()}/")
    print(
        f"serve        {served['serve_start']:8.2f} s to the first page, "
        f"{served['serve_next'] * 1000:.0f} ms to an entity, "
        f"{served['serve_reload']:.2f} s from a save to the reload; in CPU {served['serve_start_cpu']:.2f} s, "
        f"{served['serve_next_cpu'] * 1000:.0f} ms, {served['serve_reload_cpu']:.2f} s"
    )
    return served


def _forget(folder: Path) -> None:
    """Let the next command be a first one."""
    timed(["rm", "-rf", "site", ".catalogsite"], folder)


def _figures(cost: Cost, floor: Cost) -> dict[str, float]:
    figures = {**cost._asdict(), "ratio": cost.cpu / floor.cpu}
    return {name: round(value, 3) for name, value in figures.items()}


def _print(label: str, cost: Cost, floor: Cost) -> None:
    print(f"{label:<18} {cost}   {cost.over(floor)}", flush=True)


def _print_exponents(figures: dict[str, Any]) -> list[str]:
    slopes = exponents(figures)
    for name, slope in slopes.items():
        print(f"{name:<26} exponent {slope:.2f}")
    steep = too_steep(slopes)
    if steep:
        print(f"above 1.1: {', '.join(steep)}")
    return steep


if __name__ == "__main__":
    sys.exit(main())
