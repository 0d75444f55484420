"""Measure `catalogsite collect` over the repositories of a GitHub on this machine, git included.

python benchmarks/nightly.py --repositories 1000 --failing 20

The repositories are listed and their builds read as in `github.py`, and each is fetched by git over
HTTP from the same server. Four files of facts are read over HTTP as well, so that a night of five
providers can be compared with one in which a provider is down.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.collectors import fake_github
from tests.collectors.builds.test_github_nights import failing, repository
from tests.git_backend import GitAnswer, git_answer, request_body, send

_API = "/api/v3"
_FACTS = {"facts": [{"key": "acme.tier", "value": "one", "entity": "r0"}]}
_FIRST = """\
blob
mark :1
data {size}
{text}
commit refs/heads/trunk
mark :2
committer Ann <ann@acme.example> 1769900000 +0000
data 5
First
M 100644 :1 catalog-info.yaml

"""
_ENTITY = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
spec: {{type: service, lifecycle: production, owner: platform}}
"""
_CONFIG = """\
sources:
  - {{kind: github, organization: acme, api_url: "{url}/api/v3"}}
enrich:
  - {{kind: github_actions, api_url: "{url}/api/v3"}}
{files}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--failing", type=int, default=20, help="failing builds of the first night")
    parser.add_argument("--latency", type=float, default=0.1, help="seconds before an answer")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalogsite-bench-") as name:
        folder = Path(name)
        heads = [make(folder / "git" / "acme" / f"r{n}.git") for n in range(given.repositories)]
        ports = multiprocessing.Queue()
        arguments = (given, folder / "git", heads, ports)
        server = multiprocessing.Process(target=serve, args=arguments, daemon=True)
        server.start()
        measure(folder, f"http://127.0.0.1:{ports.get()}", given)
        server.kill()
    return 0


def measure(folder: Path, url: str, given: argparse.Namespace) -> None:
    """Five nights; a line for each."""
    print(f"{given.repositories:,} repositories, {given.latency * 1000:.0f} ms before each answer")
    configure(folder, url)
    night("cold", folder)
    quiet = night("unchanged", folder)
    configure(folder, url, down=True)
    quiet_down = night("  one down", folder)
    shutil.rmtree(folder / ".catalogsite")
    cold_down = night("cold, down", folder)
    configure(folder, url)
    shutil.rmtree(folder / ".catalogsite")
    cold = night("cold", folder)
    print(
        f"with one of five providers down: {cold_down / cold:.2f} x the time cold, "
        f"{quiet_down / quiet:.2f} x where nothing changed"
    )


def configure(folder: Path, url: str, *, down: bool = False) -> None:
    """Name the GitHub and four files of facts; nothing listens on the port of one that is down."""
    servers = ["http://127.0.0.1:9" if down else url, url, url, url]
    files = "\n".join(
        f'  - {{kind: facts, url: "{server}/facts/{number}.json"}}'
        for number, server in enumerate(servers)
    )
    config = _CONFIG.format(url=url, files=files)
    (folder / "catalogsite.yaml").write_text(config, "utf-8")


def night(label: str, folder: Path) -> float:
    """The seconds of one `collect`, after a line about it is printed."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "catalogsite", "collect", "--quiet", "--accept"]
    env = {**os.environ, "GITHUB_TOKEN": "t1"}
    process = subprocess.Popen(command, cwd=folder, env=env)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    snapshot = json.loads((folder / ".catalogsite" / "snapshot.json").read_text("utf-8"))
    asked = {one["kind"]: one.get("requests", 0) for one in snapshot["sources"]}
    requests = asked["github"] + asked["github_actions"]
    print(
        f"{label:<12} {requests:4} requests {seconds:6.1f} s {used.ru_maxrss / 1024:5.0f} MiB, "
        f"{used.ru_utime + used.ru_stime:.1f} s of CPU with git; "
        f"{len(snapshot['entities']):,} entities, exit code {os.waitstatus_to_exitcode(status)}",
        flush=True,
    )
    return seconds


def make(path: Path) -> str:
    """Make a bare repository with one commit; returns the commit."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "trunk", str(path)], check=True)
    text = _ENTITY.format(name=path.stem)
    stream = _FIRST.format(size=len(text), text=text).encode()
    subprocess.run(["git", "fast-import", "--quiet"], cwd=path, input=stream, check=True)
    found = subprocess.run(
        ["git", "rev-parse", "trunk"], cwd=path, capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def serve(given: argparse.Namespace, folder: Path, heads: list[str], ports: Any) -> None:
    """Answer requests until the process is ended."""
    made = [failing(n) if n < given.failing else repository(n) for n in range(given.repositories)]
    for one, head in zip(made, heads, strict=True):
        one.runs = [
            {**run, "head_sha": head} if run["head_sha"] == one.commits[0] else run
            for run in one.runs
        ]
        one.commits[0] = head
    known = fake_github.FakeGitHub(made)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = request_body(self)
            time.sleep(given.latency)
            if parts.path.startswith("/acme/"):
                send(self, git_answer(folder, self, body))
                return
            status, answer = 200, _FACTS
            if not parts.path.startswith("/facts/"):
                path = parts.path.removeprefix(_API).replace("/api/graphql", "/graphql")
                status, answer = known.answer(path, dict(parse_qsl(parts.query)), body)
            headers = {"Content-Type": "application/json"}
            send(self, GitAnswer(status, headers, json.dumps(answer).encode()))

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake_github.ORIGIN = f"http://127.0.0.1:{server.server_port}"
    ports.put(server.server_port)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
