"""Bad input costs nothing but itself: reported once, where it is and how to mend it."""

import json
import os
import re
import subprocess
import sys

import pytest
from tests.bad_input.cases import CASES, component
from tests.measured import run_measured
from tests.site import links
from tests.site.conftest import run

TEAM = (
    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: good-team}\n"
    "spec: {type: team, children: []}\n"
)
MOST_MEMORY = 350
NO_COMMIT = "no-commit"
SECRETS = [b"root:x:0:0", b"root:*:0:0"]


class Portal:
    """What one build made of all bad repositories, and what it took."""

    def __init__(self, folder, source, code, memory):
        self.folder, self.source, self.code, self.memory = folder, source, code, memory
        self.output = (folder / "out").read_text()
        assert code in {0, 1, 4}, self.output
        state = json.loads((folder / ".catalogsite/snapshot.json").read_bytes())
        self.problems = json.loads((folder / "site/api/problems.json").read_bytes())
        self.origins = state["origins"]
        self.sources = state["sources"]
        self.names = {one["id"]: one["name"] for one in state["repositories"]}

    def problems_of(self, name):
        repository = slug(name)
        return [p for p in self.problems if self.names.get(p.get("repository")) == repository]


@pytest.fixture(scope="module", params=["folder", "git"])
def portal(request, tmp_path_factory):
    """The portal of all bad repositories at once."""
    root = tmp_path_factory.mktemp(request.param)
    cases = {name: case for name, case in CASES.items() if case.git or request.param == "folder"}
    folders = [make(root / "repos", name, case.files) for name, case in cases.items()]
    folders.append(make(root / "repos", "team", {"catalog-info.yaml": TEAM}))
    sources = [{"kind": "folder", "path": "repos"}]
    if request.param == "git":
        for folder in folders:
            commit(folder)
        (root / NO_COMMIT).mkdir()
        init(root / NO_COMMIT)
        folders.append(root / NO_COMMIT)
        sources = [{"kind": "git", "url": folder.as_uri()} for folder in folders]
    return build(root, sources, request.param)


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def make(root, name, files):
    """A repository with the mistake, and a good component in a folder of its own."""
    folder = root / slug(name)
    good = component(f"good-{slug(name)}")
    for path, content in {
        "package.json": "{}",
        "services/good/catalog-info.yaml": good,
        **files,
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(target)
        else:
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def git(folder, *arguments):
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def init(folder):
    git(folder, "init", "-q", "-b", "main")


def commit(folder):
    init(folder)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def build(folder, sources, source):
    """Run the build in a process of its own, whose memory can be measured afterwards."""
    (folder / "catalogsite.yaml").write_text(json.dumps({"sources": sources}))
    # Some sources cannot be read, and nothing was published before.
    command = [sys.executable, "-m", "catalogsite", "build", "--accept"]
    done = run_measured(command, folder, folder / "out")
    return Portal(folder, source, done.code, done.megabytes)


def shown(problem):
    """`rule file:line`, without the usual file."""
    file = problem.get("file", "")
    line = f":{problem['line']}" if problem.get("line") else ""
    return f"{problem['rule']} {'' if file == 'catalog-info.yaml' else file}{line}".strip()


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_reported_once_and_costs_nothing_else(portal, name):
    case = CASES[name]
    if portal.source == "git" and not case.git:
        pytest.skip("git cannot hold it")
    found = portal.problems_of(name)
    assert sorted(map(shown, found)) == sorted(case.problems), found
    assert all(problem.get("fix") for problem in found), found
    assert {f"component:default/good-{slug(name)}", *case.lives} <= set(portal.origins)


def test_only_a_source_that_fails_makes_the_run_partial(portal):
    assert portal.code == {"folder": 0, "git": 4}[portal.source], portal.output
    assert "Traceback" not in portal.output


def test_a_repository_without_commits_is_reported_by_its_own_source(portal):
    if portal.source == "folder":
        pytest.skip("a folder needs no commit")
    troubled = [source for source in portal.sources if source["state"] != "ok"]
    (source,) = troubled
    (failure,) = source["failures"]
    assert source["name"].endswith(f"/{NO_COMMIT}")
    assert "no commit" in failure["reason"]
    assert "push a first commit" in failure["fix"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_reported(tmp_path):
    folder = make(tmp_path, "closed", {"catalog-info.yaml": component("closed")})
    (folder / "catalog-info.yaml").chmod(0)
    found = json.loads(run("check", folder, "--format", "json", cwd=tmp_path, code=1))
    (problem,) = [one for one in found["problems"] if one["level"] == "error"]
    assert problem["rule"] == "file-unreadable"
    assert problem["fix"]
    assert found["entities"] == 1


def test_memory_stays_bounded(portal):
    assert portal.memory < MOST_MEMORY, f"{portal.memory} MB"


def test_nothing_of_this_machine_is_published(portal):
    for path in (portal.folder / "site").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert not any(secret in data for secret in SECRETS), path
    assert not list(portal.folder.rglob("hacked"))


def test_the_site_is_whole(portal):
    report = links.check(portal.folder / "site")
    assert not report.broken, report
