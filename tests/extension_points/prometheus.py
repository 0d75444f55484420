"""A real Prometheus, and an exporter whose numbers the test decides."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.environment import require

_CONFIG = """
global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 200ms}
rule_files: [rules.yml]
scrape_configs:
  - job_name: exporter
    static_configs: [{targets: ['127.0.0.1:%d']}]
"""
_RULES = """
groups:
  - name: services
    rules:
      - alert: HighErrorRate
        expr: error_ratio > 2
        labels: {severity: critical}
        annotations: {summary: 'Too many {{ $labels.service }} requests fail'}
"""


class Exporter:
    """What it exports is `values`: name of a service to its share of errors in percent."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}

    def text(self) -> str:
        """The answer, in the exposition format."""
        lines = [f'error_ratio{{service="{name}"}} {value}' for name, value in self.values.items()]
        return "\n".join(["# TYPE error_ratio gauge", *lines, ""])

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Answer scrapes; yields the port."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:  # noqa: N805  (`self` is the exporter)
                body = self.text().encode()
                handler.send_response(200)
                handler.send_header("Content-Type", "text/plain; version=0.0.4")
                handler.send_header("Content-Length", str(len(body)))
                handler.end_headers()
                with suppress(BrokenPipeError):  # on a busy machine a scrape gives up early
                    handler.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class Prometheus:
    """The process, which can be stopped and started again at the same address."""

    def __init__(self, folder: Path, exporter: Exporter, target: int) -> None:
        program = shutil.which("prometheus")
        require(program, "no Prometheus on this machine: `apt-get install prometheus`")
        self.exporter, self._folder = exporter, folder
        (folder / "prometheus.yml").write_text(_CONFIG % target)
        (folder / "rules.yml").write_text(_RULES)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [program, "--config.file=prometheus.yml", "--log.level=error"]
        self._command += [f"--storage.tsdb.path={folder / 'data'}"]
        self._command += [f"--web.listen-address=127.0.0.1:{self.port}"]
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it; it answers soon after."""
        with (self._folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, stdout=log, stderr=log
            )

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def export(self, **values: float) -> None:
        """Set the numbers, and wait until Prometheus and its rules have seen them."""
        self.exporter.values = values
        firing = {name for name, value in values.items() if value > 2}
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if self._series() == values and self._firing() == firing:
                    return
            except OSError:
                pass  # it has only just been started
            time.sleep(0.1)
        pytest.fail("Prometheus has not seen the numbers within 30 s")

    def _series(self) -> dict[str, float]:
        found = self._get("query?query=error_ratio")["result"]
        return {one["metric"]["service"]: float(one["value"][1]) for one in found}

    def _firing(self) -> set[str]:
        alerts = self._get("alerts")["alerts"]
        return {one["labels"]["service"] for one in alerts if one["state"] == "firing"}

    def _get(self, path: str) -> dict:
        with urlopen(f"{self.url}/api/v1/{path}", timeout=5) as answer:
            return json.load(answer)["data"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
