"""The last lines of a log, as plain text."""

from __future__ import annotations

import re

from catalogsite.model.facts.build_runs import LOG_LINES
from catalogsite.network.redaction import redact

_LONGEST_LINE = 300
_READ = 64 * 1024
# Colours, the marks by which GitLab folds a log, and the time that a runner puts before a line.
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|section_(?:start|end):\d+:\S*")
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]+Z(?: \d\d[OE]\+?)? ?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def log_end(log: bytes | str) -> tuple[str, ...]:
    """The last lines that say something, without colours, times, control characters and secrets."""
    text = log[-_READ:].decode("utf-8", "replace") if isinstance(log, bytes) else log[-_READ:]
    lines = (_plain(line) for line in text.split("\n"))
    return tuple([line for line in lines if line.strip()][-LOG_LINES:])


def first_line(text: str | None) -> str | None:
    """The first line of the message of a commit; None for an empty message."""
    lines = _plain(text.strip().split("\n")[0]) if text else ""
    return lines or None


def _plain(line: str) -> str:
    # What follows a carriage return is printed over what is before it.
    shown = _ESCAPES.sub("", line).rstrip("\r").rpartition("\r")[2]
    text = redact(_CONTROL.sub("", _TIME.sub("", shown))).rstrip()
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…"
