"""A real scheduler and real workers of Dask on this machine, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SECONDS = 180


class Processes:
    """The processes of one cluster; they end with the block that made them."""

    def __init__(self, folder, stack):
        self.folder = folder
        self._stack = stack
        self._file = folder / "scheduler.json"

    @property
    def address(self):
        return json.loads(self._file.read_text())["address"].replace("tcp://", "dask://")

    def start_scheduler(self):
        self._start("dask_scheduler", "--port", "0")
        self._wait(lambda: self._file.exists() and self._file.read_text())

    def start_workers(self, number, *paths):
        before = len(self.pids())
        self._start(
            *("dask_worker", "--nthreads", "1", "--nworkers", str(number)),
            *("--local-directory", str(self.folder)),
            paths=paths,
        )
        self._wait(lambda: len(self.pids()) >= before + number)

    def pids(self):
        """The process of each worker by its address."""
        from distributed import Client

        with Client(self.address.replace("dask://", "tcp://"), set_as_default=False) as client:
            return client.run(os.getpid)

    def _start(self, program, *arguments, paths=()):
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--host", "127.0.0.1"]
        command += ["--no-dashboard", "--scheduler-file", str(self._file), *arguments]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (*paths, ROOT))),
            # As many workers an item may take with it.
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        log = self._stack.enter_context((self.folder / f"{program}.log").open("ab"))
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)

    def _wait(self, done):
        end = time.monotonic() + _SECONDS
        while not done():
            assert time.monotonic() < end, (self.folder / "dask_worker.log").read_text()
            time.sleep(0.2)


@contextmanager
def dask_processes(folder):
    """A scheduler without workers."""
    with ExitStack() as stack:
        made = Processes(folder, stack)
        made.start_scheduler()
        yield made
