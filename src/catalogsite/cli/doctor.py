"""The command `doctor`: looks at this installation."""

from __future__ import annotations

from catalogsite.cli.app import OK, SETUP, USER, app
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
    """Look at this installation, the configuration and the state, and say what to mend.

    Example: `catalogsite doctor`
    """
    from catalogsite.commands.doctor import examine

    findings = examine(config, state_dir or config.parent / ".catalogsite")
    if output is Format.JSON:
        print_json([finding._asdict() for finding in findings])
    else:
        Terminal().findings(findings)
    return OK if all(finding.ok for finding in findings) else USER
