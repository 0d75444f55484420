"""The same environment for every test, whatever the terminal and the user's configuration are."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

_SLOW = frozenset(
    {
        "bad_input",
        "browser",
        "conformance",
        "extension_points",
        "golden",
        "packaging",
        "plugin",
        "pull_request",
        "site",
        # Single modules that build whole portals or wait for signals.
        "test_demo.py",
        "test_signals.py",
        "test_equality.py",
        "test_portal.py",
    }
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make unit-fast` leaves out: whole builds, browsers, other programs."""
    for item in items:
        if _SLOW.intersection(item.path.relative_to(Path(__file__).parent).parts):
            item.add_marker(pytest.mark.slow)


_UNSET = (
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "LANGUAGE",
    "LC_ALL",
    "LINES",
    "NO_COLOR",
    "SOURCE_DATE_EPOCH",
    "TERM",
)
_SET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
}


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory):
    """No setting of the caller that changes colours, widths, times, languages or git."""
    with pytest.MonkeyPatch.context() as patch:
        for name in tuple(os.environ):
            if name in _UNSET or name.startswith(("GIT_", "XDG_")):
                patch.delenv(name)
        for name, value in _SET.items():
            patch.setenv(name, value)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo portal, built once by the command that users run. Tests only read it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "demo" / "acme"
    folder.parent.mkdir(exist_ok=True)
    # The processes of one run share the build: the first one makes it, and the others wait.
    with (base / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site").exists():
            command = [sys.executable, "-m", "catalogsite", "demo", str(folder)]
            done = subprocess.run(
                command, cwd=folder.parent, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
            assert "Traceback" not in done.stderr
    return folder
