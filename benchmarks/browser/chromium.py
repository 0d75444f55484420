"""A site in a headless Chromium without a GPU: pages in fresh profiles, keys, bytes and memory."""

from __future__ import annotations

import gzip
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.conftest import served
from tests.environment import find_chromium

FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--enable-precise-memory-info",
)
PAUSE = 120
"""Milliseconds between two keys: eight keys a second."""

REST = 1_500
"""Milliseconds after the last key, in which all that waits for a pause is done."""

# One key, and the milliseconds until the end of the next frame.
KEY = """async ([selector, text]) => {
  const box = document.querySelector(selector);
  const before = performance.now();
  box.value = text;
  box.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise(requestAnimationFrame);
  await new Promise((resume) => setTimeout(resume));
  return performance.now() - before;
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


class Key(NamedTuple):
    """What a key cost in milliseconds: on the clock and in CPU of the page until the next frame,
    and in CPU until the next key, work that waits for a pause included.
    """

    clock: float
    cpu: float
    after: float


class Visit:
    """A page in a profile of its own, with the files that it loads."""

    def __init__(self, page: Page, site: Path, base: str) -> None:
        self.page = page
        self._site = site
        self._base = urlsplit(base).path
        self._paths: set[str] = set()
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.on("request", lambda request: self._paths.add(urlsplit(request.url).path))

    def bytes_gz(self, name: str = "") -> int:
        """The size after gzip of the files loaded so far whose path has `name` in it."""
        files = (self._site / path.removeprefix(self._base) for path in self._paths if name in path)
        found = (file / "index.html" if file.is_dir() else file for file in files)
        return sum(_packed(file) for file in found if file.is_file())

    def paint(self) -> float:
        """Milliseconds to the first paint of content."""
        return float(self.page.evaluate(PAINT))

    def now(self) -> float:
        """Milliseconds since the page was asked for."""
        return float(self.page.evaluate("performance.now()"))

    def type(self, selector: str, text: str) -> list[Key]:
        """Type a text key by key into the field that a selector finds."""
        self.page.focus(selector)
        keys = []
        for length in range(1, len(text) + 1):
            before = self._cpu()
            clock = float(self.page.evaluate(KEY, [selector, text[:length]]))
            shown = self._cpu()
            self.page.wait_for_timeout(PAUSE)
            keys.append(Key(clock, shown - before, self._cpu() - shown))
        # What waits for a pause comes after the last key.
        before = self._cpu()
        self.page.wait_for_timeout(REST)
        keys[-1] = keys[-1]._replace(after=keys[-1].after + self._cpu() - before)
        return keys

    def _cpu(self) -> float:
        """Milliseconds of CPU of the page so far."""
        found = self._session.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in found if one["name"] == "TaskDuration") * 1000

    def heap(self) -> int:
        """Bytes of the heap of JavaScript after garbage collection."""
        self._session.send("HeapProfiler.collectGarbage")
        return int(self._session.send("Runtime.getHeapUsage")["usedSize"])


class Site:
    """A served site and the browser that reads it."""

    def __init__(self, folder: Path, browser: Browser, base: str) -> None:
        self.folder = folder
        self.base = base
        self._browser = browser

    @contextmanager
    def visit(self, path: str, wait_until: Any = "commit") -> Iterator[Visit]:
        """A page of the site in a fresh profile."""
        context = self._browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        visit = Visit(page, self.folder, self.base)
        page.goto(self.base + path, wait_until=wait_until)
        yield visit
        context.close()


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """The site in `folder`, served and with a browser."""
    with served(folder.resolve()) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield Site(folder, browser, base)
        browser.close()


def spread(values: list[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], 1),
    }


def _packed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6, mtime=0))
