"""Measure a whole run against what the same files cost otherwise, and print the ratios.

python benchmarks/run.py --entities 10000 --files 1000

- `parse`: PyYAML's C loader reads the same files, and nothing more: the floor of any catalog.
- `collect`, `build`: our commands, each in a process of its own, with its peak memory.
- `mkdocs`: plain MkDocs with Material over some of the pages that we have built.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import yaml
from generate import write


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    cpu: float
    peak_mib: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--docs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--mkdocs-pages", type=int, default=1_000)
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
    (folder / "catalogsite.yaml").write_text(
        "title: Benchmark\nurl: https://portal.example/\nsources: [{kind: folder, path: 'repos/*'}]\n"
    )
    print(f"{given.entities} entities in {len(files)} files, {given.docs} with docs")
    floor = parse_seconds(files)
    print(f"parse      {floor:8.2f} s   PyYAML, C loader")
    ours = [sys.executable, "-m", "catalogsite"]
    figures = {"parse_seconds": floor}
    for label, arguments in (
        ("collect", ["collect", "-q"]),
        ("build", ["build", "-q", "--no-collect"]),
        ("rebuild", ["build", "-q", "--no-collect"]),
    ):
        cost = timed([*ours, *arguments], folder)
        note = f"{cost.seconds / floor:.2f} x parse" if label == "collect" else ""
        print(f"{label:<10} {show(cost)}   {note}")
        figures |= {f"{label}_seconds": cost.seconds, f"{label}_peak_mib": cost.peak_mib}
        figures[f"{label}_cpu"] = cost.cpu
    pages = [p for p in (folder / "site").rglob("index.html") if "catalog" in p.parts]
    print(f"pages      {len(pages):8d}     entity pages in the site")
    return figures | against_mkdocs(folder, pages, figures["build_cpu"], given.mkdocs_pages)


def against_mkdocs(folder: Path, pages: list[Path], build: float, wanted: int) -> dict[str, float]:
    """Plain MkDocs + Material over the same text, and the ratio for one page."""
    if not pages or not wanted:
        return {}
    chosen = sorted(pages)[:wanted]
    plain = folder / "plain"
    for number, page in enumerate(chosen):
        target = plain / "docs" / f"page-{number}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(as_markdown(page.read_text("utf-8")))
    (plain / "docs" / "index.md").write_text("# Home\n")
    (plain / "mkdocs.yml").write_text(
        "site_name: Plain\ntheme: {name: material, font: false}\nplugins: [search]\n"
        "nav: [{Home: index.md}]\nvalidation: {nav: {omitted_files: ignore}}\n"
    )
    cost = timed([sys.executable, "-m", "mkdocs", "build", "-q"], plain)
    theirs, ours = cost.cpu / len(chosen), build / len(pages)
    print(f"mkdocs     {show(cost)}   {len(chosen)} of the same pages")
    print(f"ratio      {theirs / ours:8.1f} x   MkDocs takes {theirs * 1000:.1f} ms CPU a page,")
    print(f"{'':21}catalogsite {ours * 1000:.2f} ms, search index included")
    return {"mkdocs_seconds": cost.seconds, "times_faster": theirs / ours}


def parse_seconds(files: list[Path]) -> float:
    """Seconds that the C loader needs for the files."""
    start = time.perf_counter()
    for path in files:
        with path.open("rb") as stream:
            for _ in yaml.load_all(stream, Loader=yaml.CSafeLoader):
                pass
    return time.perf_counter() - start


def timed(command: list[str], folder: Path) -> Cost:
    """Run a command in a fresh process, and say what it and its children took."""
    measured = (
        "import json,resource,subprocess,sys;"
        "code=subprocess.call(sys.argv[2:]);"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "open(sys.argv[1],'w').write(json.dumps([u.ru_utime+u.ru_stime,u.ru_maxrss]));"
        "sys.exit(code)"
    )
    note = folder / ".cost.json"
    start = time.perf_counter()
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    line = [sys.executable, "-c", measured, str(note), *command]
    done = subprocess.run(line, cwd=folder, env=environment, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
    cpu, peak = json.loads(note.read_text())
    return Cost(seconds, cpu, peak / 1024)


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


def show(cost: Cost) -> str:
    return f"{cost.seconds:8.2f} s {cost.cpu:8.2f} s CPU {cost.peak_mib:7.0f} MiB peak"


if __name__ == "__main__":
    sys.exit(main())
