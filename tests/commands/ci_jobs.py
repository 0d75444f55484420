"""Runs the shell steps of a CI job with programs that only pretend, and reports what happened.

The programs stand first in PATH: `catalogsite` prints lines that are attacks and ends with a code of the
test, `python` runs everything but pip, and the rest write down how they were called.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ATTACKS = (
    "::error title=x::injected",
    "::add-mask::a",
    "::set-output name=private::0",
    "  ::stop-commands::x",
    "##vso[task.setvariable variable=code;isOutput=true]0",
    "###vso[task.complete result=Succeeded]",
    "##[error]injected",
)

_PROGRAMS = {
    "catalogsite": """
echo "catalogsite $*" >> "$CALLS"
echo "GITHUB_TOKEN=${GITHUB_TOKEN-}" >> "$CALLS"
printf '%s\\n' "$ATTACKS"
mkdir -p .catalogsite
case "$1" in
  collect) code=$COLLECT ;;
  *) code=$CODE
     case "$code" in 0|1|4) mkdir -p site; echo new > site/index.html ;; esac ;;
esac
echo "{\\"catalog\\": {\\"counts\\": {\\"private_repositories\\": $PRIVATE}}}" > .catalogsite/run.json
echo "catalogsite_run_exit_code $code" > .catalogsite/catalogsite.prom
exit "$code"
""",
    "python": """
if [ "$1 $2" = "-m pip" ]; then echo "python $*" >> "$CALLS"; exit 0; fi
exec "$PYTHON" "$@"
""",
    "python3": """
if [ "$1 $2" = "-m venv" ]; then exit 0; fi
exec "$PYTHON" "$@"
""",
    "gh": """
echo "gh $*" >> "$CALLS"
echo "$PAGES_PUBLIC"
""",
    "curl": """
echo "curl $*" >> "$CALLS"
case "$*" in *--write-out*)
  if [ "$STATUS" = 200 ]; then mkdir .catalogsite; echo 1 > .catalogsite/history.db; tar -czf state.tar.gz .catalogsite; rm -r .catalogsite; fi
  printf %s "$STATUS" ;;
esac
""",
    "rsync": 'echo "rsync $*" >> "$CALLS"; cat site/index.html >> "$CALLS"\n',
    "apt-get": "exit 0\n",
}


@dataclass
class World:
    """A folder with the files of a portal, and the answers of the programs."""

    folder: Path
    answers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        programs = self.folder / "bin"
        programs.mkdir()
        for name, text in _PROGRAMS.items():
            (programs / name).write_text(f"#!/bin/sh\n{text}")
            (programs / name).chmod(0o755)
        self.work = self.folder / "work"
        self.work.mkdir()
        self.answers = {
            "CODE": "0",
            "COLLECT": "0",
            "PRIVATE": "0",
            "PAGES_PUBLIC": "true",
            "STATUS": "404",
            **self.answers,
        }

    def run(
        self, script: str, env: Mapping[str, str], shell: tuple[str, ...] = ("bash", "-e")
    ) -> subprocess.CompletedProcess[str]:
        """The result of one script in the folder of the portal."""
        file = self.folder / "step.sh"
        file.write_text(script)
        own = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "PYTHON": sys.executable,
            "CALLS": str(self.folder / "calls"),
            "ATTACKS": "\n".join(ATTACKS),
            "HOME": str(self.folder),
        }
        return subprocess.run(
            [*shell, str(file)],
            cwd=self.work,
            env={**own, **self.answers, **env},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        """How the programs were called, in order."""
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []


@dataclass
class Outcome:
    """The end of a pipeline: whether it failed, what was deployed, and what its pages show."""

    failed: bool
    deployed: bool
    state_kept: bool
    annotations: list[str]


def github(file: Path, world: World, given: Mapping[str, Any]) -> Outcome:
    """The jobs of a GitHub workflow, in order; `given` are the values of expressions."""
    jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    outputs: dict[str, str] = {}
    annotations: list[str] = []
    used: list[str] = []
    failed = False
    for name, job in jobs.items():
        if failed:
            break
        for step in job["steps"]:
            condition = step.get("if", "success()")
            if failed and condition != "always()":
                continue
            if condition == "needs.build.outputs.private != '0'" and outputs["private"] == "0":
                continue
            if "uses" in step:
                used.append(step["uses"].partition("@")[0])
                continue
            result = _github_step(step, world, {**given, **_needs(outputs)})
            annotations += _commands(result.stdout + result.stderr)
            failed = failed or result.returncode != 0
            written = (world.folder / "output").read_text()
            outputs |= dict(line.split("=", 1) for line in written.splitlines())
        del name
    return Outcome(
        failed, "actions/deploy-pages" in used, "actions/cache/save" in used, annotations
    )


def _needs(outputs: Mapping[str, str]) -> dict[str, str]:
    return {f"needs.build.outputs.{key}": value for key, value in outputs.items()}


def _github_step(
    step: Mapping[str, Any], world: World, given: Mapping[str, Any]
) -> subprocess.CompletedProcess[str]:
    env = {key: _expanded(value, given) for key, value in step.get("env", {}).items()}
    (world.folder / "output").write_text("")
    env |= {"GITHUB_OUTPUT": str(world.folder / "output"), "GITHUB_REPOSITORY": "acme/portal"}
    assert "${{" not in step["run"], "an expression in a script can become a part of it"
    strict = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
    return world.run(step["run"], env, strict if step.get("shell") == "bash" else ("bash", "-e"))


def _expanded(value: str, given: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: str(given[found[1]]), value)


def _commands(text: str) -> list[str]:
    """The workflow commands that GitHub's runner obeys, as `name: message`."""
    found, stop = [], None
    for line in text.splitlines():
        # The runner takes a command at the start of a line, after blanks.
        command = re.fullmatch(r"\s*::([a-z-]+)(?: [^:]*)?::(.*)", line)
        if stop is not None:
            stop = None if line.strip() == f"::{stop}::" else stop
        elif command and command[1] == "stop-commands":
            stop = command[2]
        elif command:
            found.append(f"{command[1]}: {command[2]}")
    assert stop is None, "commands stay off"
    return found


