"""Measure a whole run against what the same files cost otherwise, and print the ratios.

python benchmarks/run.py --entities 10000 --files 100

- `parse`: PyYAML's C loader reads the same files, and nothing more: the floor of any catalog.
- `collect`, `build`: our commands, each in a process of its own; `again` with nothing changed.
- `mkdocs`: plain MkDocs with Material over some of the pages that we have built.
- `serve`: MkDocs with our plugin over the same snapshot, from start to reload.

Memory is the peak of all processes of a command together. Ratios are of CPU seconds, which a busy
machine changes less than seconds on the clock.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import reload
from generate import write

PARSE = """
import sys, yaml
for path in sys.stdin.read().split():
    with open(path, "rb") as stream:
        for _ in yaml.load_all(stream, Loader=yaml.CSafeLoader):
            pass
"""
CONFIG = """title: Benchmark
url: https://portal.example/
sources: [{kind: folder, path: 'repos/*'}]
"""
PLAIN = """site_name: Plain
theme: {name: material, font: false}
plugins: [search]
validation: {nav: {omitted_files: ignore}}
"""
OURS = [sys.executable, "-m", "catalogsite"]
SOON, RARELY = 0.1, 1.0
"""Seconds between looks at memory, the first and the later ones: a look stops the process while
its pages are counted."""


class Cost(NamedTuple):
    """What a command took, its children included."""

    seconds: float
    cpu: float
    peak_mib: float

    def __str__(self) -> str:
        return f"{self.seconds:8.2f} s {self.cpu:8.2f} s CPU {self.peak_mib:6.0f} MiB"

    def over(self, floor: Cost) -> str:
        return f"{self.cpu / floor.cpu:6.1f} x parse, {self.peak_mib / floor.peak_mib:.1f} x memory"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--docs", type=int, default=100, help="repositories with documentation")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--mkdocs-pages", type=int, default=1_000)
    parser.add_argument(
        "--mkdocs-nav", action="store_true", help="those pages in its navigation, as by default"
    )
    parser.add_argument("--json", type=Path, help="also write the figures here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
        figures = measure(Path(name), given)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def measure(folder: Path, given: argparse.Namespace) -> dict[str, float]:
    """Run everything once; print a line as soon as its figure is known."""
    files = write(folder / "repos", given.entities, given.files, given.seed, given.docs)
    (folder / "catalogsite.yaml").write_text(CONFIG)
    print(f"{given.entities} entities in {len(files)} files, {given.docs} with documentation")
    floor = timed([sys.executable, "-c", PARSE], folder, "\n".join(map(str, files)))
    print(f"parse        {floor}   PyYAML, C loader")
    figures = named("parse", floor)
    for label, arguments in (
        ("collect", ["collect", "-q"]),
        ("again", ["collect", "-q"]),
        ("build", ["build", "-q", "--no-collect"]),
        ("rebuild", ["build", "-q", "--no-collect"]),
        ("unchanged", ["build", "-q", "--no-collect"]),
    ):
        cost = timed([*OURS, *arguments], folder)
        print(f"{label:<12} {cost}   {cost.over(floor)}", flush=True)
        figures |= named(label, cost)
    pages = sorted((folder / "site" / "catalog" / "default").glob("*/*/index.html"))
    figures |= against_mkdocs(folder, pages, figures, given)
    figures |= weights(folder / "site", pages)
    entity = pages[0].parent.relative_to(folder / "site").as_posix()
    served = reload.measure(folder, f"{entity}/")
    print(
        f"serve        {served['serve_start']:8.2f} s to the first page, "
        f"{served['serve_next'] * 1000:.0f} ms to an entity, "
        f"{served['serve_reload']:.2f} s from a save to the reload"
    )
    return figures | served


def named(label: str, cost: Cost) -> dict[str, float]:
    return {f"{label}_{name}": round(value, 3) for name, value in cost._asdict().items()}


def against_mkdocs(
    folder: Path, pages: list[Path], ours: dict[str, float], given: argparse.Namespace
) -> dict[str, float]:
    """Plain MkDocs + Material over the same text, and the ratios for one page."""
    wanted = given.mkdocs_pages
    if not pages or not wanted:
        return {}
    chosen = pages[:: max(1, len(pages) // wanted)][:wanted]
    plain = folder / "plain"
    for number, page in enumerate(chosen):
        target = plain / "docs" / f"page-{number}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(as_markdown(page.read_text("utf-8")))
    (plain / "docs" / "index.md").write_text("# Home\n")
    nav = "" if given.mkdocs_nav else "nav: [{Home: index.md}]\n"
    (plain / "mkdocs.yml").write_text(PLAIN + nav)
    cost = timed([sys.executable, "-m", "mkdocs", "build", "-q"], plain)
    where = "in the navigation" if given.mkdocs_nav else "not in the navigation"
    print(f"mkdocs       {cost}   {len(chosen)} of the same pages, {where}")
    figures = named("mkdocs", cost)
    for kind, words in (("seconds", "on the clock"), ("cpu", "of CPU")):
        theirs, own = getattr(cost, kind) / len(chosen), ours[f"build_{kind}"] / len(pages)
        print(
            f"a page       {theirs * 1000:8.2f} ms {words} by MkDocs, {own * 1000:.2f} ms by us "
            f"with JSON, Markdown, badge and search: {theirs / own:.1f} x faster"
        )
        figures[f"times_faster_{kind}"] = round(theirs / own, 2)
    return figures


def weights(site: Path, pages: list[Path]) -> dict[str, float]:
    """How much a reader loads."""
    sizes = sorted(page.stat().st_size for page in pages)
    packed = {
        name: len(gzip.compress((site / "assets/catalogsite" / file).read_bytes(), 6))
        for name, file in (("search_gz", "entities.json"), ("table_gz", "table.json"))
    }
    figures = {
        "page_median": statistics.median(sizes),
        "page_p99": sizes[len(sizes) * 99 // 100],
        "page_largest": sizes[-1],
        "table_page": (site / "catalog/index.html").stat().st_size,
        "files": sum(1 for file in site.rglob("*") if file.is_file()),
        **packed,
    }
    print(
        f"bytes        entity page {figures['page_median']:,.0f} (median), "
        f"{figures['page_p99']:,} (99 %), {figures['page_largest']:,} (largest); "
        f"table page {figures['table_page']:,}"
    )
    print(
        f"             search index {packed['search_gz']:,} gz, rows of the table "
        f"{packed['table_gz']:,} gz; {figures['files']:,} files"
    )
    return figures


def timed(command: list[str], folder: Path, given: str = "") -> Cost:
    """Run a command in a process group of its own, and say what all of it took."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.PIPE, start_new_session=True
    )
    peak = Peak(process.pid)
    peak.start()
    process.communicate(given.encode())
    seconds = time.perf_counter() - start
    peak.ended.set()
    peak.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, cpu, peak.bytes / 2**20)


