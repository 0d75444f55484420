"""The table of tools: which annotations name pages of each, and how their addresses are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml
from pydantic import Field

from catalogsite.model.value import Value

_SECRET_NAME = re.compile(r"key|token|secret|password", re.IGNORECASE)


class PagePattern(Value):
    """One way to make the address of a page; `tools.yaml` says how."""

    value: str
    page: str = "{url}"
    others: dict[str, str] = Field(default_factory=dict, alias="with")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression of the whole value."""
        return re.compile(self.value)


class ToolAnnotation(Value):
    """An annotation whose value names something in a tool: what it names, and its pages."""

    what: str
    listed: bool = False
    secret: bool = False
    pages: tuple[PagePattern, ...] = ()


class Tool(Value):
    """One tool: its name, its icon, its addresses, and the annotations that name pages of it.

    With `any_instance` a name of no known server means the one that is known.
    """

    id: str
    title: str
    icon: str
    address: str = ""
    host: str = ""
    instance: str = ""
    any_instance: bool = False
    settings: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, ToolAnnotation]

    @property
    def has_address(self) -> bool:
        """Whether an address of the tool makes any link."""
        pages = (page.page for one in self.annotations.values() for page in one.pages)
        return any(page.startswith(("{base}", "{given}")) for page in pages)


class NamedTool(NamedTuple):
    """The tool of an annotation, and what the annotation names in it."""

    tool: Tool
    annotation: ToolAnnotation


@cache
def tools() -> Mapping[str, Tool]:
    """All tools by id, in the order of an entity's page."""
    return {one["id"]: Tool.model_validate(one) for one in _read("tools.yaml")}


@cache
def addressed_tools() -> Mapping[str, Tool]:
    """The tools that an address in the configuration makes links of, by id."""
    return {id_: one for id_, one in tools().items() if one.has_address}


@cache
def used_elsewhere() -> Mapping[str, str]:
    """The well-known annotations that are no link of a tool, with the place where a portal uses each."""
    return dict(_read("elsewhere.yaml"))


@lru_cache(maxsize=1024)
def tool_of(key: str) -> NamedTool | None:
    """The tool of an annotation; None where the table has none.

    An annotation that the table knows only by its prefix is secret where its name says so.
    """
    if key in used_elsewhere():
        return None
    found = _by_annotation().get(key)
    if found is not None:
        return found
    prefix, _, name = key.partition("/")
    found = _by_annotation().get(f"{prefix}/*")
    if found is None:
        return None
    words = {"what": name.replace("-", " "), "secret": bool(_SECRET_NAME.search(name))}
    return NamedTool(found.tool, found.annotation.model_copy(update=words))


def is_secret(key: str) -> bool:
    """Whether the value of an annotation is a key that opens something, and is never shown."""
    found = tool_of(key)
    return found is not None and found.annotation.secret


@cache
def _by_annotation() -> Mapping[str, NamedTool]:
    return {
        key: NamedTool(tool, annotation)
        for tool in tools().values()
        for key, annotation in tool.annotations.items()
    }


def _read(name: str) -> Any:
    text = files("catalogsite.catalog.tools").joinpath(name).read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)
