"""What a file runs: a unit with its image and its addresses of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple


class Need(NamedTuple):
    """The name of another unit as one needs it, and where the file says so.

    Of a setting that a unit gets with all others of a set, `among` is the set and `key` its name.
    """

    target: str
    file: str
    line: int
    among: str = ""
    key: str = ""


class Unit(NamedTuple):
    """Something that runs: its names, what it is built from or its image, and what it needs.

    `folder` is the folder of the repository that it is built from, `dockerfile` the file of it where
    that is stated. `aliases` are other names by which it is addressed.
    """

    name: str
    file: str
    line: int
    folder: str | None = None
    image: str | None = None
    needs: tuple[Need, ...] = ()
    aliases: tuple[str, ...] = ()


_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.:-]*://)?(?:[^@/\s,;]*@)?"
    r"(?P<host>[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?)(?P<port>:\d+)?(?=$|[/?,;\s])",
    re.IGNORECASE,
)
_HOST_KEY = re.compile(
    r"(?:^|[_.-])(?:host|hosts|hostname|addr|address|addresses|url|urls|uri|uris|endpoint|endpoints"
    r"|server|servers|broker|brokers|upstream|target|service|base)(?:$|[_.-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def hosts_in(key: str, value: Any) -> Iterator[str]:
    """The names of hosts in a setting, in lower case; of a domain name its first label.

    A name alone counts only where the key says that it is one, such as `DB_HOST`.
    """
    if not isinstance(value, str):
        return
    named = names_host(key)
    for part in re.split(r"[\s,;]+", value):
        found = _ADDRESS.match(part.removeprefix("jdbc:"))
        if found and (found["scheme"] or found["port"] or (named and found.end() == len(part))):
            yield found["host"].lower().partition(".")[0]


def names_host(key: str) -> bool:
    """Whether the key of a setting says that its value is a host or an address, such as `DB_HOST`."""
    return _HOST_KEY.search(_CAMEL.sub("_", key)) is not None


def text_of(value: Any) -> str | None:
    """A text that is not empty; None for anything else."""
    return value.strip() or None if isinstance(value, str) else None


def mapping(value: Any) -> dict[str, Any]:
    """A mapping; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list; an empty one for anything else."""
    return value if isinstance(value, list) else []
