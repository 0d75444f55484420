"""What a run made: its files with their contents, what the user is shown, and the output."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.run.entries import Entry


@dataclass(frozen=True)
class Outcome:
    """The result of a run.

    `contents` are the bytes of the files by path relative to the destination, `modes` their modes,
    `links` the targets of the links; `notes` is what the user is shown; `output` is the template's.
    """

    contents: Mapping[str, bytes]
    modes: Mapping[str, int]
    links: Mapping[str, str]
    notes: tuple[str, ...]
    output: dict[str, Any]

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The paths of the files and links, sorted."""
        return tuple(sorted({*self.contents, *self.links}))


def check_tree(found: Sequence[Entry], root: Path) -> None:
    """Raise a TemplateError for a link that leads nowhere, and for names that some systems take for one."""
    for entry in found:
        if entry.target is not None and not _arrives(entry.path, root):
            raise TemplateError(
                f"the link `{entry.name}` leads nowhere in the new project",
                fix="keep its target, or replace the link by its file",
            )
    seen: dict[str, str] = {}
    for name in (name for entry in found for name in _with_folders(entry.name)):
        key = unicodedata.normalize("NFC", name).casefold()
        if seen.setdefault(key, name) != name:
            raise TemplateError(
                f"`{seen[key]}` and `{name}` are one file on systems that do not tell letters apart",
                fix="rename one of them in the template",
            )


def _arrives(link: Path, root: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # a circle of links is a RuntimeError before Python 3.13
        return False


def _with_folders(name: str) -> Iterator[str]:
    parts = name.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
