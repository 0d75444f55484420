"""Measure `check` over many descriptors against PyYAML's C loader over the same files.

python benchmarks/portal/check.py --entities 10000 --files 100
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.generate import write
from benchmarks.portal.commands import CONFIG, OURS, parse
from benchmarks.portal.cost import timed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--seed", type=int, default=42)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
        folder = Path(name)
        files = write(folder / "repos", given.entities, given.files, given.seed, docs=0)
        (folder / "catalogsite.yaml").write_text(CONFIG)
        print(f"{given.entities} entities in {len(files)} files")
        floor = parse(folder, files)
        print(f"parse {floor}   PyYAML, C loader")
        cost = timed([*OURS, "check", "-q"], folder)
        ratio = cost.seconds / floor.seconds
        print(f"check {cost}   {ratio:.1f} x parse on the clock, {cost.over(floor).strip()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
