"""Measure a night over the repositories of a GitHub on this machine: requests, seconds and memory.

python benchmarks/hosts/github.py --repositories 1000 --failing 20

A server in another process answers GraphQL and REST in the shape of the tests' recordings. The
repositories are listed and their builds read by the collectors of a run, over HTTP; nothing is
fetched by git, whose transfers are no requests to the API. Beside the builds, four files of facts
are read over HTTP, so that five providers can be compared with four and one that is down.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.collectors import fake_github
from tests.collectors.builds.test_github_nights import catalog, failing, repository
from tests.collectors.builds.test_last_runs import run

from catalogsite.collect.facts.enrich import enrich
from catalogsite.collect.run_collector import run_source
from catalogsite.collectors.builds import github_actions
from catalogsite.collectors.files import facts
from catalogsite.collectors.hosts import github
from catalogsite.collectors.protocol import Context
from catalogsite.model.fact import Fact
from catalogsite.network.cache import ResponseCache
from catalogsite.network.client import Clients

NOW = datetime(2026, 2, 1, tzinfo=UTC)
FACTS = {"facts": [{"key": "acme.tier", "value": "one", "entity": "r0"}]}
_API = "/api/v3"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--failing", type=int, default=20, help="failing builds of the first night")
    parser.add_argument("--broken", type=int, default=5, help="builds that fail in the third night")
    parser.add_argument("--latency", type=float, default=0.1, help="seconds before an answer")
    given = parser.parse_args()
    ports = multiprocessing.Queue()
    commands = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(given, ports, commands), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ports.get()}"
    with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
        measure(Path(name), url, given, commands, ports)
    server.kill()
    return 0


def measure(folder: Path, url: str, given: argparse.Namespace, commands: Any, done: Any) -> None:
    """Seven nights; a line for each."""
    print(f"{given.repositories:,} repositories, {given.latency * 1000:.0f} ms before each answer")
    first, _ = night("cold", folder, url, 1, [])
    kept, _ = night("unchanged", folder, url, 2, first)
    commands.put(given.broken)
    done.get()
    changed, _ = night(f"{given.broken} broken", folder, url, 3, kept)
    _, quiet = night("unchanged", folder, url, 4, changed)
    _, quiet_down = night("  one down", folder, url, 5, changed, down=True)
    (folder / "http.db").unlink()
    _, cold = night("cold", folder, url, 6, changed)
    (folder / "http.db").unlink()
    _, cold_down = night("  one down", folder, url, 7, changed, down=True)
    print(
        f"with one of five providers down: {cold_down / cold:.2f} x the time cold, "
        f"{quiet_down - quiet:+.1f} s where nothing changed"
    )


def night(
    label: str, folder: Path, url: str, day: int, previous: list[Fact], *, down: bool = False
) -> tuple[list[Fact], float]:
    """The facts of one night, and the seconds that it took."""
    now = NOW + timedelta(days=day)
    cache = ResponseCache(folder / "http.db", now)
    clients = Clients(cache=cache)
    context = Context(base_dir=folder, now=now, env={"GITHUB_TOKEN": f"t{day}"}, client=clients)
    start = time.perf_counter()
    source = github.Settings(organization="acme", api_url=f"{url}{_API}")
    listed = run_source(github, source, context)
    others = [facts.Settings(url=f"{url}/facts/{number}.json") for number in range(4)]
    if down:
        # Nothing listens on this port.
        others[0] = facts.Settings(url="http://127.0.0.1:9/facts.json")
    settings = [github_actions.Settings(api_url=f"{url}{_API}"), *others]
    found, runs = enrich(settings, catalog(context, listed.items), previous)
    seconds = time.perf_counter() - start
    cache.close()
    asked = {"list": listed.requests, "builds": runs[0].requests}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    builds = [one for one in found if one.key.startswith("ci.")]
    states = [one.value.status for one in builds]
    print(
        f"{label:<12} {sum(asked.values()):4} requests (list {asked['list']}, builds {asked['builds']}) "
        f"{seconds:6.1f} s {memory:5.0f} MiB   {len(builds):,} repositories with builds, "
        f"{states.count('failing')} failing; "
        f"{sum(bool(one.failures) for one in runs)} of {len(runs)} providers failed",
        flush=True,
    )
    return found, seconds


def serve(given: argparse.Namespace, ports: Any, commands: Any) -> None:
    """Answer requests until the process is ended; a number on the queue lets so many builds fail."""
    every = [failing(n) if n < given.failing else repository(n) for n in range(given.repositories)]
    known = fake_github.FakeGitHub(every)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            time.sleep(given.latency)
            if parts.path.startswith("/facts/"):
                status, answer = 200, FACTS
            else:
                path = parts.path.removeprefix(_API).replace("/api/graphql", "/graphql")
                status, answer = known.answer(path, dict(parse_qsl(parts.query)), body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake_github.ORIGIN = f"http://127.0.0.1:{server.server_port}"
    ports.put(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        for one in every[-commands.get() :]:
            one.commits.insert(0, "c16")
            one.runs.insert(0, run(1, 16, "failure", head_sha="c16"))
        ports.put(0)


if __name__ == "__main__":
    sys.exit(main())
