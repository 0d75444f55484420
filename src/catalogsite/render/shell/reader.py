"""Parses a shell, a built HTML page with placeholders, into text and slots.

A slot is found by its placeholder and the closest element of a kind around it, never by the names
a theme gives to its parts, so any engine and theme may have built the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalogsite.errors import ShellError
from catalogsite.render.content_policy import policy_position
from catalogsite.render.shell import placeholders as slot
from catalogsite.render.shell.elements import Element, Markup, strip_between_tags
from catalogsite.render.shell.slots import Block, Group, Part, Repeat, Shell, Text


def read_shell(html: str, *, where: str = "shell") -> Shell:
    """The shell of a layout. Raises ShellError naming each placeholder that is missing."""
    text = strip_between_tags(html)
    reader = _Reader(text)
    _require(
        text,
        where,
        (slot.TITLE, 2),
        (slot.DESCRIPTION, 1),
        (slot.BODY, 1),
        (slot.ANCHOR, 1),
        (slot.PREVIOUS, 1),
        (slot.FOLLOWING, 1),
    )
    nav_level = reader.navigation()
    if nav_level is None:
        raise _missing(where, f"{slot.TITLE} in the navigation")
    reader.cut_slots()
    bases: list[str] = re.findall(r"(?:\.\./)*\.\.(?=[/\"'])", text)
    return Shell(
        "layout",
        tuple(reader.parts()),
        max(bases, key=len, default=""),
        nav_level,
        reader.toc_label,
    )


def read_single(html: str, *, where: str = "page") -> Shell:
    """The shell of a single page: only its body and description are slots."""
    text = strip_between_tags(html)
    _require(text, where, (slot.BODY, 1))
    reader = _Reader(text)
    reader.cut_slots()
    return Shell("single", tuple(reader.parts()))


def _require(text: str, where: str, *counts: tuple[str, int]) -> None:
    for name, count in counts:
        if text.count(name) < count:
            raise _missing(where, name)


def _missing(where: str, name: str) -> ShellError:
    return ShellError(
        f"the built page lacks the placeholder {name}",
        where=where,
        fix="set `theme: {name: material}`; where it is set, an override or plugin drops it: keep the theme's title, description, "
        "navigation, table of contents and content blocks, or report the theme's version",
    )


@dataclass(frozen=True, slots=True)
class _Cut:
    """A span of the shell and the slot that it becomes; spans inside that of a Block are dropped."""

    start: int
    end: int
    part: Text | Block | type[Group | Repeat]
    name: str = ""


class _Reader:
    """Collects cuts over one page, then turns page and cuts into parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.markup = Markup(text)
        self.cuts: list[_Cut] = []
        self.toc_label = ""

    def cut_slots(self) -> None:
        """Cut all slots but the navigation entry."""
        self._hidden()
        self._body()
        self._toc()
        self._optional(slot.DESCRIPTION, "description", ("meta",))
        self._optional(slot.SKIP, "toc", ("a",))
        self._optional(slot.EDIT, "edit", ("a",))
        self._optional(slot.VIEW, "edit", ("a",))
        self._optional(slot.PREVIOUS, "previous", ("link", "a"))
        self._optional(slot.FOLLOWING, "following", ("link", "a"))
        self._neighbours()
        self._crumbs()
        self._texts()
        at = policy_position(self.text)
        self.cuts += [_Cut(at, at, Block("policy")), _Cut(at, at, Block("feeds"))]

    def navigation(self) -> int | None:
        """Cut the page's own entry of the left navigation; its level, None where there is none."""
        levels = []
        for entry in self._around(slot.TITLE, ("li",)):
            self.cuts.append(_Cut(entry.start, entry.end, Block("nav")))
            levels.append(sum(e.tag == "nav" for e in entry.up()) - 1)
        return max(levels[0], 0) if levels else None

    def _around(self, name: str, tags: Sequence[str]) -> Iterator[Element]:
        seen: set[int] = set()
        for match in re.finditer(re.escape(name), self.text):
            inner = self.markup.at(match.start())
            found = next((e for e in inner.up() if e.tag in tags), None) if inner else None
            if found is not None and found.start not in seen:
                seen.add(found.start)
                yield found

    def _optional(self, name: str, group: str, tags: Sequence[str]) -> None:
        for element in self._around(name, tags):
            self.cuts.append(_Cut(element.start, element.end, Group, group))

    def _body(self) -> None:
        for element in self._around(slot.BODY, ("h1",)):
            self.cuts.append(_Cut(element.start, element.end, Block("body")))

    def _toc(self) -> None:
        """Cut the tables of contents: the container stays, label and list depend on there being entries."""
        for entries in self._around(slot.ANCHOR, ("ul", "ol")):
            outer = entries.parent
            if outer is None:
                continue
            self.toc_label = self.toc_label or outer.attributes.get("aria-label", "")
            self.cuts.append(_Cut(outer.open_end, outer.close_start, Group, "toc_entries"))
            self.cuts.append(_Cut(entries.open_end, entries.close_start, Block("toc")))

    def _neighbours(self) -> None:
        before = [e for e in self._around(slot.PREVIOUS_TITLE, ("a",)) if e.parent]
        after = [e for e in self._around(slot.FOLLOWING_TITLE, ("a",)) if e.parent]
        for element in before:
            box = element.parent
            if box is not None and any(other.parent is box for other in after):
                self.cuts.append(_Cut(box.start, box.end, Group, "neighbours"))

    def _crumbs(self) -> None:
        for element in self._around(slot.CRUMB, ("li",)):
            self.cuts.append(_Cut(element.start, element.end, Repeat, "crumbs"))
            for link in element.children:
                href = re.search(r'href="([^"]*)"', self.text[link.start : link.open_end])
                if href:
                    start = link.start + href.start(1)
                    self.cuts.append(_Cut(start, link.start + href.end(1), Text("crumb_href")))

    def _hidden(self) -> None:
        """Cut the `hidden` of the boxes around navigation and toc, which then depends on the page."""
        outside = {
            e.start
            for name in (slot.TITLE, slot.ANCHOR)
            for entry in self._around(name, ("li",))
            for e in entry.up()
            if "hidden" in e.attributes
        }
        for start in sorted(outside):
            box = next(e for e in self.markup.elements if e.start == start)
            holds_nav = any(
                box.start < e.start < box.end for e in self._around(slot.TITLE, ("li",))
            )
            found = re.search(r"\s+hidden(=\"\")?(?=[\s>])", self.text[start : box.open_end])
            if found:
                name = "hide_nav" if holds_nav else "hide_toc"
                span = (start + found.start(), start + found.end())
                self.cuts.append(_Cut(*span, Group, name))

    def _texts(self) -> None:
        for match in re.finditer(slot.SHELL_URL, self.text):
            self._text(match.start(), match.end(), "path")
        for name, value in _HREFS:
            for match in re.finditer(rf"[^\"'\s=<>]*{name}/?(?:index\.html)?", self.text):
                self._text(match.start(), match.end(), value)
        for name, value in _WORDS:
            for match in re.finditer(name, self.text):
                self._text(match.start(), match.end(), value)

    def _text(self, start: int, end: int, name: str) -> None:
        inner = self.markup.at(start)
        script = inner is not None and inner.tag == "script" and start >= inner.open_end
        self.cuts.append(_Cut(start, end, Text(name, script)))

    def parts(self) -> Iterator[Part]:
        """The page as text and slots, in order."""
        cuts = sorted(self.cuts, key=lambda cut: (cut.start, -cut.end))
        return self._between(0, len(self.text), cuts)

    def _between(self, start: int, end: int, cuts: list[_Cut]) -> Iterator[Part]:
        position = start
        for index, cut in enumerate(cuts):
            if cut.start < position or cut.end > end:
                continue
            if cut.start > position:
                yield self.text[position : cut.start]
            if isinstance(cut.part, Text | Block):
                yield cut.part
            else:
                inner = [c for c in cuts[index + 1 :] if c.end <= cut.end and c.start >= cut.start]
                yield cut.part(cut.name, tuple(self._between(cut.start, cut.end, inner)))
            position = cut.end
        if position < end:
            yield self.text[position:end]


_HREFS = (
    (slot.PREVIOUS, "previous_href"),
    (slot.FOLLOWING, "following_href"),
    (slot.EDIT, "edit_href"),
    (slot.VIEW, "view_href"),
)


_WORDS = (
    (slot.TITLE, "title"),
    (slot.DESCRIPTION, "description"),
    (slot.PATH, "path"),
    (slot.SKIP, "skip"),
    (slot.CRUMB, "crumb_title"),
    (slot.PREVIOUS_TITLE, "previous_title"),
    (slot.FOLLOWING_TITLE, "following_title"),
)
