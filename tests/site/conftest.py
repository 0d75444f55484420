"""Commands that build a site, and what tests compare of it."""

import hashlib
import os
import subprocess
import sys

import pytest


def run(*arguments, cwd, code=0, **env):
    """Run the command line as a user does, and return what it printed."""
    return _run("catalogsite", *arguments, cwd=cwd, code=code, **env)


def mkdocs(*arguments, cwd, **env):
    """Run MkDocs by itself."""
    return _run("mkdocs", *arguments, cwd=cwd, code=0, **env)


def _run(module, *arguments, cwd, code, **env):
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def manifest(site):
    """Path to hash of every file of a folder."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def acme(demo):
    """The folder of the demo: `catalogsite.yaml`, `repos/`, `.catalogsite/` and `site/`."""
    return demo