def gitlab(file: Path, world: World, given: Mapping[str, str]) -> Outcome:
    """The jobs of a GitLab pipeline by stage."""
    config = yaml.safe_load(file.read_text("utf-8"))
    build, pages = config["build"], config["pages"]
    result = world.run("\n".join(build["script"]), given, ("bash", "-eo", "pipefail"))
    allowed = result.returncode in build["allow_failure"]["exit_codes"]
    annotations = ["orange"] if allowed else []
    annotations += _messages(result.stdout)
    failed = result.returncode != 0 and not allowed
    if not failed:
        result = world.run("\n".join(pages["script"]), given, ("bash", "-eo", "pipefail"))
        annotations += _messages(result.stdout)
        failed = result.returncode != 0
    kept = build["cache"]["when"] == "always"
    return Outcome(failed, (world.work / "public/index.html").exists(), kept, annotations)


def _messages(text: str) -> list[str]:
    return re.findall(r"^(?:WARNING|ERROR): .*", text, re.MULTILINE)


def azure(file: Path, world: World, given: Mapping[str, str]) -> Outcome:
    """The jobs of an Azure pipeline whose conditions name the code of the build."""
    jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    build, refused, deploy = jobs
    variables: dict[str, str] = {}
    annotations: list[str] = []
    failed = False
    for step in build["steps"]:
        if "bash" not in step or failed:
            continue
        result = world.run(step["bash"], _azure_env(step, given, variables), ("bash",))
        annotations += _issues(result.stdout + result.stderr, variables)
        failed = result.returncode != 0
    # A cache is saved by a job that succeeds, with or without issues.
    state_kept, code = not failed, variables.get("code", "")
    deployed = False
    if _in(refused["condition"], code):
        result = world.run(refused["steps"][1]["bash"], {}, ("bash",))
        annotations += _issues(result.stdout, variables)
        failed = failed or result.returncode != 0
    if _in(deploy["condition"], code):
        deployed = True
        for step in deploy["strategy"]["runOnce"]["deploy"]["steps"]:
            if "bash" in step and deployed:
                env = _azure_env(step, {**given, "private": variables["private"]}, variables)
                result = world.run(step["bash"], env, ("bash",))
                annotations += _issues(result.stdout, variables)
                deployed = result.returncode == 0
                failed = failed or not deployed
    return Outcome(failed, deployed, state_kept, annotations)


