"""The actions `debug:*`: messages for the author of a template, and a pause."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.schemas import inputs, number, text

Given = Mapping[str, Any]

_LONGEST_WAIT = 600
_MOST_SHOWN = 20_000


def _log(context: ActionContext, given: Given) -> None:
    if given.get("message"):
        context.notes.append(given["message"])
    listed = given.get("listWorkspace")
    if listed:
        context.notes.extend(_listing(context, contents=listed == "with-contents"))


def _listing(context: ActionContext, *, contents: bool) -> Iterator[str]:
    for entry in context.workspace.entries():
        if not contents:
            yield entry.name
        elif entry.target is not None:
            yield f"{entry.name} -> {entry.target}"
        else:
            yield f"{entry.name}:\n{_shown(entry.content())}"


def _shown(content: bytes) -> str:
    if b"\0" in content:
        return f"({len(content):,} bytes)"
    return content[:_MOST_SHOWN].decode("utf-8", errors="replace")


def _wait(_context: ActionContext, given: Given) -> None:
    minutes, seconds = given.get("minutes", 0), given.get("seconds", 0)
    duration = minutes * 60 + seconds + given.get("milliseconds", 0) / 1000
    if not 0 <= duration <= _LONGEST_WAIT:
        raise TemplateError("waits longer than 10 minutes", fix="wait less")
    time.sleep(duration)


ACTIONS = (
    Action(
        "debug:log",
        "Print a message, and the files of the new project.",
        inputs(
            message=text("The message."),
            listWorkspace={
                "enum": [True, False, "with-filenames", "with-contents"],
                "description": "Print the files, or also what is in them.",
            },
        ),
        _log,
    ),
    Action(
        "debug:wait",
        "Wait, at most ten minutes.",
        inputs(
            minutes=number("Minutes."),
            seconds=number("Seconds."),
            milliseconds=number("Milliseconds."),
        ),
        _wait,
        in_dry_run=False,
    ),
)
