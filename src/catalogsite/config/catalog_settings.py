"""The key `catalog` of the configuration: kinds, rules, hosts and the addresses of tools."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from catalogsite.catalog.kinds.policy import (
    BACKSTAGE_DEFAULT,
    CatalogRule,
    CustomKind,
    contradicting_relation,
)
from catalogsite.catalog.tools.table import addressed_tools
from catalogsite.collectors.protocol import Address
from catalogsite.problems.suggest import nearest

_HOST = re.compile(r"\*|(?:\*\.)?(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\])(?::(?:\d+|\*))?")


def _known_tool(name: str) -> str:
    found = addressed_tools()
    if name not in found:
        close = nearest(name, found)
        known = f"did you mean `{close}`?" if close else f"known: {', '.join(sorted(found))}"
        raise ValueError(f"unknown tool; {known}")
    return name


ToolName = Annotated[str, AfterValidator(_known_tool)]
"""The id of a tool of the table."""


class Section(BaseModel):
    """Base of the config's parts: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class CatalogSettings(Section):
    """The kinds and rules of the catalog, and how far repositories lead to others.

    Without rules every kind is allowed; `rules: backstage` are the defaults of Backstage.
    `newer_kinds` accepts AiResource and MCP servers, as Backstage's module `ai-model` does. `infer`
    makes components of repositories without descriptors. `follow` reads the files that Locations
    name in other repositories, on hosts that a source fetches from and on `hosts`; placeholders
    may refer to `hosts` too. `guard` is the part of the entities or repositories that may be lost
    within 30 days without refusing to publish. `tools` are addresses by tool and instance, which is
    empty where a tool has one address.
    """

    kinds: tuple[CustomKind, ...] = ()
    rules: tuple[CatalogRule, ...] = ()
    newer_kinds: bool = False
    infer: bool = True
    follow: bool = True
    hosts: tuple[str, ...] = ()
    guard: float = Field(default=1 / 3, gt=0, le=1)
    tools: dict[ToolName, dict[str, Address]] = Field(default_factory=dict)

    @field_validator("tools", mode="before")
    @classmethod
    def _by_instance(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {tool: _servers(tool, one) for tool, one in given.items()}

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if _HOST.fullmatch(host) is None:
                raise ValueError(
                    "write a host, such as git.acme.example, or git.acme.example:8443 "
                    "for a port other than 80 and 443"
                )
        return hosts

    @field_validator("kinds")
    @classmethod
    def _agree(cls, kinds: tuple[CustomKind, ...]) -> tuple[CustomKind, ...]:
        if contradiction := contradicting_relation(kinds):
            raise ValueError(contradiction)
        return kinds

    @field_validator("rules", mode="before")
    @classmethod
    def _by_name(cls, given: object) -> object:
        if isinstance(given, str):
            if given != "backstage":
                raise ValueError("write `backstage`, or a list of rules")
            return ({"allow": BACKSTAGE_DEFAULT},)
        return given


def _servers(tool: object, given: object) -> object:
    """The addresses of a tool by the names of its servers; a single one has none."""
    if isinstance(given, str):
        return {"": given}
    if not isinstance(given, dict):
        raise ValueError(f"`{tool}`: write an address, or the addresses of its servers by name")  # noqa: TRY004  (pydantic's)
    # A name may be a number, which YAML does not read as a text.
    return {str(name): address for name, address in given.items()}
