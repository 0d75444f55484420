"""`init`, `demo`, `build` and `serve` as processes: folders in, a portal out."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

STAGES = ["fetch", "read", "catalog", "documentation", "search", "site"]


def _run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "catalogsite", *arguments],
        cwd=folder,
        env=_environment(env),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _environment(more: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}} | more


@pytest.fixture(scope="module")
def portal(organisation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init") / "portal"
    run = _run(folder.parent, "init", "portal", "--title", 'Our "portal": now')
    assert run.returncode == 0, run.stderr
    config = folder / "catalogsite.yaml"
    text = config.read_text("utf-8")
    assert text.count("sources: []") == 1
    source = f"sources: [{{kind: folder, path: {organisation}}}]"
    config.write_text(text.replace("sources: []", source), "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(portal: Path) -> subprocess.CompletedProcess[str]:
    return _run(portal.parent, "build", "-c", "portal/catalogsite.yaml", CI="true")


def test_build_writes_the_portal_beside_its_configuration(portal: Path, built) -> None:
    # A mistake keeps an entity out, which is the author's to fix.
    assert built.returncode == 0, built.stderr
    html = (portal / "site/index.html").read_text("utf-8")
    assert "Our &#34;portal&#34;: now</title>" in html
    assert (portal / "site/catalog/default/component/ledger/index.html").is_file()
    assert built.stdout == ""


def test_progress_in_ci_is_one_plain_line_a_stage(built) -> None:
    lines = built.stderr.splitlines()
    stages = [line.split()[0] for line in lines if line.split()[0] in STAGES]
    assert sorted(set(stages), key=STAGES.index) == STAGES
    assert "\x1b" not in built.stderr
    assert re.search(r"^built +2 repositories, 7 entities, ", built.stderr, re.MULTILINE)
    assert "open it with  python3 -m http.server --directory portal/site 8000" in built.stderr


def test_init_overwrites_nothing(portal: Path) -> None:
    before = (portal / "catalogsite.yaml").read_bytes()
    run = _run(portal.parent, "init", "portal")
    assert run.returncode == 1
    assert "would overwrite" in run.stderr
    assert (portal / "catalogsite.yaml").read_bytes() == before


def test_a_new_portal_states_that_it_names_no_source(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", ".", "--ci", "gitlab").returncode == 0
    run = _run(tmp_path, "collect", "-q")
    assert run.returncode == 0
    assert run.stderr == (
        "warning no source is named, so the catalog is empty\n"
        "  fix: name one under `sources` in catalogsite.yaml, or folders as PATH\n"
    )


def test_init_writes_the_job_of_the_ci_that_is_named(tmp_path: Path) -> None:
    run = _run(tmp_path, "init", "portal", "--ci", "jenkins")
    assert run.returncode == 0
    assert "wrote portal/Jenkinsfile" in run.stderr
    assert "the nightly job needs the credential portal-token" in run.stderr
    assert not (tmp_path / "portal/.github").exists()


def test_fail_on_errors_still_builds(organisation: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    state = tmp_path / "state"
    arguments = ("--fail-on", "error", "-q", "--site-dir", str(site), "--state-dir", str(state))
    run = _run(organisation, "build", str(organisation), *arguments)
    assert (run.returncode, run.stdout, run.stderr) == (1, "", "")
    assert (site / "index.html").is_file()


def test_colour_is_for_those_who_want_it(organisation: Path) -> None:
    red = "\x1b[31m"
    assert red in _run(organisation, "check", ".", FORCE_COLOR="1").stdout
    assert red not in _run(organisation, "check", ".", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b" not in _run(organisation, "check", ".").stdout


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "Größe 日本"),
        ({"PYTHONIOENCODING": "ascii"}, "Gr??e ??"),
    ],
)
def test_letters_that_a_locale_lacks_cost_no_answer(environment, shown, tmp_path: Path) -> None:
    text = "kind: Group\nmetadata: {name: g, title: Größe 日本}\nspec: {type: team, children: []}\n"
    descriptor = tmp_path / "a/catalog-info.yaml"
    descriptor.parent.mkdir()
    descriptor.write_text(f"apiVersion: backstage.io/v1alpha1\n{text}", "utf-8")
    assert _run(tmp_path, "collect", "-q", "a").returncode == 0
    run = _run(tmp_path, "show", "g", **environment)
    assert (run.returncode, run.stderr) == (0, "")
    assert f"{shown}  (group:default/g)" in run.stdout


def test_the_reader_of_our_output_may_go(organisation: Path) -> None:
    command = f'"{sys.executable}" -m catalogsite schema snapshot | head -1'
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=organisation,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "{\n", "")


# A shell's background job, as a test run may be, has its children ignore interrupts.
_HEEDING = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("catalogsite", run_name="__main__", alter_sys=True)
"""


@pytest.fixture(scope="module")
def server(portal: Path, built) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-c", _HEEDING, "serve", "--no-collect", "--address", address]
    with subprocess.Popen(command, cwd=portal, stderr=subprocess.PIPE) as process:
        try:
            yield process, f"http://{address}/"
        finally:
            process.kill()


def test_serve_answers_reloads_and_stops(server, portal: Path) -> None:
    process, base = server
    _wait_for(f"{base}catalog/default/component/ledger/", "The ledger")
    home = portal / "docs/index.md"
    home.write_text(home.read_text("utf-8") + "\nA new sentence.\n", "utf-8")
    _wait_for(base, "A new sentence.")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 0
    assert b"Traceback" not in process.stderr.read()


def _wait_for(url: str, text: str) -> None:
    end = time.monotonic() + 30
    seen = ""
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5) as answer:
                seen = answer.read().decode()
        except (URLError, ConnectionError) as error:
            seen = str(error)
        if text in seen:
            return
        time.sleep(0.1)
    pytest.fail(f"{url} never wrote {text!r}; last: {seen[:500]}")


def test_serve_states_that_an_address_is_taken(portal: Path, built) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        run = _run(portal, "serve", "--no-collect", "--address", address)
    assert run.returncode == 1
    assert "fix: name another one with --address" in run.stderr
    assert "Traceback" not in run.stderr


def test_demo_builds_and_builds_again(tmp_path: Path) -> None:
    first = _run(tmp_path, "demo", "acme", "-q")
    assert (first.returncode, first.stdout) == (0, "")
    # What one of its providers refuses on purpose is the only thing that it says.
    assert first.stderr.splitlines()[0].startswith(
        "error gitlab_ci: data/merchant-reports: refused"
    )
    assert first.stderr.count("error ") == 1
    index = tmp_path / "acme/site/index.html"
    before = index.read_bytes()
    again = _run(tmp_path, "demo", "acme")
    assert again.returncode == 0
    assert "built         17 repositories, 89 entities" in again.stderr
    assert index.read_bytes() == before


def test_demo_leaves_a_folder_of_yours_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    run = _run(tmp_path, "demo", "mine")
    assert run.returncode == 1
    assert "error mine: the folder of the demo must be new" in run.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]
