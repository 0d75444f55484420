"""A command that is asked to end does so at once, says so by its code, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# A test run in the background, or under nohup, has its children ignore interrupts or hang-ups.
HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
)
COMMAND = (
    f"{HEEDING}import runpy; runpy.run_module('catalogsite', run_name='__main__', alter_sys=True)"
)
WORKERS = f"""{HEEDING}
import os, sys, tempfile, time
from catalogsite.cli import app, main
from catalogsite.execution.executors import mapped, processes

def work(number):
    with tempfile.TemporaryDirectory():
        os.write(1, b"begun\\n")
        time.sleep(60)

@app.command()
def toil():
    with processes(2) as pool:
        list(mapped(pool, work, range(10), lost=str))

sys.exit(main(["toil"]))
"""


@contextmanager
def running(
    script: str, *arguments: str, folder: Path, temporary: Path
) -> Iterator[subprocess.Popen[str]]:
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], temporary: Path) -> tuple[int, str, list[str]]:
    """Its exit code, its error output, and what it left."""
    output = process.communicate(timeout=20)[1]
    return process.returncode, output, os.listdir(temporary)


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_a_fetch_from_a_silent_server_ends(number, code, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/a.git"
        config = f"sources: [{{kind: git, url: {url!r}}}]\n"
        (tmp_path / "catalogsite.yaml").write_text(config, "utf-8")
        temporary = tmp_path / "temporary"
        started = running(COMMAND, "build", folder=tmp_path, temporary=temporary)
        with started as process, silent.accept()[0]:
            process.send_signal(number)
            assert ended(process, temporary) == (code, "", [])


PROVIDERS = """
sources: [{{kind: folder, path: repo}}]
enrich:
  - {{kind: prometheus, url: {url!r}}}
  - {{kind: jenkins, url: {url!r}}}
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_ends_at_once_while_silent_providers_are_asked(number, code, tmp_path: Path) -> None:
    descriptor = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "pay", "annotations": {"jenkins.io/job-full-name": "pay"}},
        "spec": {"type": "service", "lifecycle": "production", "owner": "team"},
    }
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/catalog-info.yaml").write_text(json.dumps(descriptor), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "catalogsite.yaml").write_text(PROVIDERS.format(url=url), "utf-8")
        temporary = tmp_path / "temporary"
        started = running(COMMAND, "collect", folder=tmp_path, temporary=temporary)
        # Both have sent a request, and wait for 30 seconds each.
        with started as process, silent.accept()[0], silent.accept()[0]:
            began = time.monotonic()
            process.send_signal(number)
            ended_with, output, left = ended(process, temporary)
            assert (ended_with, left, "Traceback" in output) == (code, [], False)
            assert time.monotonic() - began < 10


@pytest.mark.parametrize("whole_group", [False, True])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_other_processes_end_with_the_run_and_tell_nothing(
    number, code, whole_group, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    with running(WORKERS, folder=tmp_path, temporary=temporary) as process:
        assert process.stdout.readline() == "begun\n"
        (os.killpg if whole_group else os.kill)(process.pid, number)
        assert ended(process, temporary) == (code, "", [])


def test_serve_ends(organisation: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    arguments = ("serve", "--no-collect", "--address", "127.0.0.1:0")
    with running(COMMAND, *arguments, folder=organisation, temporary=temporary) as process:
        assert "serving on" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        code, output, left = ended(process, temporary)
        assert (code, left) == (143, [])
        assert "Traceback" not in output


def test_who_ignores_a_request_goes_on(tmp_path: Path) -> None:
    ignoring = f"{HEEDING}signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    script = (
        WORKERS.replace(HEEDING, ignoring)
        .replace("time.sleep(60)", "time.sleep(1)")
        .replace("range(10)", "range(1)")
    )
    temporary = tmp_path / "temporary"
    with running(script, folder=tmp_path, temporary=temporary) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGHUP)
        assert ended(process, temporary) == (0, "", [])
