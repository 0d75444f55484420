"""Files of environment variables, as Compose reads them: `.env` beside a Compose file, and `env_file`.

The rules are those of https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from catalogsite.inference.shell_variables import UNKNOWN, expand

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*$")
_COMMENT = re.compile(r"\s+#.*$")
_MOST = 2_000


class Variable(NamedTuple):
    """The value of a variable, with those above it filled in, and its line, counted from 1."""

    value: str
    line: int


def is_env_file(path: str) -> bool:
    """Whether a file holds environment variables, by its name: `.env`, `web.env`, `.env.local`."""
    name = path.rpartition("/")[2]
    return name == ".env" or name.endswith(".env") or name.startswith(".env.")


def read_env_file(text: str) -> dict[str, Variable]:
    """The variables of a file; of two with one name the later."""
    found: dict[str, Variable] = {}
    known: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")[:_MOST], 1):
        stated = _LINE.match(line)
        if stated is None:
            continue
        name, written = stated[1], stated[2]
        quote = written[:1] if written[:1] in {'"', "'"} else ""
        value = written[1:].partition(quote)[0] if quote else _COMMENT.sub("", written)
        known[name] = value if quote == "'" else expand(value, known)
        found[name] = Variable(known[name].replace(UNKNOWN, ""), number)
    return found


def filled(value: object, variables: Mapping[str, Variable]) -> object:
    """A text with its variables filled in; where one is not known the text as written."""
    if not isinstance(value, str) or "$" not in value:
        return value
    found = expand(value, {name: one.value for name, one in variables.items()})
    return value if UNKNOWN in found else found
