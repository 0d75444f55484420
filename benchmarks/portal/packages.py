"""Measure what third-party packages cost: one snapshot without them and the same with them.

python benchmarks/portal/packages.py --components 10000 --packages 50

Each step runs in a process of its own. `load` reads the snapshot, `table` makes every summary,
`pages` makes the pages of packages and of entities (without writing), `digests` asks for what an
unchanged night compares. Ratios are with packages over without.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

STEP = """
import resource, sys, time
from pathlib import Path
from catalogsite.model.page import everything
from catalogsite.model.read_log import ReadKey
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.site.templates import TemplateFolders
from catalogsite.state.snapshot_file import read_snapshot
step, path = sys.argv[1], Path(sys.argv[2])
start = time.process_time()
index = SnapshotIndex(read_snapshot(path))
if step == "load":
    start, base = start, 0
else:
    start = time.process_time()
portal = PortalIndex(index)
if step == "table":
    portal.packages.views.rows
if step == "digests":
    portal.build_tables()
    for key in ("packages", "package"):
        portal.digest(ReadKey(key, None))
    portal.digest(ReadKey("about", None))
if step == "pages":
    sizes = {}
    for group in page_outputs(portal, TemplateFolders().environment()):
        from catalogsite.model.read_log import ReadLog
        for one in group.make(ReadLog()):
            kind = one.path.split("/")[0]
            size = len(one.body) if hasattr(one, "body") else len(one.content)
            count, total = sizes.get(kind, (0, 0))
            sizes[kind] = count + 1, total + size
    print(sizes, file=sys.stderr)
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def snapshot(components: int, packages: int) -> dict:
    draw = random.Random(12)
    entities, facts = [], []
    names = [
        f"pkg:{kind}/{'lib' if n % 3 else '%40acme/part'}-{n}"
        for n in range(2000)
        for kind in ("npm", "pypi")
    ]
    now = datetime(2026, 5, 4, tzinfo=UTC).isoformat()
    for number in range(components):
        entities.append({
            "apiVersion": "backstage.io/v1alpha1", "kind": "Component",
            "metadata": {"name": f"c{number:05}", "namespace": "default", "description": "A component of the benchmark"},
            "spec": {"type": "service", "lifecycle": "production", "owner": f"team-{number % 100}"},
            "relations": [{"type": "ownedBy", "targetRef": f"group:default/team-{number % 100}"}],
        })  # fmt: skip
        direct, through = [], []
        chosen = {int(draw.paretovariate(0.6) * 10) % len(names) for _ in range(packages * 2)}
        for at, one in enumerate(sorted(chosen)[:packages]):
            version = f"{draw.randrange(1, 4)}.{draw.randrange(9)}.{draw.randrange(4)}"
            if at % 3 == 0:
                direct.append(f"{names[one]}@{version}\t{at + 7}\t^{version[0]}.0.0")
            else:
                through.append(f"{names[one]}@{version}\t{at * 11}\t\tMIT")
        value = {
            "runtime direct package.json": direct,
            "runtime transitive package-lock.json": through,
        }
        facts.append(
            {
                "subject": f"component:default/c{number:05}",
                "key": "packages",
                "value": value,
                "provenance": {"source": "manifests", "time": now, "commit": "c0ffee"},
            }
        )
    return {"schema": 1, "version": "0", "created": now, "entities": entities, "facts": facts}


def measured(step: str, path: Path) -> tuple[float, float]:
    run = subprocess.run(
        [sys.executable, "-c", STEP, step, str(path)], capture_output=True, text=True, check=False
    )
    if run.returncode:
        sys.exit(run.stderr)
    if run.stderr:
        print(run.stderr.strip()[-600:])
    seconds, memory = run.stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--components", type=int, default=10_000)
    parser.add_argument("--packages", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        whole = snapshot(given.components, given.packages)
        uses = sum(len(rows) for one in whole["facts"] for rows in one["value"].values())
        files = {"with": Path(scratch) / "with.json", "without": Path(scratch) / "without.json"}
        files["with"].write_text(json.dumps(whole, separators=(",", ":")), "utf-8")
        files["without"].write_text(
            json.dumps(whole | {"facts": []}, separators=(",", ":")), "utf-8"
        )
        size = {name: file.stat().st_size / 1e6 for name, file in files.items()}
        print(
            f"{uses:,} uses; snapshot {size['with']:.1f} MB with, {size['without']:.1f} MB without"
        )
        for step in ("load", "table", "digests", "pages"):
            found = {name: measured(step, file) for name, file in files.items()}
            seconds, memory = ({name: one[at] for name, one in found.items()} for at in (0, 1))
            print(
                f"{step:8} {seconds['without']:6.2f} s -> {seconds['with']:6.2f} s (x {seconds['with'] / seconds['without']:.2f})"
                f"   {memory['without']:5.0f} MiB -> {memory['with']:5.0f} MiB"
            )


if __name__ == "__main__":
    main()
