"""The built-in scaffolds: what each makes passes its own tests and linters, and is well in a portal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.environment import require
from tests.extension_points.conftest import commit, write_files

from catalogsite.scaffold import builtin_templates

NAMES = [path.name for path in builtin_templates().values()]
PROGRAMS = {"go-service": "go", "typescript-service": "npm"}
ORGANISATION = """
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-a, description: The team that makes everything here.}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: bookkeeping, description: Keeps the books of the company.}
spec: {owner: team-a}
"""
INSTRUCTIONS = {"CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "USER", "WORKDIR"}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_its_cases_hold_and_what_it_makes_passes_its_own_tests(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = PROGRAMS.get(name, "git")
    require(shutil.which(program), f"needs {program}")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    command = [sys.executable, "-m", "catalogsite", "scaffold", "test", name, "--run-commands"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 cases, 0 failed" in done.stderr


def made(catalogsite, name: str, dest: Path, *answers: str) -> Path:
    """A repository of a scaffold, with one commit."""
    required = ["owner=team-a", "system=bookkeeping", *answers]
    required += ["kind=acme_costs"] if name == "collector" else []
    options = [word for answer in required for word in ("--set", answer)]
    ran = catalogsite("new", name, *options, "--dest", dest, cwd=dest.parent)
    assert ran.code == 0, ran.output
    return commit(dest, {})


@pytest.fixture(scope="module")
def portal(catalogsite, tmp_path_factory):
    """A portal over one repository of each scaffold, built with its documentation."""
    folder = tmp_path_factory.mktemp("portal")
    (folder / "repos").mkdir()
    for name in NAMES:
        made(catalogsite, name, folder / "repos" / f"our-{name}", f"name=our-{name}")
    commit(folder / "repos/org", {"catalog-info.yaml": ORGANISATION})
    config = "title: Acme\nsources: [{kind: folder, path: repos/*}]\n"
    write_files(folder, {"catalogsite.yaml": config})
    ran = catalogsite("build", cwd=folder)
    assert ran.code == 0, ran.output
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_its_entity_is_in_the_portal_with_full_marks(name: str, portal: Path) -> None:
    snapshot = json.loads((portal / ".catalogsite/snapshot.json").read_text("utf-8"))
    ref = f"component:default/our-{name}"
    assert (portal / f"site/catalog/default/component/our-{name}/index.html").exists()
    assert (portal / f"site/docs/default/component/our-{name}/index.html").exists()
    score = snapshot["scores"][ref]
    assert (score["scorecard"], score["points"], score["level"]) == ("basics", 100, "gold")


def test_check_finds_nothing_in_them(portal: Path, catalogsite) -> None:
    ran = catalogsite("check", "--fail-on", "info", cwd=portal)
    assert "0 errors, 0 warnings, 0 infos" in ran.output
    assert ran.code == 0, ran.output


def test_check_finds_nothing_in_the_templates_themselves(catalogsite, tmp_path: Path) -> None:
    for name, folder in zip(NAMES, builtin_templates().values(), strict=True):
        shutil.copytree(folder, tmp_path / name)
    targets = "".join(f"    - ./{name}/template.yaml\n" for name in NAMES)
    location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
    platform = ORGANISATION.replace("team-a", "platform")
    text = f"{location}spec:\n  targets:\n{targets}---{platform}"
    commit(tmp_path, {"catalog-info.yaml": text})
    ran = catalogsite("check", ".", "--fail-on", "info", cwd=tmp_path)
    assert ran.code == 0, ran.output
    assert f"{len(NAMES) + 3} entities: 0 errors, 0 warnings, 0 infos" in ran.output


def program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


PIPELINES = {
    "github/.github/workflows/ci.yml": "vendor.github-workflows",
    "github/.github/dependabot.yml": "vendor.dependabot",
    "gitlab/.gitlab-ci.yml": "vendor.gitlab-ci",
}


@pytest.mark.parametrize("folder", builtin_templates().values(), ids=lambda folder: folder.name)
def test_its_pipelines_fit_the_schemas_of_their_hosts(folder: Path) -> None:
    for file, schema in PIPELINES.items():
        written = str(folder / "pipeline" / file)
        command = [program("check-jsonschema"), "--builtin-schema", schema, written]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("folder", builtin_templates().values(), ids=lambda folder: folder.name)
def test_zizmor_finds_nothing_in_its_workflow(folder: Path) -> None:
    command = [program("zizmor"), "--offline", "--no-progress", "--persona", "pedantic"]
    command.append(str(folder / "pipeline/github/.github"))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "No findings to report" in done.stdout, done.stdout


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("-service")])
def test_its_container_is_pinned_and_runs_as_nobody(name, catalogsite, tmp_path) -> None:
    text = (made(catalogsite, name, tmp_path / "made", "name=pay") / "Dockerfile").read_text()
    lines = [line.partition(" ")[::2] for line in text.splitlines() if line]
    assert {word for word, _ in lines} <= INSTRUCTIONS
    images = [rest.split(" AS ")[0] for word, rest in lines if word == "FROM"]
    assert all(re.fullmatch(r"scratch|[a-z]+:\d[\w.-]+", image) for image in images)
    assert [rest for word, rest in lines if word == "USER"] == ["65532:65532"]
    for word, rest in lines:
        if word in {"CMD", "ENTRYPOINT", "HEALTHCHECK"}:
            assert all(type(part) is str for part in json.loads(rest.removeprefix("CMD ")))


def test_their_actions_are_pinned_by_commit() -> None:
    for folder in builtin_templates().values():
        workflow = yaml.safe_load((folder / "pipeline/github/.github/workflows/ci.yml").read_text())
        used = [s["uses"] for s in workflow["jobs"]["test"]["steps"] if "uses" in s]
        assert used
        assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
