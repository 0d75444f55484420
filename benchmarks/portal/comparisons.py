"""What others take for the same pages and bytes: MkDocs, Zensical, plain writing, `cp -r`."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.portal.cost import Cost, environment, timed

PLAIN = """site_name: Plain
theme: {name: material, font: false}
plugins: [search]
validation: {nav: {omitted_files: ignore}}
"""
WRITE = """
import os, sys
target = sys.argv[1]
for line in sys.stdin:
    size, _, path = line.rstrip("\\n").partition(" ")
    path = os.path.join(target, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as stream:
        stream.write(b"x" * int(size))
"""


def same_bytes(folder: Path, site: Path) -> Cost:
    """Write files of the same paths and sizes, one after the other."""
    files = [file for file in sorted(site.rglob("*")) if file.is_file()]
    lines = (f"{file.stat().st_size} {file.relative_to(site).as_posix()}\n" for file in files)
    return timed([sys.executable, "-c", WRITE, str(folder / "same")], folder, "".join(lines))


def copied(folder: Path, site: Path) -> Cost:
    """`cp -r` of the site."""
    return timed(["cp", "-r", str(site), str(folder / "copy")], folder)


def write_plain(folder: Path, pages: Sequence[Path], wanted: int, *, in_nav: bool) -> int:
    """A MkDocs project with the text of some of our pages; their number."""
    chosen = pages[:: max(1, len(pages) // wanted)][:wanted]
    docs = folder / "plain" / "docs"
    docs.mkdir(parents=True)
    for number, page in enumerate(chosen):
        (docs / f"page-{number}.md").write_text(as_markdown(page.read_text("utf-8")), "utf-8")
    (docs / "index.md").write_text("# Home\n")
    nav = "" if in_nav else "nav: [{Home: index.md}]\n"
    (folder / "plain" / "mkdocs.yml").write_text(PLAIN + nav)
    return len(chosen)


def others(folder: Path) -> Iterator[tuple[str, Cost | str]]:
    """The cost of each other tool over the plain project, or why there is none."""
    plain = folder / "plain"
    yield "MkDocs", timed([sys.executable, "-m", "mkdocs", "build", "-q"], plain)
    zensical = _zensical(folder)
    if isinstance(zensical, str):
        yield "Zensical", zensical
        return
    command = [str(zensical), "build", "--clean"]
    if subprocess.run(command, cwd=plain, env=environment(), capture_output=True).returncode:
        yield "Zensical", "its build failed"
        return
    yield "Zensical", timed(["sh", "-c", f"{' '.join(command)} >/dev/null 2>&1"], plain)


def _zensical(folder: Path) -> Path | str:
    """The program in an environment of its own; why it could not be installed."""
    home = folder / "zensical"
    for command in (
        [sys.executable, "-m", "venv", str(home)],
        [str(home / "bin/pip"), "install", "-q", "zensical"],
    ):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return "Zensical could not be installed: no package registry can be reached"
    return home / "bin/zensical"


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
