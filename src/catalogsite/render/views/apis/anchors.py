"""Links within the reference of an API: to operations, messages, types and lines, from one of its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup, escape

from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.types import Place, TypeText
from catalogsite.model.urls import relative
from catalogsite.render.views.apis.division import Division
from catalogsite.render.views.apis.source_files import SourceFile, SourcePlace
from catalogsite.render.views.apis.words import badge, operation_title

_SAFE = "-._~!$&'()*+,;=:@/?"


@lru_cache(maxsize=2**15)
def fragment(anchor: str) -> str:
    """The anchor as the fragment of an address."""
    return f"#{quote(anchor, safe=_SAFE)}"


def names_of(model: ApiModel) -> dict[str, str]:
    """How readers call each anchor: `POST /payments`, or the name of a type or message."""
    names = {one.id: f"{badge(one)} {operation_title(one)}" for one in model.operations}
    for several in (model.channels, model.messages, model.types):
        names |= {one.id: one.name or one.id for one in several}
    return names


class Anchors:
    """The links from the page of a reference whose address below it is `page`."""

    def __init__(
        self,
        division: Division,
        names: Mapping[str, str],
        files: Mapping[int, SourceFile],
        page: str,
    ) -> None:
        self._pages_of = division.pages_of
        self._names = names
        self._files = files
        self._page = page
        self._prefixes = {path: relative(page, path) for path in {*self._pages_of.values(), ""}}
        self._prefixes[page] = ""
        self._typed: dict[TypeText, Markup] = {}

    def href(self, anchor: str) -> str:
        """The address of an anchor; empty where there is nothing of that id."""
        page = self._pages_of.get(anchor)
        return "" if page is None else self._prefixes[page] + fragment(anchor)

    def name(self, anchor: str) -> str:
        """How readers call what the anchor is of."""
        return self._names.get(anchor, anchor)

    def link(self, anchor: str) -> Markup:
        """Safe HTML: the name of an anchor, as a link where it is known."""
        href, name = self.href(anchor), escape(self.name(anchor))
        return Markup(f'<a href="{escape(href)}">{name}</a>') if href else name

    def typed(self, text: TypeText) -> Markup:
        """Safe HTML: the written form of a type, with a link for each named one."""
        found = self._typed.get(text)
        if found is None:
            found = self._typed[text] = Markup("".join(self._pieces(text)))
        return found

    def _pieces(self, text: TypeText) -> Iterator[str]:
        for written, meant in text:
            href = self.href(meant) if meant else ""
            shown = str(escape(written))
            yield f'<a href="{escape(href)}">{shown}</a>' if href else shown

    def source(self, place: Place | None) -> SourcePlace | None:
        """The line of the source where something is defined; None where no page shows it."""
        file = self._files.get(place.file) if place is not None else None
        if file is None or place is None or file.indented:
            return None
        path = relative(self._page, file.page_of(place.line))
        return SourcePlace(f"{file.name}:{place.line}", f"{path}#L{place.line}")
