"""A shell: the text of a built page and the slots in it, rewritten to the depth of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """A plain-text value, escaped for markup, or for a string in a script."""

    name: str
    script: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Safe HTML of the page: its body, entries of its navigation or toc, its policy, or its feeds."""

    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are left out where the page lacks what `name` says."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Parts that are repeated for each item of a list."""

    name: str
    parts: tuple[Part, ...]


Part = str | Text | Block | Group | Repeat


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell cut into parts.

    `base` is the prefix that its links to the root start with (without the last slash);
    `nav_level` the depth of the navigation entries; `toc_label` the theme's words for the
    table of contents.
    """

    layout: Literal["layout", "single"]
    parts: tuple[Part, ...]
    base: str = ""
    nav_level: int = 1
    toc_label: str = ""
    _depths: dict[int, tuple[Part, ...]] = field(default_factory=dict, compare=False, repr=False)
    _frames: dict[int, str] = field(default_factory=dict, compare=False, repr=False)

    def at_depth(self, depth: int) -> tuple[Part, ...]:
        """The parts with all links rewritten for a page that is `depth` folders deep."""
        if not self.base:
            return self.parts
        if depth not in self._depths:
            base = "/".join([".."] * depth) or "."
            self._depths[depth] = tuple(_rebase(self.parts, self.base, base))
        return self._depths[depth]

    def frame(self, depth: int) -> str:
        """The text around the content of every page that is `depth` folders deep.

        Empty where a script of the shell holds a value of the page, so that pages differ.
        """
        if depth not in self._frames:
            parts = self.at_depth(depth)
            self._frames[depth] = "" if has_script_texts(parts) else fixed_text(parts)
        return self._frames[depth]


def _rebase(parts: tuple[Part, ...], old: str, new: str) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, str):
            yield part.replace(old, new)
        elif isinstance(part, Group | Repeat):
            yield type(part)(part.name, tuple(_rebase(part.parts, old, new)))
        else:
            yield part


def fixed_text(parts: tuple[Part, ...]) -> str:
    """The text of the parts without what differs from page to page, optional parts included."""
    return "".join(
        fixed_text(part.parts) if isinstance(part, Group | Repeat) else part
        for part in parts
        if isinstance(part, str | Group | Repeat)
    )


def has_script_texts(parts: tuple[Part, ...]) -> bool:
    """Whether a script of the parts holds a value of the page."""
    return any(
        has_script_texts(part.parts) if isinstance(part, Group | Repeat) else part.script
        for part in parts
        if isinstance(part, Text | Group | Repeat)
    )
