"""The steps of docs/how-to/state.md: run with real git, a real web server and the real command."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.environment import require

from catalogsite.commands.init import init_portal
from catalogsite.state.folders import State
from catalogsite.state.history import History

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs/how-to/state.md"
PAY = "component:default/pay"
FIRST = date(2026, 1, 1)
SAVES_TIME = (
    *("git/pay.git", "cache", "readings", "fragments", "fulltext", "pages", "site", "broken"),
    *("made.json", "current.json", "unchanged.json"),
)


def block(name: str) -> str:
    """The code below the comment with this name."""
    pattern = rf"^<!-- test: {name} -->\n```\w+\n(.*?)^```$"
    (found,) = re.findall(pattern, PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return found


def step(name: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The result of a step that stops at the first failure, as steps of CI systems do."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": path}
    shell = shutil.which("dash") or "sh"
    return subprocess.run(
        [shell, "-eu", "-c", block(name)],
        cwd=folder,
        env={**os.environ, **alone, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@x", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """The repository of a portal at its host, with one commit."""
    work = tmp_path / "start"
    work.mkdir()
    git(work, "init", "-q", "-b", "main")
    (work / "catalogsite.yaml").write_text("sources: []\n")
    (work / ".gitignore").write_text(".catalogsite/\nsite/\n")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "Start")
    git(tmp_path, "clone", "-q", "--bare", str(work), "portal.git")
    return tmp_path / "portal.git"


def machine(origin: Path, name: str) -> Path:
    """An empty machine of the CI system with a shallow clone."""
    folder = origin.parent / name
    git(origin.parent, "clone", "-q", "--depth", "1", f"file://{origin}", name)
    return folder


def night(folder: Path, number: int) -> None:
    """What a run leaves in the state."""
    state = State(folder / ".catalogsite")
    state.make()
    with History(state.history) as history:
        history.record(FIRST + timedelta(number), PAY, "score", number)
    state.publications.write_text(f"{number}")
    state.snapshots.mkdir(exist_ok=True)
    (state.snapshots / f"2026-01-0{number + 1}.zip").write_text("zip")
    state.store.put(b"a definition")
    for part in SAVES_TIME:
        (state.folder / part).mkdir(parents=True, exist_ok=True)
        (state.folder / part / "large").write_text("x" * 1000)


def days(folder: Path) -> list[float]:
    with History(State(folder / ".catalogsite").history) as history:
        return [point.value for point in history.points()]


def test_a_state_branch_holds_one_commit_however_many_nights_there_were(origin: Path) -> None:
    main = git(origin, "rev-parse", "main")
    for number in range(4):
        folder = machine(origin, f"night{number}")
        read = step("read the branch", folder)
        assert read.returncode == 0, read.stderr
        assert ("no state yet" in read.stdout) is (number == 0)
        night(folder, number)
        (folder / "new.txt").write_text("not a part of the state")
        git(folder, "add", "new.txt")
        written = step("write the branch", folder)
        assert (written.returncode, written.stderr) == (0, "")
        assert git(folder, "status", "--porcelain") == "A  new.txt\n"
        assert days(folder) == [float(n) for n in range(number + 1)]
    assert git(origin, "rev-list", "--count", "portal-state") == "1\n"
    assert git(origin, "rev-parse", "main") == main
    assert git(origin, "branch", "--format=%(refname:short)") == "main\nportal-state\n"
    names = git(origin, "ls-tree", "-r", "--name-only", "portal-state").splitlines()
    kept = {name for name in names if not name.startswith("store/")}
    zips = {f"snapshots/2026-01-0{number}.zip" for number in (1, 2, 3, 4)}
    assert kept == {".gitignore", "history.db", "published.json", *zips}
    assert len(names) == len(kept) + 1


def test_a_branch_that_cannot_be_read_does_not_look_like_a_new_portal(origin: Path) -> None:
    folder = machine(origin, "night")
    origin.rename(origin.with_name("gone"))
    read = step("read the branch", folder)
    assert read.returncode == 1
    assert "ERROR: the state cannot be read: git ended with exit code 128" in read.stdout
    assert not (folder / ".catalogsite").exists()


def test_a_state_of_a_run_that_was_killed_travels_too(origin: Path) -> None:
    folder = machine(origin, "night0")
    night(folder, 0)
    (folder / ".catalogsite/history.db-journal").write_text("")
    assert step("write the branch", folder).returncode == 0
    other = machine(origin, "night1")
    assert step("read the branch", other).returncode == 0
    assert (other / ".catalogsite/history.db-journal").exists()
    assert days(other) == [0.0]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A web server, and the folder that it shows."""
    folder = tmp_path / "published"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Print nothing."""

        def do_GET(self) -> None:
            if (folder / "down").exists():
                self.send_error(503)
            else:
                super().do_GET()

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", folder
        server.shutdown()


def test_the_history_is_read_back_from_the_published_site(origin: Path, site: Any) -> None:
    require(shutil.which("curl"), "needs curl")
    url, published = site
    for number in range(3):
        folder = machine(origin, f"night{number}")
        read = step("read the site", folder, PORTAL_URL=url, PORTAL_TOKEN="a secret")
        assert read.returncode == 0, read.stdout + read.stderr
        assert ("no history yet" in read.stdout) is (number == 0)
        night(folder, number)
        (folder / "site").mkdir()
        written = step("write the site", folder, PORTAL_TOKEN="a secret")
        assert (written.returncode, written.stderr) == (0, "")
        shutil.copytree(folder / "site", published, dirs_exist_ok=True)
    assert [path.name for path in published.iterdir()] == ["history.csv.gz"]
    assert gzip.decompress((published / "history.csv.gz").read_bytes()).decode() == (
        "day,entity,metric,value\n"
        + "".join(f"2026-01-0{n + 1},{PAY},score,{float(n)}\n" for n in range(3))
    )


def test_a_site_that_is_down_does_not_look_like_a_new_portal(origin: Path, site: Any) -> None:
    require(shutil.which("curl"), "needs curl")
    url, published = site
    folder = machine(origin, "night")
    (published / "down").touch()
    read = step("read the site", folder, PORTAL_URL=url)
    assert (read.returncode, read.stdout) == (1, "ERROR: the history cannot be read back: 503\n")
    read = step("read the site", folder, PORTAL_URL="http://127.0.0.1:1")
    assert (read.returncode, read.stdout) == (1, "ERROR: the history cannot be read back: 000\n")
    (published / "down").unlink()
    (published / "history.csv.gz").write_text("<html>a login page</html>")
    assert step("read the site", folder, PORTAL_URL=url).returncode != 0


def workflow_with_state_branch(folder: Path) -> Path:
    """The workflow that `init` writes, with a state branch in place of the cache."""
    file = init_portal(folder, "Acme").files[-2]
    workflow = yaml.safe_load(file.read_text("utf-8"))
    (start, hand_on), job = (
        yaml.safe_load(_with_scripts(block(f"{name} of the {place}")))
        for name, place in (("steps", "job build"), ("job", "state branch"))
    )
    steps = workflow["jobs"]["build"]["steps"]
    caches = [n for n, one in enumerate(steps) if "actions/cache" in one.get("uses", "")]
    for place, new in zip(caches, (start, hand_on), strict=True):
        steps[place] = new
    text = yaml.safe_dump({**workflow, "jobs": {**workflow["jobs"], **job}}, sort_keys=False)
    # YAML 1.1 takes the key `on` for true; actions keep their versions as comments.
    text = text.replace("\ntrue:", "\n'on':", 1)
    file.write_text(re.sub(r"(uses: \S+@)([0-9a-f]{40})", r"\1\2 # v1", text))
    return file


def _with_scripts(text: str) -> str:
    """A block of YAML with the shell of other blocks where it names them."""

    def script(found: re.Match[str]) -> str:
        return textwrap.indent(block(found[2]), found[1])

    return re.sub(r"^( +)# ((?:read|write) the branch)\n", script, text, flags=re.MULTILINE)


def test_the_workflow_with_a_state_branch_is_valid_and_safe(tmp_path: Path) -> None:
    file = workflow_with_state_branch(tmp_path)
    jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert jobs["keep"]["permissions"] == {"contents": "write"}
    assert "git push" in jobs["keep"]["steps"][-1]["run"]
    assert any("git fetch" in one.get("run", "") for one in jobs["build"]["steps"])
    assert "cache" not in [one.get("uses", "") for one in jobs["build"]["steps"]]
    schema = ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"]
    lint = ["zizmor", "--offline", "--no-progress", "--persona", "regular"]
    for command in (schema, lint):
        program = Path(sys.executable).with_name(command[0])
        require(program.exists(), f"needs {command[0]}, of requirements-dev.txt")
        done = subprocess.run(
            [program, *command[1:], file], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
