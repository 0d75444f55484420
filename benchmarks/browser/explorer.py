"""Measure the explorer of the graph over 10,000 entities in a browser without a GPU.

python benchmarks/browser/explorer.py [--portal DIR]    DIR: a folder that was built before, which saves minutes
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.generate import write
from tests.browser.conftest import served
from tests.environment import find_chromium

from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.explorer.graph_data import graph_json
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex

FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-dev-shm-usage",
    "--no-first-run",
]
ROUNDS = 3
# Time from one frame to the next for a second and a half, in which the camera moves and zooms or not.
MOVE = """moving => new Promise(done => {
  const camera = document.querySelector("[data-cs-graph]").csView.sigma.getCamera();
  const times = [];
  const start = performance.now();
  let last = start;
  if (moving) camera.animate({x: .6, y: .4, ratio: .6}, {duration: 1500});
  const step = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    if (now - start < 1500) return requestAnimationFrame(step);
    camera.setState({x: .5, y: .5, ratio: 1});
    done(times.slice(1));
  };
  requestAnimationFrame(step);
})"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


def build(folder: Path, entities: int) -> None:
    """Write an organisation and its portal."""
    write(folder / "repos", entities, max(1, entities // 30), seed=42)
    config = "title: Benchmark\nsources: [{kind: folder, path: repos/*}]\n"
    (folder / "catalogsite.yaml").write_text(config, "utf-8")
    command = [sys.executable, "-m", "catalogsite", "build"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def measure_data(folder: Path) -> None:
    """Print the size of graph.json, and what making it costs."""
    text = (folder / ".catalogsite/snapshot.json").read_bytes()
    portal = Portal(PortalIndex(SnapshotIndex(Snapshot.model_validate_json(text))))
    start = time.process_time()
    made = graph_json(portal)
    seconds = time.process_time() - start
    data = json.loads(made)
    print(f"entities           {data['known']:,}, relations {len(data['edges']['target']):,}")
    print(
        f"graph.json         {len(gzip.compress(made, 9)) / 1000:.0f} KB gz, {len(made) / 1e6:.2f} MB"
    )
    print(f"made with layout   {seconds:.2f} s of CPU")


@contextmanager
def opened(browser: Any, address: str) -> Iterator[tuple[Page, float]]:
    """The page in a fresh profile, and the seconds until its drawing answers."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("[data-cs-ready]", state="attached", timeout=60_000)
    yield page, time.perf_counter() - start
    context.close()


def measure_page(browser: Any, address: str, name: str) -> None:
    """Print first paint, time until the drawing is there, and the time of a frame."""
    paints, usable, frames, idle = [], [], [], []
    for _ in range(ROUNDS):
        with opened(browser, address) as (page, seconds):
            paints.append(float(page.evaluate(PAINT)))
            usable.append(seconds)
            page.wait_for_timeout(2_000)
            idle += page.evaluate(MOVE, False)
            frames += page.evaluate(MOVE, True)
    print(
        f"{name:18} first paint {statistics.median(paints) / 1000:.2f} s, "
        f"drawn after {statistics.median(usable):.2f} s, "
        f"a frame {of_frames(frames)}, a frame in which nothing moves {of_frames(idle)}"
    )


def of_frames(frames: list[float]) -> str:
    """The median and the 95th percentile; one frame may take longer than all that is watched."""
    if not frames:
        return "longer than was watched"
    worst = sorted(frames)[len(frames) * 95 // 100]
    return f"{statistics.median(frames):.0f} ms (95 % within {worst:.0f} ms)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--portal", type=Path)
    parser.add_argument("--entities", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.portal or Path(scratch)
        if given.portal is None:
            build(folder, given.entities)
        measure_data(folder)
        with served(folder / "site") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            measure_page(browser, f"{address}graph/", "groups")
            measure_page(browser, f"{address}graph/?every=1", "every entity")
            browser.close()


if __name__ == "__main__":
    main()
