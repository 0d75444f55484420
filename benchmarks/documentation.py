"""Measure documentation alone: how long conversion takes cold, and with nothing changed.

python benchmarks/documentation.py --trees 20 --pages 100
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generate import WORDS
from benchmarks.portal.commands import CONFIG, OURS
from benchmarks.portal.cost import timed

CONVERT = """
import sys
from pathlib import Path
from catalogsite.docs.documentation import prepare_documentation
from catalogsite.execution.progress import NoProgress
from catalogsite.state.snapshot_file import read_snapshot
from catalogsite.state.folders import State
state = State(Path(".catalogsite"))
prepare_documentation(read_snapshot(state.snapshot), state, NoProgress())
"""
NOTHING = CONVERT.rpartition("\n")[0].rpartition("\n")[0]
DESCRIPTOR = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: component-{number}
  annotations: {{backstage.io/techdocs-ref: dir:.}}
spec: {{type: service, lifecycle: production, owner: nobody}}
"""


def write(folder: Path, trees: int, pages: int, seed: int) -> None:
    """Repositories with documentation: headings, lists, code, tables, links between pages."""
    chance = random.Random(seed)
    for number in range(trees):
        docs = folder / f"repo-{number:05d}" / "docs"
        docs.mkdir(parents=True)
        (docs.parent / "catalog-info.yaml").write_text(DESCRIPTOR.format(number=number))
        (docs.parent / "mkdocs.yml").write_text(f"site_name: Component {number}\n")
        for page in range(pages):
            name = f"page-{page}.md" if page else "index.md"
            (docs / name).write_text(_page(page, pages, chance))


def _page(number: int, pages: int, chance: random.Random) -> str:
    parts = [f"# Page {number}"]
    for section in range(5):
        said = " ".join(chance.choices(WORDS, k=60))
        other = chance.randrange(1, pages) if pages > 1 else 0
        target = f"page-{other}.md" if other else "index.md"
        items = "\n".join(f"- {' '.join(chance.choices(WORDS, k=8))}" for _ in range(5))
        rows = "\n".join(f"| {chance.choice(WORDS)} | `{chance.choice(WORDS)}` |" for _ in range(4))
        parts += [f"## Section {section}", f"{said.capitalize()}, see [that]({target}).", items]
        parts += [f"```python\ndef {chance.choice(WORDS)}():\n    return {section}\n```"]
        parts += [f"| name | value |\n|---|---|\n{rows}"]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trees", type=int, default=20)
    parser.add_argument("--pages", type=int, default=100, help="of each tree")
    parser.add_argument("--seed", type=int, default=42)
    given = parser.parse_args()
    count = given.trees * given.pages
    with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
        folder = Path(name)
        write(folder / "repos", given.trees, given.pages, given.seed)
        (folder / "catalogsite.yaml").write_text(CONFIG)
        timed([*OURS, "collect", "-q"], folder)
        start = timed([sys.executable, "-c", NOTHING], folder)
        for label in ("cold", "warm"):
            cost = timed([sys.executable, "-c", CONVERT], folder)
            own = (cost.cpu - start.cpu) * 1000 / count
            print(f"{label:<12} {cost}   {count} pages, {own:.1f} ms of CPU a page", flush=True)
    print(f"of which     {start}   start of Python and imports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
