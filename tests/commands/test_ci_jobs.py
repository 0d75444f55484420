"""The nightly jobs that `init` writes: linted, and run with every exit code."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.commands import ci_jobs
from tests.commands.ci_jobs import Outcome, World
from tests.environment import require

from catalogsite.commands.init import init_portal
from catalogsite.config.names import CiHost

pytestmark = pytest.mark.slow

TOP = Path(__file__).parents[2]
RUN = {
    CiHost.GITHUB: ci_jobs.github,
    CiHost.GITLAB: ci_jobs.gitlab,
    CiHost.AZURE: ci_jobs.azure,
    CiHost.BITBUCKET: ci_jobs.bitbucket,
    CiHost.JENKINS: ci_jobs.jenkins,
    CiHost.CRON: ci_jobs.cron,
}
GIVEN: dict[CiHost, dict[str, Any]] = {
    CiHost.GITHUB: {
        "secrets.PORTAL_TOKEN || github.token": "ghp_secret",
        "inputs.accept && '--accept' || ''": "",
        "github.token": "t",
        "vars.PORTAL_PUBLIC": "",
    },
    CiHost.AZURE: {"parameters.accept": "False", "PORTAL_TOKEN": "ghp_secret"},
}


def portal(ci: CiHost, tmp_path: Path, answers: dict[str, str]) -> tuple[World, Path]:
    world = World(tmp_path, answers)
    return world, init_portal(world.work, "Acme", ci=ci).files[-2]


def night(
    ci: CiHost, tmp_path: Path, given: dict[str, str] | None = None, **answers: str
) -> tuple[Outcome, World]:
    world, file = portal(ci, tmp_path, answers)
    return RUN[ci](file, world, {**GIVEN.get(ci, {}), **(given or {})}), world


def program(name: str) -> str:
    found = Path(sys.executable).parent / name
    require(found.exists(), f"needs {name}, of requirements-dev.txt")
    return str(found)


@pytest.mark.parametrize(
    ("ci", "schema", "options"),
    [
        (CiHost.GITHUB, "vendor.github-workflows", ()),
        (CiHost.GITHUB, "custom.github-workflows-require-timeout", ()),
        (CiHost.GITLAB, "vendor.gitlab-ci", ("--data-transform", "gitlab-ci")),
        (
            CiHost.AZURE,
            "vendor.azure-pipelines",
            ("--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"),
        ),
        (CiHost.BITBUCKET, "vendor.bitbucket-pipelines", ()),
    ],
)
def test_jobs_fit_the_schema_of_their_host(ci, schema, options, tmp_path: Path) -> None:
    _, file = portal(ci, tmp_path, {})
    command = [program("check-jsonschema"), "--builtin-schema", schema, *options, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def zizmor(file: Path, persona: str) -> str:
    command = [program("zizmor"), "--offline", "--no-progress", "--persona", persona, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_zizmor_finds_nothing_in_the_workflow(tmp_path: Path) -> None:
    _, file = portal(CiHost.GITHUB, tmp_path, {})
    assert "No findings to report" in zizmor(file, "pedantic")


def test_zizmor_finds_nothing_in_the_workflow_of_the_documentation(tmp_path: Path) -> None:
    page = (TOP / "docs/how-to/check.md").read_text("utf-8")
    pattern = r"^    ```yaml\n(    on: pull_request.*?)^    ```$"
    (block,) = re.findall(pattern, page, re.MULTILINE | re.DOTALL)
    text = re.sub(r"^    ", "", block, flags=re.MULTILINE).replace("@COMMIT", f"@{'0' * 40}")
    (tmp_path / "ci.yml").write_text(text)
    assert "No findings to report" in zizmor(tmp_path / "ci.yml", "regular")


@pytest.mark.parametrize("name", ["ci", "nightly", "release"])
def test_zizmor_finds_nothing_in_our_own_workflows(name: str) -> None:
    assert "No findings to report" in zizmor(TOP / f".github/workflows/{name}.yml", "regular")


def test_shell_is_valid(tmp_path: Path) -> None:
    _, file = portal(CiHost.CRON, tmp_path, {})
    for shell in filter(shutil.which, ("sh", "dash", "bash")):
        assert subprocess.run([shell, "-n", str(file)], check=False).returncode == 0


@pytest.mark.parametrize("ci", RUN)
@pytest.mark.parametrize(
    ("code", "failed", "deployed", "kept"),
    [
        ("0", False, True, True),
        ("4", False, True, True),
        ("5", True, False, True),
        ("1", True, False, True),
        ("3", True, False, True),
        ("137", True, False, True),
    ],
)
def test_what_each_exit_code_does(ci, code, failed, deployed, kept, tmp_path: Path) -> None:
    outcome, world = night(ci, tmp_path, CODE=code)
    if ci is CiHost.AZURE and code not in {"0", "4", "5"}:
        kept = False  # the state of the night before stays
    if ci is CiHost.CRON:
        deployed = code in {"0", "1", "4"}  # the command itself puts the site in place
    assert (outcome.failed, outcome.deployed, outcome.state_kept) == (failed, deployed, kept)
    text = "\n".join(outcome.annotations)
    assert bool(outcome.annotations) is (code != "0")
    assert ("stale" in text) is (code == "4")
    assert ("lost too much" in text) is (code == "5")
    assert ("exit code" in text) is (code in {"1", "3", "137"})
    assert "injected" not in text
    assert any(call.startswith("catalogsite build") for call in world.calls)


@pytest.mark.parametrize(
    ("collect", "failed", "deployed"), [("0", False, True), ("4", False, True), ("1", True, False)]
)
def test_collect_and_build_are_two_steps_at_github(collect, failed, deployed, tmp_path) -> None:
    outcome, world = night(CiHost.GITHUB, tmp_path, COLLECT=collect)
    assert (outcome.failed, outcome.deployed, outcome.state_kept) == (failed, deployed, True)
    built = [call for call in world.calls if call.startswith("catalogsite build")]
    assert built == ([] if failed else ["catalogsite build --no-collect"])


def test_only_collecting_has_the_token(tmp_path: Path) -> None:
    _, world = night(CiHost.GITHUB, tmp_path)
    assert [call for call in world.calls if call.startswith(("catalogsite", "GITHUB_TOKEN"))] == [
        "catalogsite collect",
        "GITHUB_TOKEN=ghp_secret",
        "catalogsite build --no-collect",
        "GITHUB_TOKEN=",
    ]


ACCEPT: dict[CiHost, dict[str, str]] = {
    CiHost.GITHUB: {"inputs.accept && '--accept' || ''": "--accept"},
    CiHost.GITLAB: {"PORTAL_ACCEPT": "true"},
    CiHost.AZURE: {"parameters.accept": "True"},
    CiHost.BITBUCKET: {"PORTAL_ACCEPT": "true"},
    CiHost.JENKINS: {"ACCEPT": "true"},
    CiHost.CRON: {"ARGUMENTS": "--accept"},
}


@pytest.mark.parametrize("ci", RUN)
def test_a_loss_can_be_accepted(ci: CiHost, tmp_path: Path) -> None:
    for number, (given, wanted) in enumerate([({}, False), (ACCEPT[ci], True)]):
        (tmp_path / str(number)).mkdir()
        _, world = night(ci, tmp_path / str(number), given)
        (call,) = (call for call in world.calls if call.startswith("catalogsite build"))
        assert call.endswith("--accept") is wanted


@pytest.mark.parametrize(
    ("ci", "given", "public", "deployed", "word"),
    [
        (CiHost.GITHUB, {}, "true", False, "error"),
        (CiHost.GITHUB, {}, "", False, "error"),
        (CiHost.GITHUB, {}, "false", True, None),
        (CiHost.GITHUB, {"vars.PORTAL_PUBLIC": "true"}, "true", True, "warning"),
        (CiHost.GITHUB, {"vars.PORTAL_PUBLIC": "yes"}, "true", False, "error"),
        (CiHost.GITLAB, {"CI_PROJECT_VISIBILITY": "public"}, "", False, "ERROR"),
        (CiHost.GITLAB, {"CI_PROJECT_VISIBILITY": "private"}, "", True, None),
        (
            CiHost.GITLAB,
            {"CI_PROJECT_VISIBILITY": "public", "PORTAL_PUBLIC": "true"},
            "",
            True,
            "WARNING",
        ),
        (CiHost.AZURE, {}, "", False, "type=error"),
        (CiHost.AZURE, {"PORTAL_PUBLIC": "true"}, "", True, None),
    ],
)
def test_private_repositories_and_a_public_site(
    ci, given, public, deployed, word, tmp_path
) -> None:
    outcome, _ = night(ci, tmp_path, given, PRIVATE="3", PAGES_PUBLIC=public)
    assert (outcome.deployed, outcome.failed) == (deployed, not deployed)
    text = "\n".join(outcome.annotations)
    assert (word or "") in text
    assert ("3 repositories of this portal are private" in text) is (word is not None)


def test_a_token_that_azure_does_not_know_is_none(tmp_path: Path) -> None:
    world, file = portal(CiHost.AZURE, tmp_path, {})
    ci_jobs.azure(file, world, {"parameters.accept": "False"})
    assert "GITHUB_TOKEN=" in world.calls


@pytest.mark.parametrize(
    ("status", "failed", "kept"),
    [("200", False, True), ("404", False, True), ("500", True, False), ("000", True, False)],
)
def test_bitbucket_never_takes_lost_state_for_a_new_portal(status, failed, kept, tmp_path) -> None:
    outcome, world = night(CiHost.BITBUCKET, tmp_path, STATUS=status)
    assert (outcome.failed, outcome.state_kept) == (failed, kept)
    assert (world.work / ".catalogsite/history.db").exists() is (status == "200")


def test_cron_is_silent_where_all_is_well(tmp_path: Path) -> None:
    world, file = portal(CiHost.CRON, tmp_path, {})
    (world.work / "nightly.env").write_text(
        "GITHUB_TOKEN='a b'\nPORTAL_SITE='/srv/the site'\nPORTAL_METRICS=/x/y.prom\n"
    )
    (world.work / ".venv/bin").mkdir(parents=True)
    (world.work / ".venv/bin/catalogsite").symlink_to(world.folder / "bin/catalogsite")
    result = world.run(f"exec sh {file}", {}, ("sh",))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert world.calls == [
        "catalogsite build --quiet --site-dir /srv/the site --metrics /x/y.prom",
        "GITHUB_TOKEN=a b",
    ]


def test_cron_sends_the_output_of_a_bad_night(tmp_path: Path) -> None:
    world, file = portal(CiHost.CRON, tmp_path, {"CODE": "5"})
    (world.work / ".venv/bin").mkdir(parents=True)
    (world.work / ".venv/bin/catalogsite").symlink_to(world.folder / "bin/catalogsite")
    result = world.run(f"exec sh {file}", {}, ("sh",))
    assert result.returncode == 5
    assert result.stdout.startswith("ERROR: not published, the old site stays: ")
    assert ci_jobs.ATTACKS[0] in result.stdout


@pytest.mark.parametrize("ci", RUN)
def test_packages_are_installed_by_hash(ci: CiHost, tmp_path: Path) -> None:
    _, file = portal(ci, tmp_path, {})
    text = file.read_text("utf-8")
    installs = re.findall(r"pip install .*", text)
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--requirement requirements.txt" in installs[0]


def test_the_workflow_gives_each_job_what_it_needs_and_no_more(tmp_path: Path) -> None:
    _, file = portal(CiHost.GITHUB, tmp_path, {})
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", s["uses"]) for s in steps if "uses" in s)
    assert re.findall(r"uses: \S+@\S+$", file.read_text("utf-8"), re.MULTILINE) == []
    assert not any("checkout" in step.get("uses", "") for step in jobs["deploy"]["steps"])


def test_the_documentation_shows_the_same_jobs(tmp_path: Path) -> None:
    page = (TOP / "docs/how-to/nightly.md").read_text("utf-8")
    blocks = re.findall(r"^    ```\w+\n(.*?)^    ```$", page, re.MULTILINE | re.DOTALL)
    shown = [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in blocks]
    for number, ci in enumerate(CiHost):
        (tmp_path / ci.value).mkdir()
        _, file = portal(ci, tmp_path / ci.value, {})
        assert shown[number] == file.read_text("utf-8"), "run `make reference`"
        assert f"`{file.relative_to(tmp_path / ci.value / 'work')}`" in page
