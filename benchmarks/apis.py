"""What 500 real definitions among 10,000 entities cost a run, and what they cost another version.

python benchmarks/apis.py DEFINITIONS [--against PYTHON]

DEFINITIONS is a folder whose OpenAPI, AsyncAPI, GraphQL and Protocol Buffers files take the place of
the made-up definitions of the first APIs; PYTHON is the interpreter of an environment with another
version of catalogsite, which runs over the same files in turn. CPU seconds are those of all processes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generate import write
from benchmarks.portal.commands import CONFIG
from benchmarks.portal.cost import timed

MADE_UP = re.compile(r"  type: openapi\n((?:  \w+: .*\n)*)  definition: \|\n(?:    .*\n)+")
SIGNS = (
    ("openapi", re.compile(r"""(?m)^[ \t{]*["']?(?:openapi|swagger)["']?[ \t]*:""")),
    ("asyncapi", re.compile(r"""(?m)^[ \t{]*["']?asyncapi["']?[ \t]*:""")),
)
SUFFIXES = {".graphql": "graphql", ".graphqls": "graphql", ".proto": "grpc"}


def definitions(folder: Path) -> list[tuple[str, Path]]:
    """(type, file) of every definition below a folder, by path."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        kind = SUFFIXES.get(path.suffix)
        if kind is None and path.suffix in {".json", ".yaml", ".yml"}:
            head = path.read_text("utf-8", errors="replace")[:2_000]
            kind = next((name for name, sign in SIGNS if sign.search(head)), None)
        if kind is not None:
            found.append((kind, path))
    return found


def put(folder: Path, found: list[tuple[str, Path]], count: int) -> int:
    """Give the first `count` APIs a definition each, in turn; return the bytes of all."""
    number, size = 0, 0
    for descriptor in sorted(folder.glob("*/catalog-info.yaml")):

        def real(made_up: re.Match[str], at: Path = descriptor.parent) -> str:
            nonlocal number, size
            if number >= count:
                return made_up[0]
            kind, path = found[number % len(found)]
            name = f"definitions/{number}{path.suffix}"
            (at / "definitions").mkdir(exist_ok=True)
            shutil.copyfile(path, at / name)
            number, size = number + 1, size + path.stat().st_size
            return f"  type: {kind}\n{made_up[1]}  definition: {{$text: ./{name}}}\n"

        descriptor.write_text(MADE_UP.sub(real, descriptor.read_text("utf-8")), "utf-8")
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("definitions", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument(
        "--against", type=Path, help="the Python of an environment with another version"
    )
    given = parser.parse_args()
    found = definitions(given.definitions)
    with tempfile.TemporaryDirectory() as scratch:
        repos = Path(scratch, "repos")
        write(repos, given.entities, given.files, 42, given.files)
        size = put(repos, found, given.count)
        print(f"{given.count} definitions from {len(found)} files, {size / 1e6:.1f} MB")
        pythons = {
            "this": sys.executable,
            **({"other": str(given.against)} if given.against else {}),
        }
        costs = {}
        for step in ("collect", "build", "collect again", "build again"):
            for name, python in pythons.items():
                portal = Path(scratch, name)
                portal.mkdir(exist_ok=True)
                (portal / "catalogsite.yaml").write_text(CONFIG.replace("repos/*", "../repos/*"))
                command = step.split()[0]
                options = ["--no-collect"] if command == "build" else []
                cost = timed([python, "-m", "catalogsite", command, "-q", *options], portal)
                costs[step, name] = cost
                print(f"{step:14} {name:6} {cost}")
            if len(pythons) > 1:
                ratio = costs[step, "this"].cpu / costs[step, "other"].cpu
                print(f"{step:14} ratio  {ratio:.2f}")
        for name in pythons:
            site = Path(scratch, name, "site")
            files = [path for path in site.rglob("*") if path.is_file()]
            print(
                f"site of {name}: {len(files)} files, {sum(p.stat().st_size for p in files) / 1e6:.0f} MB"
            )


if __name__ == "__main__":
    main()
