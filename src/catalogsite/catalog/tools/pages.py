"""The pages of tools that the annotations of an entity name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from catalogsite.catalog.tools.addresses import ToolAddress, tool_address
from catalogsite.catalog.tools.table import NamedTool, PagePattern, Tool, ToolAnnotation, tool_of

_MOST_ITEMS = 20
_LONGEST = 2_000
_SLOT = re.compile(r"\{(\w+)(/(?:\w+/)?)?\}")
_FOLDERS = frozenset({"", ".", ".."})


class NamedPage(NamedTuple):
    """What an annotation names: plain text, empty for a secret, and the address of its page, if known.

    `wanted` is the key of the address that the page lacks, where it lacks one.
    """

    tool: Tool
    what: str
    text: str
    url: str = ""
    wanted: str = ""


def named_pages(
    annotations: Mapping[str, str],
    addresses: Mapping[str, str],
    repository: tuple[str, str] = ("", ""),
) -> Iterator[NamedPage]:
    """What the annotations of an entity name in tools, in their order.

    `addresses` are those of the snapshot; `repository` is the page of the entity's repository and
    the flavour of its host.
    """
    for key, value in annotations.items():
        named = tool_of(key)
        # The value of a template engine is not known yet.
        if named is None or not value.strip() or "{{" in value or "{%" in value:
            continue
        for text in _items(named.annotation, value):
            yield _named_page(named, text, annotations, addresses, repository)


def _items(annotation: ToolAnnotation, value: str) -> list[str]:
    texts = value.split(",", _MOST_ITEMS)[:_MOST_ITEMS] if annotation.listed else [value]
    return [text.strip() for text in texts if text.strip()]


def _named_page(
    named: NamedTool,
    text: str,
    annotations: Mapping[str, str],
    addresses: Mapping[str, str],
    repository: tuple[str, str],
) -> NamedPage:
    tool, annotation = named
    page = NamedPage(tool, annotation.what, "" if annotation.secret else text)
    for one in annotation.pages:
        found = one.pattern.fullmatch(text) if len(text) <= _LONGEST else None
        if found is None or any(key not in annotations for key in one.others.values()):
            continue
        others = {name: annotations[key].split(",")[0].strip() for name, key in one.others.items()}
        values = {**others, **{name: part or "" for name, part in found.groupdict().items()}}
        instance = values.get("instance") or annotations.get(tool.instance, "").strip()
        base = tool_address(tool, instance, addresses, repository)
        return _filled(page, one, values, base)
    return page


def _filled(
    page: NamedPage, pattern: PagePattern, values: Mapping[str, str], base: ToolAddress
) -> NamedPage:
    if "url" in values:
        return page._replace(url=values["url"])
    start = base.given if pattern.page.startswith("{given}") else base.base
    if not start:
        return page._replace(wanted=base.wanted or page.tool.id)
    parts: list[str] = []

    def fill(slot: re.Match[str]) -> str:
        if slot[1] in {"base", "given"}:
            return start
        pieces = values[slot[1]].strip("/").split("/") if slot[2] else [values[slot[1]]]
        parts.extend(pieces)
        return (slot[2] or "").join(quote(piece, safe="") for piece in pieces)

    url = _SLOT.sub(fill, pattern.page)
    # A browser would leave the folder of the page, even where the dots are escaped.
    return page if _FOLDERS.intersection(parts) else page._replace(url=url)