def _in(condition: str, code: str) -> bool:
    assert condition.startswith(("eq(", "in(")), condition
    return code in re.findall(r"'(\d+)'", condition.replace("'build.code'", ""))


def _azure_env(
    step: Mapping[str, Any], given: Mapping[str, str], variables: Mapping[str, str]
) -> dict[str, str]:
    del variables
    env = {}
    for key, value in step.get("env", {}).items():
        # A variable without a value is left as it is written.
        text = re.sub(r"\$\((\w+)\)", lambda found: given.get(found[1], found[0]), value)
        env[key] = re.sub(r"\$\{\{ (.+?) \}\}", lambda found: given[found[1]], text)
    return env


def _issues(text: str, variables: dict[str, str]) -> list[str]:
    """The logging commands that Azure's agent obeys; variables that they set are added."""
    found = []
    for line in text.splitlines():
        command = re.search(r"##(?:vso)?\[([^ \]]+) ?([^\]]*)\](.*)", line)
        if command is None:
            continue
        name = re.search(r"variable=(\w+)", command[2])
        if command[1] == "task.setvariable" and name:
            variables[name[1]] = command[3]
        else:
            found.append(f"{command[2]}: {command[3]}")
    return found


def bitbucket(file: Path, world: World, given: Mapping[str, str]) -> Outcome:
    """The steps of a Bitbucket pipeline."""
    config = yaml.safe_load(file.read_text("utf-8"))
    build, deploy = (one["step"] for one in config["pipelines"]["custom"]["portal"][1:])
    own = {"BITBUCKET_REPO_FULL_NAME": "acme/portal", "STATE_TOKEN": "t", "PORTAL_TARGET": "web:/p"}
    result = world.run("\n".join(build["script"]), {**own, **given})
    after = world.run("\n".join(build["after-script"]), {**own, **given})
    assert after.returncode == 0
    annotations = _messages(result.stdout)
    failed = result.returncode != 0
    if not failed:
        failed = world.run("\n".join(deploy["script"]), {**own, **given}).returncode != 0
    deployed = any(call.startswith("rsync") for call in world.calls)
    kept = any("--form files=@state.tar.gz" in call for call in world.calls)
    return Outcome(failed, deployed, kept, annotations)


def jenkins(file: Path, world: World, given: Mapping[str, str]) -> Outcome:
    """The `sh` steps of a declarative pipeline, and the branches of `if (code == N)`."""
    text = file.read_text("utf-8")
    scripts = re.findall(
        r"sh(?:\(returnStatus: true, script:)? (?:'''(.*?)'''|'([^'\n]+)')", text, re.DOTALL
    )
    install, build, deploy = (long or short for long, short in scripts)
    (world.work / ".venv/bin").mkdir(parents=True)
    for name in ("catalogsite", "python"):
        (world.work / ".venv/bin" / name).symlink_to(world.folder / "bin" / name)
    assert world.run(install, given, ("sh", "-xe")).returncode == 0
    code = world.run(build, given, ("sh", "-xe")).returncode
    action, message = next(_branches(text, code), ("", ""))
    annotations = [f"{action}: {message}"] if action else []
    failed = action == "error"
    if not failed:
        env = {"PORTAL_TARGET": "/var/www/portal/", **given}
        failed = world.run(deploy, env, ("sh", "-xe")).returncode != 0
    deployed = any(call.startswith("rsync") for call in world.calls)
    return Outcome(failed, deployed, True, annotations)


def _branches(text: str, code: int) -> Iterator[tuple[str, str]]:
    pattern = r"if \(code (==|!=) (\d)\) \{\s*(unstable|error)\(['\"](.*?)['\"]\)"
    for sign, number, action, message in re.findall(pattern, text):
        if (code == int(number)) is (sign == "=="):
            yield action, message


def cron(file: Path, world: World, given: Mapping[str, str]) -> Outcome:
    """The script of cron; a mail is what it prints."""
    del file
    (world.work / ".venv/bin").mkdir(parents=True)
    (world.work / ".venv/bin/catalogsite").symlink_to(world.folder / "bin/catalogsite")
    result = world.run(
        f"exec sh {world.work}/nightly.sh {given.get('ARGUMENTS', '')}", given, ("sh",)
    )
    site = world.work / "site/index.html"
    return Outcome(result.returncode != 0, site.exists(), True, _messages(result.stdout))
