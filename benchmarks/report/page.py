"""Writes the figures into docs/performance.md: each block between its markers, and the plots."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.portal.growth import exponents
from benchmarks.report.chart import bars, lines

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/performance.md"
PLOTS = ROOT / "docs/images/performance"
FIGURES = ROOT / "benchmarks/figures.json"
"""The last figures of each part; a part that was not measured again stays."""


def keep(part: str, figures: Mapping[str, Any]) -> None:
    """Keep the figures of a part for the page."""
    known = json.loads(FIGURES.read_text()) if FIGURES.is_file() else {}
    known[part] = figures
    known.setdefault("load", {})[part] = round(os.getloadavg()[1], 1)
    FIGURES.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")


def write_page() -> None:
    """Write every block of the page whose figures are known."""
    known = json.loads(FIGURES.read_text())
    text = PAGE.read_text("utf-8")
    PLOTS.mkdir(parents=True, exist_ok=True)
    for part, block in BLOCKS.items():
        if part not in known:
            continue
        marked = re.compile(rf"(<!-- begin {part} -->\n).*?(<!-- end {part} -->)", re.DOTALL)
        content = "\n".join([*block(known[part]), "", _load(known["load"][part])])
        text = marked.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", text)
    PAGE.write_text(text, "utf-8")


def _load(average: float) -> str:
    said = f"Load average of the machine at the end: {average:.1f}."
    busy = average > 1.5 * (os.cpu_count() or 1)
    return f"{said} It was busy: only CPU and bytes count." if busy else said


def _portal(figures: Mapping[str, Any]) -> Iterable[str]:
    yield f"{figures['entities']:,} entities in {figures['files']} files, on {figures['machine']}."
    yield ""
    rows = [
        [
            name,
            f"{one['seconds']:.1f}",
            f"{one['cpu']:.1f}",
            f"{one['peak_mib']:.0f}",
            f"{one['ratio']:.1f}",
        ]
        for name, one in figures["commands"].items()
    ]
    yield _table(("what", "seconds", "CPU seconds", "peak MiB", "CPU to `parse`"), rows)
    yield ""
    yield _plot(
        "stages",
        "CPU of each stage",
        bars("CPU of each stage, one process", _named(figures["stages"]), "s"),
    )
    yield ""
    sizes = figures["weights"]
    yield (
        f"The site has {sizes['files']:,} files and {sizes['bytes'] / 1e6:,.0f} MB. A page of an entity has "
        f"{sizes['page_median'] / 1000:.1f} KB (median; {sizes['page_p99'] / 1000:.1f} KB at 99 %). After gzip the "
        f"type-ahead index has {sizes['search_gz'] / 1000:,.0f} KB, and the rows of the table {sizes['table_gz'] / 1000:,.0f} KB."
    )
    a_page = figures.get("a_page")
    if a_page:
        yield ""
        yield _table(
            ("one page of the same text", "CPU ms", "our CPU as 1"),
            [
                [name, f"{ms:.2f}", f"{ms / a_page['catalogsite']:.1f}"]
                for name, ms in a_page.items()
            ],
        )
    if served := figures.get("serve"):
        yield ""
        yield (
            f"`mkdocs serve` over its snapshot: {served['serve_start_cpu']:.1f} s of CPU to the first page, "
            f"{served['serve_first_cpu']:.1f} s to the first entity and {served['serve_next_cpu'] * 1000:.0f} ms to the next; from a "
            f"save to the reload {served['serve_reload']:.1f} s on the clock, {served['serve_reload_cpu']:.2f} s of CPU."
        )
    for name, why in figures.get("skipped", {}).items():
        yield f"\n{name} was not measured: {why}."


def _named(stages: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {f"{one['command']}: {one['name']}": one["cpu"] for one in stages if one["cpu"] >= 0.05}


def _growth(figures: Mapping[str, Any]) -> Iterable[str]:
    sizes = sorted(map(int, figures))
    at = [figures[str(size)] for size in sizes]
    names = list(at[-1]["cpu"])
    series = {"parse": [one["parse"] for one in at]}
    series |= {name: [one["cpu"][name] for one in at] for name in names}
    yield _plot(
        "growth-cpu",
        "CPU over entities",
        lines("CPU seconds of the commands", sizes, series, "CPU seconds"),
    )
    yield ""
    peaks = {name: [one["peak_mib"][name] for one in at] for name in names}
    yield _plot(
        "growth-memory",
        "Memory over entities",
        lines("Peak memory of the commands", sizes, peaks, "MiB"),
    )
    yield ""
    slopes = exponents(dict(figures))
    head = ("", *(f"{size:,}" for size in sizes), "exponent")
    rows = [["`parse`, CPU s", *(f"{one['parse']:.1f}" for one in at), ""]]
    for name in names:
        rows.append(
            [f"{name}, CPU s", *(f"{one['cpu'][name]:.1f}" for one in at), f"{slopes[name]:.2f}"]
        )
        rows.append(
            [
                f"{name}, MiB",
                *(f"{one['peak_mib'][name]:.0f}" for one in at),
                f"{slopes[f'{name}: memory']:.2f}",
            ]
        )
    for name in at[-1]["stages"]:
        if name in slopes:
            cells = (f"{one['stages'].get(name, 0):.1f}" for one in at)
            rows.append([f"stage {name}, CPU s", *cells, f"{slopes[name]:.2f}"])
    yield _table(head, rows)


def _browser(figures: Mapping[str, Any]) -> Iterable[str]:
    titles = {
        "data_gz": ("data, KB gz", 1000),
        "bytes_gz": ("all files, KB gz", 1000),
        "first_rows_ms": ("first rows, ms", 1),
        "first_paint_ms": ("first paint, ms", 1),
        "usable_ms": ("usable, ms", 1),
        "first_result_ms": ("first result, ms", 1),
        "heap_bytes": ("heap, MB", 1_000_000),
    }
    head = ("page", "entities", "what", "median", "95 %")
    rows = []
    for page in dict.fromkeys(page for of in figures.values() for page in of):
        for entities, pages in figures.items():
            found = pages.get(page, {})
            for key, (title, unit) in titles.items():
                if key in found:
                    rows.append(
                        [page, f"{int(entities):,}", title, f"{found[key] / unit:,.1f}", ""]
                    )
            for key, title in (("key_ms", "a key, ms"), ("key_cpu_ms", "a key, ms of CPU")):
                if key in found:
                    rows.append(
                        [
                            page,
                            f"{int(entities):,}",
                            title,
                            f"{found[key]['median']:.0f}",
                            f"{found[key]['p95']:.0f}",
                        ]
                    )
    yield _table(head, rows)


BLOCKS: dict[str, Callable[[Mapping[str, Any]], Iterable[str]]] = {
    "portal": _portal,
    "growth": _growth,
    "browser": _browser,
}


def _plot(name: str, words: str, svg: str) -> str:
    (PLOTS / f"{name}.svg").write_text(svg, "utf-8")
    return f"![{words}](images/performance/{name}.svg)"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    marks = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))
