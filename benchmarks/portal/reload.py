"""Measure `mkdocs serve` over a snapshot: start, first request, and a human page after a save.

Each in seconds on the clock and in CPU of the server, which a busy machine changes less.

python benchmarks/portal/reload.py FOLDER      (with .catalogsite/snapshot.json in it)
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.portal.cost import environment

WAIT = 120


def measure(folder: Path, page: str) -> dict[str, float]:
    """Seconds until the first page of ours, of a second one, and from a save to the reload."""
    (folder / "docs").mkdir(exist_ok=True)
    human = folder / "docs" / "guide.md"
    human.write_text("# Guide\n\nBefore.\n")
    (folder / "mkdocs.yml").write_text(
        "site_name: Benchmark\ntheme: {name: material, font: false}\nplugins: [catalogsite]\n"
    )
    port = _free_port()
    line = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"]
    server = subprocess.Popen(line, cwd=folder, env=environment(), start_new_session=True)
    base = f"http://127.0.0.1:{port}/"
    try:
        figures, spent = {}, 0.0
        for name, seconds in (
            ("serve_start", lambda: _until(lambda: "Before" in _get(f"{base}guide/"))),
            ("serve_first", lambda: _seconds(lambda: _get(base + page))),
            ("serve_next", lambda: _seconds(lambda: _get(base + page))),
            ("serve_reload", lambda: _reload(base, human)),
        ):
            figures[name] = seconds()
            now = _cpu(server.pid)
            figures[f"{name}_cpu"], spent = now - spent, now
        return figures
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _reload(base: str, human: Path) -> float:
    """From the save until the page that a browser would load again has the new text.

    As the script in the page does: the server answers its question when there is something new.
    """
    epoch, request = re.search(r"livereload\((\d+), ?(\d+)\)", _get(f"{base}guide/")).groups()
    human.write_text("# Guide\n\nAfter.\n")

    def reloaded() -> None:
        while _get(f"{base}livereload/{epoch}/{request}") == epoch:
            pass
        assert "After" in _get(f"{base}guide/")

    return _seconds(reloaded)


def _cpu(process: int) -> float:
    """Seconds of CPU of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _until(true) -> float:
    start = time.perf_counter()
    while time.perf_counter() - start < WAIT:
        try:
            if true():
                return time.perf_counter() - start
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not answer")


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=WAIT) as answer:
        return answer.read().decode()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    entity = next(folder.glob("site/catalog/*/component/*/")).relative_to(folder / "site")
    for name, seconds in measure(folder, f"{entity}/").items():
        print(f"{name:<14} {seconds:6.2f} s")
