"""The view of one page of the reference of an API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from jinja2.runtime import Macro
from markupsafe import Markup

from catalogsite.model.api.api import ApiModel, SecurityScheme
from catalogsite.model.api.operations import Operation, Parameter, Requirement
from catalogsite.model.api.types import Place, TypeText
from catalogsite.model.page import NavItem, TocItem
from catalogsite.model.urls import relative
from catalogsite.render.filters import safe_url
from catalogsite.render.views.apis.anchors import fragment
from catalogsite.render.views.apis.api import ApiPages
from catalogsite.render.views.apis.division import Item, ReferencePage, Section
from catalogsite.render.views.apis.operation_rows import RowGroup, row_groups
from catalogsite.render.views.apis.source_files import SOURCE, ZIP, SourceFile, SourcePlace
from catalogsite.render.views.apis.words import (
    badge,
    badge_class,
    operation_counts,
    operation_title,
    written_in,
)

_MOST_ROWS = 900
_MOST_TYPES = 1500
_MOST_TOC = 250
_WHERE = {
    "path": "Path parameters",
    "query": "Query parameters",
    "header": "Headers",
    "cookie": "Cookies",
    "body": "Body parameters",
    "form": "Form parameters",
    "argument": "Arguments",
    "address": "Parameters of the address",
}


@dataclass(frozen=True, slots=True)
class NameList:
    """The names of all messages or types of a large API, as (name, anchor)."""

    id: str
    title: str
    names: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class ReferenceView:
    """What the template of a reference page shows; its functions answer for one item at a time."""

    model: ApiModel
    written_in: str
    counts: tuple[str, ...]
    page: ReferencePage
    first: bool
    whole: bool
    back: str
    source: str
    downloads: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    groups: tuple[RowGroup, ...]
    lists: tuple[NameList, ...]
    href: Callable[[str], str]
    link: Callable[[str], Markup]
    typed: Callable[[TypeText], Markup]
    place: Callable[[Place | None], SourcePlace | None]
    filled: dict[tuple[str, object], Markup] = field(default_factory=dict)

    badge = staticmethod(badge)
    look = staticmethod(badge_class)
    title = staticmethod(operation_title)

    def once(self, macro: Macro, value: object) -> Markup:
        """What a macro makes of a value and this view; operations have many answers in common."""
        key = (macro.name, tuple(value) if isinstance(value, list) else value)
        made = self.filled.get(key)
        if made is None:
            made = self.filled[key] = Markup(macro(value, self))
        return made

    def parameters(self, found: Iterable[Parameter]) -> Iterator[tuple[str, list[Parameter]]]:
        """The parameters by where they go, with a heading for each."""
        by_place: dict[str, list[Parameter]] = {}
        for one in found:
            by_place.setdefault(one.where, []).append(one)
        for where, several in by_place.items():
            yield _WHERE[where], several

    def alternatives(self, found: Iterable[Requirement]) -> list[str]:
        """The ways to authenticate, each as one line: `apiKey and oauth (read, write)`."""
        return [_requirement(one) for one in found]

    def scheme_links(self, scheme: SecurityScheme) -> Iterator[tuple[str, str]]:
        """The links of a scheme whose addresses are safe, as (label, address)."""
        return safe_links(scheme.links)

    def operations_of(self, channel: str) -> list[Operation]:
        """The operations on a channel."""
        return [one for one in self.model.operations if one.channel == channel]

    def description_of(self, section: Section) -> str:
        """What the definition says of a group."""
        found = (one.description for one in self.model.groups if one.name == section.group)
        return next(found, "") if section.group else ""


def reference_view(
    api: ApiPages, page: ReferencePage, files: tuple[SourceFile, ...]
) -> ReferenceView:
    """The view of one page of a reference."""
    anchors = api.anchors(page.path, files)
    model, first = api.model, page is api.division.pages[0]
    listing = first and not api.division.whole
    return ReferenceView(
        model=model,
        written_in=written_in(model.format, model.format_version),
        counts=tuple(operation_counts(model)),
        page=page,
        first=first,
        whole=api.division.whole,
        back=relative(page.path, ""),
        source=relative(page.path, SOURCE) if files else "",
        downloads=((ZIP, ZIP),) if first and len(files) > 1 else (),
        links=tuple(safe_links(model.links)),
        groups=row_groups(api.division, _MOST_ROWS) if listing else (),
        lists=tuple(_lists(model)) if listing else (),
        href=anchors.href,
        link=anchors.link,
        typed=anchors.typed,
        place=anchors.source,
    )


def _lists(model: ApiModel) -> Iterator[NameList]:
    for title, several in (("Messages", model.messages), ("Types", model.types)):
        if several:
            names = tuple((one.name, one.id) for one in several[:_MOST_TYPES])
            more = len(several) - len(names)
            yield NameList(f"section-{title.lower()}", title, names, more)


def safe_links(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(label, address) of the links that are safe to click."""
    for label, address in found:
        if url := safe_url(address):
            yield label or url, url


def _requirement(one: Requirement) -> str:
    parts = [f"{name} ({', '.join(scopes)})" if scopes else name for name, scopes in one.schemes]
    return " and ".join(parts) or "none"


def reference_toc(page: ReferencePage, api: ApiPages) -> tuple[TocItem, ...]:
    """The sections of a page with what is in them, of which at most 250 things are named."""
    left = _MOST_TOC
    found = []
    for section in page.sections:
        named = section.items[:left]
        left -= len(named)
        children = tuple(TocItem(one.id, str(_escaped(api, one)), 3) for one in named)
        found.append(TocItem(section.id, str(Markup.escape(section.title)), 2, children))
    return tuple(found)


def _escaped(api: ApiPages, item: Item) -> Markup:
    if isinstance(item, Operation) and item.method:
        word = Markup('<b class="cs-verb cs-verb--{}">{}</b>').format(
            badge_class(item), badge(item)
        )
        return word + " " + Markup.escape(operation_title(item))
    return Markup.escape(api.names.get(item.id, item.id))


def reference_nav(api: ApiPages, page: str, source: bool) -> tuple[NavItem, ...]:
    """The pages of a reference; on a single one its sections."""
    first = relative(page, "")
    if api.division.whole:
        sections = api.division.pages[0].sections
        items = [NavItem("Overview", first, active=page == "")]
        here = "" if page == "" else first
        items += [NavItem(one.title, here + fragment(one.id)) for one in sections]
    else:
        items = [
            NavItem(
                one.title if one.path else "Overview", relative(page, one.path), one.path == page
            )
            for one in api.division.pages
        ]
    if source:
        items.append(NavItem("Source", relative(page, SOURCE), page.startswith(SOURCE)))
    return tuple(items)
