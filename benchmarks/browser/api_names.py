"""Measure the search of names in APIs: 10,000 entities, and 2,000 APIs with about 200 names each.

python benchmarks/browser/api_names.py [--entities N] [--apis N]
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.conftest import served
from tests.environment import find_chromium
from tests.search.api_models import large_model

from catalogsite.model.entity import EntityData
from catalogsite.paths.package_data import resource_dir
from catalogsite.search.api_names import api_names
from catalogsite.search.api_shards import LIST_PATH, api_name_files
from catalogsite.search.typeahead import INDEX_PATH, entity_index

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
TYPED = ("customerId", "POST /payments", "paymentStatus", "createInvoice", "externalId")
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Search</title>
<link rel="stylesheet" href="assets/catalogsite/search.css">
<script type="module" src="assets/catalogsite/search.js"></script></head><body></body></html>"""
# Milliseconds that the page is busy with each key, and until the first name of an API is there.
TYPE = """async (text) => {
  const box = document.querySelector("dialog[open] input");
  const busy = [];
  const start = performance.now();
  let first = NaN;
  const seen = new MutationObserver(() => {
    if (Number.isNaN(first) && document.querySelector(".cs-search__kind")) first = performance.now() - start;
  });
  seen.observe(document.body, {childList: true, subtree: true});
  for (let length = 1; length <= text.length; length += 1) {
    box.value = text.slice(0, length);
    const before = performance.now();
    box.dispatchEvent(new Event("input", {bubbles: true}));
    await new Promise(requestAnimationFrame);
    await new Promise((resume) => setTimeout(resume));
    busy.push(performance.now() - before);
    await new Promise((resume) => setTimeout(resume, 120));
  }
  await new Promise((resume) => setTimeout(resume, 400));
  seen.disconnect();
  return {first, busy, rows: document.querySelectorAll(".cs-search__kind").length};
}"""


def models(apis: int) -> Iterator[tuple[str, bytes]]:
    """The model of each API as JSON, by the path of its page."""
    for number in range(apis):
        model = large_model(number)
        yield f"default/api/api-{number}/", model.model_dump_json(exclude_defaults=True).encode()


def entity(number: int, apis: int) -> EntityData:
    """An API, or a component."""
    kind = "API" if number < apis else "Component"
    name = f"api-{number}" if number < apis else f"service-{number}"
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", "description": f"What {number} does"},
        "spec": {"type": "openapi" if kind == "API" else "service"},
        "relations": [{"type": "ownedBy", "targetRef": f"group:default/team-{number % 300}"}],
    }


def make_files(apis: int) -> dict[str, bytes]:
    """The files of the names, and what making them costs."""
    found = dict(models(apis))
    start = time.process_time()
    names = {path: api_names(json.loads(content)) for path, content in found.items()}
    files = dict(api_name_files(names))
    seconds = time.process_time() - start
    packed = {path: len(gzip.compress(one, 6, mtime=0)) for path, one in files.items()}
    listed = packed.pop(LIST_PATH)
    print(f"names              {sum(map(len, names.values())):,} of {len(names):,} APIs")
    print(f"made in            {seconds:.1f} s CPU")
    print(f"files              {len(packed)}, together {sum(packed.values()) / 1e6:.1f} MB gz")
    print(f"largest, median    {max(packed.values()) / 1e3:.0f}, {_median(packed) / 1e3:.0f} KB gz")
    print(f"list               {listed / 1e3:.0f} KB gz")
    return files


def _median(sizes: dict[str, int]) -> float:
    return statistics.median(sizes.values())


def write_site(folder: Path, entities: int, apis: int) -> None:
    """A page with the search dialog, and what that loads."""
    templates, own = resource_dir("site_templates"), folder / "assets/catalogsite"
    shutil.copytree(templates / "assets", own)
    shutil.copytree(templates / "vendor" / "minisearch", own / "vendor" / "minisearch")
    index = entity_index([entity(number, apis) for number in range(entities)])
    print(f"first payload      {len(gzip.compress(index, 6)) / 1e3:.0f} KB gz")
    empty = {"ecosystems": [], "ecosystem": [], "name": [], "path": [], "users": []}
    files = make_files(apis) | {
        INDEX_PATH: index,
        "assets/catalogsite/packages.json": json.dumps(empty).encode(),
        "index.html": PAGE.encode(),
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def measure(page: Page, address: str) -> None:
    """Print the times of each query in a page that has just been opened."""
    for text in TYPED:
        page.goto(address)
        page.keyboard.press("/")
        page.wait_for_selector(
            "dialog[open] [data-facet=kind] option:nth-child(2)", state="attached"
        )
        # The index of entities is prepared for two seconds; who types then waits for no other key.
        page.wait_for_timeout(3000)
        found: dict[str, Any] = page.evaluate(TYPE, text)
        worst = max(found["busy"])
        print(
            f"{text:<18} first name after {found['first']:.0f} ms of typing, "
            f"a key {statistics.median(found['busy']):.0f} ms, the slowest {worst:.0f} ms, "
            f"{found['rows']} rows"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--apis", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        write_site(Path(temporary), options.entities, options.apis)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        with served(Path(temporary)) as address:
            measure(browser.new_page(), address)
        browser.close()


if __name__ == "__main__":
    main()
