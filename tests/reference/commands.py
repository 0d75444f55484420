"""Writes docs/reference/commands.md from the commands themselves: `make reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from catalogsite.cli import app

PAGE = Path(__file__).parents[2] / "docs/reference/commands.md"

_HEAD = """\
# Commands

Every command has `--help` with an example. Without a configuration file everything has a default.

| exit code | it means |
|---|---|
| 0 | done; for `collect` and `build`, also where descriptors have mistakes: *Problems* lists them |
| 1 | something that you can fix: the message says where, what and how; or problems at or above `--fail-on` |
| 2 | the command line is wrong |
| 3 | a bug of catalogsite; the message names a log file |
| 4 | the site was built, but a source or provider failed: what it gave last is shown, marked stale |
| 5 | [not published](../how-to/nightly.md#when-nothing-is-published): the catalog lost too much; the old site stays |
| 130, 143 | Ctrl-C, or the system, ended it; nothing half-made is left. `serve` is done by Ctrl-C: 0 |

Progress goes to standard error, results to standard output: bars on a terminal, one line a stage elsewhere and
where `CI` is set. Colours obey `NO_COLOR`. `SOURCE_DATE_EPOCH` sets the time of a run, so that it can be repeated.

`catalogsite completion bash >> ~/.bashrc` lets the shell complete commands and options.
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_section(name, command) for name, command in commands().items())


def commands() -> dict[str, Any]:
    """Every command by its name, such as `build` or `history export`."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():
        parts = getattr(command, "commands", None)
        found |= {name: command} if parts is None else {f"{name} {n}": c for n, c in parts.items()}
    return found


def _section(name: str, command: Any) -> str:
    text, _, example = command.help.partition("Example: ")
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join(["catalogsite", name, *map(_usage, arguments)])
    rows = [*_argument_rows(arguments), *map(_option_row, options)]
    table = "\n".join(["| | default | it is |", "|---|---|---|", *rows])
    example = example.strip().strip("`")
    body = f"{text.strip()}\n\n```console\n$ {example}\n```"
    return f"\n## `{name}`\n\n{body}\n\n`{usage}`\n\n{table}\n"


def _usage(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    name += "..." if argument.nargs == -1 else ""
    return name if argument.required else f"[{name}]"


def _argument_rows(arguments: list[Any]) -> Iterator[str]:
    for argument in arguments:
        name = argument.metavar or argument.name.upper()
        default = "required" if argument.required else _default(argument)
        yield f"| `{name}` | {default} | {_sentence(argument)}{_choices(argument)} |"


def _option_row(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(option.opts, key=len, reverse=True))
    value = "" if option.is_flag else f" {option.metavar or 'TEXT'}"
    if _choices(option):
        value = ""
    return f"| {names}{value} | {_default(option)} | {_sentence(option)}{_choices(option)} |"


def _default(parameter: Any) -> str:
    default = parameter.default
    if default in (None, "", False, ()) or str(default) == ".":
        return "here" if str(default) == "." else ""
    return f"`{getattr(default, 'value', default)}`"


def _sentence(parameter: Any) -> str:
    return (parameter.help or "").replace("|", "\\|")


def _choices(parameter: Any) -> str:
    choices = parameter.type_descriptor.choices
    if not choices:
        return ""
    return " One of " + ", ".join(f"`{getattr(c, 'value', c)}`" for c in choices) + "."


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