class Peak(threading.Thread):
    """Looks again and again at the memory of all processes of a session together.

    Pages that processes share count once. What one process had at most is never undercut.
    """

    def __init__(self, session: int) -> None:
        super().__init__()
        self.bytes = 0
        self.ended = threading.Event()
        self._session = session

    def run(self) -> None:
        pause = SOON
        while not self.ended.wait(pause):
            pause = min(2 * pause, RARELY)
            found = [self._memory(process) for process in Path("/proc").glob("[0-9]*")]
            together = sum(shared for shared, _ in found)
            self.bytes = max(self.bytes, together, *(most for _, most in found))

    def _memory(self, process: Path) -> tuple[int, int]:
        """The share of a process in memory now, and the most that it ever had."""
        try:
            if os.getsid(int(process.name)) != self._session:
                return 0, 0
            texts = (process / "smaps_rollup").read_text(), (process / "status").read_text()
        except OSError:
            return 0, 0  # it ended between the two looks
        found = (
            re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
            for name, text in zip(("Pss", "VmHWM"), texts)
        )
        share, most = (int(match[1]) * 1024 if match else 0 for match in found)
        return share, most


def as_markdown(page: str) -> str:
    """The article of a built page as the plain text that an author would have written."""
    article = re.search(r"<article.*?</article>", page, re.DOTALL)
    text = re.sub(
        r"<(script|style|svg).*?</\1>", "", article[0] if article else page, flags=re.DOTALL
    )
    text = re.sub(r"<h1[^>]*>", "# ", re.sub(r"<h2[^>]*>", "## ", text))
    text = re.sub(r"<tr[^>]*>", "\n- ", re.sub(r"<(p|div|section|h\d|li)\b[^>]*>", "\n", text))
    lines = (line.strip() for line in html.unescape(re.sub(r"<[^>]+>", "", text)).splitlines())
    return "\n\n".join(line for line in lines if line) + "\n"


if __name__ == "__main__":
    sys.exit(main())
