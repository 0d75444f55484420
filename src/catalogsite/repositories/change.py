"""A change of a repository: a folder of files that becomes one commit on a branch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

Handling = Literal["write", "create", "delete"]
"""What is done with each file: written, written where it is new (else an error), or removed."""


class Author(NamedTuple):
    """Who a commit is by."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Change:
    """The files of `folder`, put below `target` on top of the branch `base` and pushed to `branch`.

    Without a `base` the commit is the first one of the repository. `removed` are paths that are
    taken out besides, `kept` are names of files that stay as the base has them. A branch that is there already is an error unless it is the base, or `replace`
    is set. Without `allow_empty`, a change that changes nothing is not pushed.
    """

    folder: Path
    branch: str
    message: str
    author: Author
    base: str | None = None
    target: str = ""
    handling: Handling = "write"
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    replace: bool = False
    allow_empty: bool = True
