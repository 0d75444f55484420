"""Nothing that the command line prints, or writes into the report of a bug, shows a secret."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.run import main
from catalogsite.cli.terminal import Terminal
from catalogsite.errors import UserError
from catalogsite.model.source_run import Failure

SECRET = "hunter2"
ADDRESS = f"https://ann:{SECRET}@h.example/x?api_key={SECRET}#token={SECRET}"


@pytest.mark.parametrize(
    "show",
    [
        lambda terminal: terminal.error(ADDRESS),
        lambda terminal: terminal.warn(f"see {ADDRESS}"),
        lambda terminal: terminal.failure(
            Failure(source="x", reason=f"a {ADDRESS}", fix=ADDRESS, url=ADDRESS)
        ),
    ],
)
def test_lines(show, capsys: pytest.CaptureFixture[str]) -> None:
    show(Terminal())
    shown = capsys.readouterr().err
    assert "https://h.example/x" in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UserError("wrong", where=ADDRESS, fix=ADDRESS), exit_codes.USER_ERROR),
        (RuntimeError(f"no {ADDRESS}"), exit_codes.BUG),
        (KeyError(ADDRESS), exit_codes.BUG),
    ],
)
def test_errors_and_the_report_of_a_bug(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    application = typer.Typer()

    @application.command()
    def fail() -> None:
        raise error

    assert main([], application) == code
    shown = capsys.readouterr().err
    assert SECRET not in shown
    for name in re.findall(r"the details are in (\S+)", shown):
        report = Path(name).read_text("utf-8")
        assert "Traceback" in report
        assert SECRET not in report
        Path(name).unlink()


def test_messages_of_libraries(capfd: pytest.CaptureFixture[str]) -> None:
    application = typer.Typer()

    @application.command()
    def talk() -> None:
        logging.getLogger("library").warning("got %s", ADDRESS)

    root = logging.getLogger()
    before = list(root.handlers)
    root.handlers = []
    try:
        assert main([], application) == exit_codes.OK
    finally:
        root.handlers = before
    shown = capfd.readouterr().err
    assert "got https://h.example/x" in shown
    assert SECRET not in shown
