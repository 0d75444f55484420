"""Runs the cases of templates, and their commands where the user allows it."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from catalogsite.scaffold.testing.discovery import templates_to_test
from catalogsite.scaffold.testing.run_cases import CaseResult, run_cases

_SECONDS = 900
_MOST_LINES = 40


def scaffold_test(named: str, *, commands: bool, update: bool) -> list[CaseResult]:
    """The results of all cases of a template, or of the templates below a folder.

    With `commands`, the commands of cases run in the new repositories; they are code of the
    template's author. Raises TemplateError where there is nothing to test or cases are wrong.
    """
    run_command = _run_command if commands else None
    return [
        result
        for template, cases in templates_to_test(named)
        for result in run_cases(template, cases, run_command, update=update)
    ]


def _run_command(command: str, folder: Path) -> str | None:
    try:
        done = subprocess.run(
            shlex.split(command),
            cwd=folder,
            env={**os.environ, "CI": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
    except OSError as error:
        return f"{error.strerror}: {error.filename}"
    except subprocess.TimeoutExpired:
        return f"did not end within {_SECONDS} s"
    if done.returncode == 0:
        return None
    lines = done.stdout.decode("utf-8", "replace").splitlines()[-_MOST_LINES:]
    return "\n".join([f"exit code {done.returncode}", *lines])
