"""Measure the crawl of many git repositories: cold, with nothing changed, with three changed.

python benchmarks/crawl.py --repositories 1000            # over HTTP, 100 ms a request, four at a time
python benchmarks/crawl.py --repositories 1000 --local    # by path on this machine
python benchmarks/crawl.py --repositories 200 --git       # git asks for every head, as where it is configured

A server in another process answers by `git http-backend`, each request after the latency and so many
at a time, and counts requests. Seconds are on the clock, CPU is that of `collect` with the processes
of git that it starts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.nightly import make
from tests.git_backend import git_answer, request_body, send

_MORE = """\
commit refs/heads/trunk
committer Ann <ann@acme.example> 1769900001 +0000
data 6
Second
from refs/heads/trunk^0
M 100644 inline README.md
data 4
text

"""


class Night(NamedTuple):
    """Seconds, CPU seconds and requests of one `collect`."""

    seconds: float
    cpu: float
    requests: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds before an answer")
    parser.add_argument("--at-once", type=int, default=4, help="requests that are answered at once")
    parser.add_argument("--local", action="store_true", help="no server: by path")
    parser.add_argument("--git", action="store_true", help="let git ask for every head")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
        folder = Path(name)
        paths = [folder / "git" / "acme" / f"r{number}.git" for number in range(given.repositories)]
        for path in paths:
            make(path)
        counter = multiprocessing.Value("i", 0)
        ports: multiprocessing.Queue[int] = multiprocessing.Queue()
        arguments = (given, folder / "git", counter, ports)
        server = multiprocessing.Process(target=serve, args=arguments, daemon=True)
        server.start()
        try:
            measure(folder, paths, f"http://127.0.0.1:{ports.get()}", counter, given)
        finally:
            server.kill()
    return 0


def measure(
    folder: Path, paths: list[Path], url: str, counter: Any, given: argparse.Namespace
) -> None:
    """Three nights; a line for each."""
    urls = [f"file://{one}" if given.local else f"{url}/acme/{one.name}" for one in paths]
    lines = [f"  - {{kind: git, url: '{one}'}}\n" for one in urls]
    (folder / "catalogsite.yaml").write_text("sources:\n" + "".join(lines), "utf-8")
    # With any setting for HTTP, only git knows how servers are reached.
    option = "[http]\n\tpostBuffer = 1048576\n" if given.git else ""
    (folder / "gitconfig").write_text(option, "utf-8")
    where = (
        "by path" if given.local else f"{given.latency * 1000:.0f} ms, {given.at_once} at a time"
    )
    print(f"{len(paths):,} repositories, {where}")
    for label in ("cold", "unchanged", "3 changed"):
        if label == "3 changed":
            for path in paths[:3]:
                subprocess.run(
                    ["git", "fast-import", "--quiet"], cwd=path, input=_MORE.encode(), check=True
                )
        night = collect(folder, counter)
        print(
            f"{label:<10} {night.seconds:6.1f} s {night.cpu:6.1f} s of CPU, "
            f"{night.requests:,} requests ({night.requests / len(paths):.2f} a repository)",
            flush=True,
        )


def collect(folder: Path, counter: Any) -> Night:
    """One night."""
    before = counter.value
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": str(folder / "gitconfig")}
    start = time.perf_counter()
    command = [sys.executable, "-m", "catalogsite", "collect", "--quiet", "--accept"]
    process = subprocess.Popen(command, cwd=folder, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"collect ended with {os.waitstatus_to_exitcode(status)}")
    return Night(seconds, used.ru_utime + used.ru_stime, counter.value - before)


def serve(given: argparse.Namespace, folder: Path, counter: Any, ports: Any) -> None:
    """Answer requests until the process is ended."""
    turns = threading.Semaphore(given.at_once)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body of an answer are one segment, or the reader's system delays them.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = request_body(self)
            with counter.get_lock():
                counter.value += 1
            with turns:
                time.sleep(given.latency)
                answer = git_answer(folder, self, body)
            send(self, answer)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ports.put(server.server_port)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
