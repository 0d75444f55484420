from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

_GUARD = """
import os
import sys

LOCAL = {"127.0.0.1", "::1", "localhost", "", None} if "NO_SOCKET" not in os.environ else set()


def only_local(event, arguments):
    host = ""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in LOCAL:
        sys.stderr.write(f"FOREIGN HOST {host}\\n")
        raise OSError(f"the test allows no connection to {host}")


sys.addaudithook(only_local)
"""


class Ran(NamedTuple):
    """How a command ended, and all that it printed."""

    code: int
    output: str


class CommandLine:
    """Runs catalogsite as a program of its own, with an environment of its own and no network."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "guard").mkdir(parents=True)
        (home / "guard/sitecustomize.py").write_text(_GUARD)
        self.path = [str(home / "guard"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
        self.env: dict[str, str] = {}

    def __call__(self, *arguments: str | Path, cwd: Path, **env: str) -> Ran:
        dead = "http://127.0.0.1:1"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": os.pathsep.join(filter(None, self.path)),
            "LANG": "C.UTF-8",
            "COLUMNS": "200",
            # Git and others that the guard cannot see end here.
            "http_proxy": dead,
            "https_proxy": dead,
            "no_proxy": "127.0.0.1",
            **self.env,
            **env,
        }
        done = subprocess.run(
            [sys.executable, "-m", "catalogsite", *map(str, arguments)],
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert "FOREIGN HOST" not in done.stdout
        assert "Traceback" not in done.stdout
        return Ran(done.returncode, done.stdout)


@pytest.fixture(scope="module")
def catalogsite(tmp_path_factory):
    """The command line."""
    return CommandLine(tmp_path_factory.mktemp("home"))


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write text files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, deaf to the user's configuration."""
    who = [
        "-c",
        "user.name=Ann",
        "-c",
        "user.email=ann@acme.example",
        "-c",
        "init.defaultBranch=main",
    ]
    day = "2026-01-31T12:00:00Z"
    fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | fixed
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def commit(folder: Path, files: dict[str, str], message: str = "Change") -> Path:
    """Write files into a repository, made where there is none, and commit them."""
    write_files(folder, files)
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return folder


def publish(clone: Path, bare: Path) -> None:
    """Make the bare repository that a server offers, or bring it up to date."""
    if not bare.exists():
        bare.parent.mkdir(parents=True, exist_ok=True)
        git(clone, "clone", "-q", "--bare", ".", str(bare))
    else:
        git(clone, "push", "-q", str(bare), "main")
