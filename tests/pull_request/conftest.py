"""A sample repository, and the programs that a hook and an action find on their path."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

GOOD = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  tags: [java]
spec: {type: service, lifecycle: production, owner: team}
"""
BAD = GOOD.replace("java", "Java")


class Sample:
    """A repository on `main` with one good descriptor."""

    good, bad = GOOD, BAD

    def __init__(self, root, bin_dir):
        self.root = root
        self.descriptor = root / "catalog-info.yaml"
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT")}
        self.env = {
            **kept,
            "PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "COLUMNS": "200",
            "NO_COLOR": "1",
        }

    def run(self, command, **env):
        return subprocess.run(
            command, cwd=self.root, env=self.env | env, capture_output=True, text=True, check=False
        )

    def git(self, *arguments):
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        done = self.run(["git", *identity, *arguments])
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, text):
        self.descriptor.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-qm", "change")


def program(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def sample(tmp_path):
    bin_dir = tmp_path / "bin"
    bin_dir.mkdir()
    program(bin_dir, "catalogsite", f'exec "{sys.executable}" -m catalogsite "$@"')
    # Packages come from a registry, which tests do not ask: it is written down what would come.
    program(bin_dir, "python", 'echo "$@" >> "$PIP_LOG"')
    root = tmp_path / "shop"
    root.mkdir()
    found = Sample(root, bin_dir)
    found.git("init", "-q", "-b", "main")
    found.commit(GOOD)
    return found
