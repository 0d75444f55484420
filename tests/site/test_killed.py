"""A build that is killed at any point leaves a whole site, a state that is read, and no lock."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import yaml
from tests.site import links
from tests.site.conftest import manifest, run

POINTS = 8


def start(folder):
    command = [sys.executable, "-m", "catalogsite", "build", "--quiet"]
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def without_providers(config):
    """Nobody answers at the addresses of the demo's providers, which would cost each build its retries."""
    settings = yaml.safe_load(config.read_text())
    del settings["enrich"]
    config.write_text(yaml.safe_dump(settings))


def retitle(folder, number):
    """Something new to read and to write in every build."""
    file = folder / "repos" / "payments-api" / "catalog-info.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("# round")]
    file.write_text("\n".join([*lines, f"# round {number}", ""]))
    (folder / "docs" / "index.md").write_text(f"# Round {number}\n\n[All](catalog/index.md)\n")


def pages(files):
    """The paths that do not change with their content."""
    return {path for path in files if not path.startswith("pagefind/")}


def test_a_killed_build_leaves_everything_usable(acme, tmp_path):
    folder = tmp_path / "acme"
    shutil.copytree(acme, folder, symlinks=True)
    without_providers(folder / "catalogsite.yaml")
    started = time.monotonic()
    run("build", cwd=folder)
    seconds = time.monotonic() - started
    chance = random.Random(7)
    before = manifest(folder / "site")
    for number in range(POINTS):
        retitle(folder, number)
        process = start(folder)
        time.sleep(seconds * (number + chance.random()) / POINTS)
        process.send_signal(signal.SIGKILL)
        process.wait()
        json.loads((folder / ".catalogsite" / "snapshot.json").read_bytes())
        after = manifest(folder / "site")
        if after != before:
            assert f"Round {number}" in (folder / "site" / "index.html").read_text()
            assert pages(after) == pages(before)
            broken = links.check(folder / "site").broken
            assert all(one.fragment for one in broken), broken
        before = after
    run("build", cwd=folder)
    assert not os.path.lexists(folder / "site.new")
    assert not [broken for broken in links.check(folder / "site").broken if not broken.fragment]
