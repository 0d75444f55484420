"""A table of the terminal: columns that line up, whatever their letters, and nothing that acts."""

import io

import pytest
from rich.console import Console

from catalogsite.cli.terminal import Terminal

HEADER = ("ref", "title", "owner")


def _table(rows, *, width=None):
    terminal = Terminal()
    file = io.StringIO()
    terminal.out = Console(
        file=file, force_terminal=width is not None, width=width, no_color=True, soft_wrap=True
    )
    terminal.table(HEADER, rows)
    return file.getvalue()


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([], ["ref  title  owner"]),
        ([("a", "B", "")], ["ref  title  owner", "a    B"]),
        ([("a:b", "[bold]x", "team")], ["ref  title    owner", "a:b  [bold]x  team"]),
        ([("日本", "x", "y")], ["ref   title  owner", "日本  x      y"]),
        (
            [("a", "two\nlines\t", "\x1b[31m")],
            ["ref  title      owner", "a    two lines  \ufffd[31m"],
        ),
        (
            [("a", "t" * 300, "o")],
            ["ref  title" + " " * 297 + "owner", "a    " + "t" * 300 + "  o"],
        ),
    ],
)
def test_columns_line_up(rows, lines):
    assert _table(rows).splitlines() == lines


def test_a_narrow_terminal_cuts_the_title_alone():
    last = _table([("component:default/long", "t" * 80, "group:default/team")], width=60)
    assert last.splitlines()[-1] == f"component:default/long  {'t' * 16}  group:default/team"
