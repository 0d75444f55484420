"""The command `doctor`: checks this installation."""

from __future__ import annotations

from catalogsite.cli import exit_codes
from catalogsite.cli.app import SETUP, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    AnswerFormat,
    ConfigFile,
    Format,
    StateDir,
    print_json,
)
from catalogsite.cli.terminal import Terminal


@app.command(rich_help_panel=SETUP)
def doctor(
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Check this installation, the configuration and the state, and print how to fix each failure.

    Example: `catalogsite doctor`
    """
    from catalogsite.commands.doctor import run_checks

    findings = run_checks(config, state_dir or config.parent / ".catalogsite")
    if output is Format.JSON:
        print_json([finding._asdict() for finding in findings])
    else:
        Terminal().findings(findings)
    return exit_codes.of_answer(all(finding.ok for finding in findings))
