"""A run that is killed leaves what it had fetched and read, and the next one goes on from there."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

COUNT = 30
ENTITY = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
spec: {{type: service, lifecycle: production, owner: platform}}
"""
COMMAND = [sys.executable, "-m", "catalogsite", "collect", "--quiet"]


@pytest.fixture
def portal(workshop, tmp_path):
    folder = tmp_path / "portal"
    folder.mkdir()
    sources = []
    for number in range(COUNT):
        name = f"r{number}"
        root = workshop.repository(name, files={"catalog-info.yaml": ENTITY.format(name=name)})
        workshop.day = 1
        sources.append(f"  - {{kind: git, url: {root.as_uri()}}}\n")
    (folder / "catalogsite.yaml").write_text("jobs: 1\nsources:\n" + "".join(sources), "utf-8")
    return folder


def collect_until(portal, pattern, least):
    """Run `collect`, and kill it when so many files of its state match."""
    state = portal / ".catalogsite"
    with subprocess.Popen(COMMAND, cwd=portal, start_new_session=True) as process:
        deadline = time.monotonic() + 60
        while len(list(state.glob(pattern))) < least and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.001)
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    return state


def identities(files):
    # A file that is written again is another file, whatever is in it.
    return {file: file.stat().st_ino for file in files}


def entities(state):
    snapshot = json.loads((state / "snapshot.json").read_text("utf-8"))
    return [one["metadata"]["name"] for one in snapshot["entities"]]


@pytest.mark.parametrize(
    ("wait_for", "kept"),
    [("git/*/catalogsite.json", "git/*/objects/pack/*.pack"), ("readings/[!.]*", "readings/[!.]*")],
    ids=["fetching", "reading"],
)
def test_what_was_done_before_is_not_done_again(portal, wait_for, kept):
    state = collect_until(portal, wait_for, 5)
    if kept.startswith("git"):
        complete = [record.parent for record in state.glob(wait_for)]
        before = identities(file for one in complete for file in one.glob("objects/pack/*.pack"))
    else:
        before = identities(state.glob(kept))
    assert not (state / "snapshot.json").exists()
    assert len(before) >= 5
    subprocess.run(COMMAND, cwd=portal, check=True)
    assert identities(before) == before
    assert entities(state) == sorted(f"r{number}" for number in range(COUNT))
