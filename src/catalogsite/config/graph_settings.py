"""The key `graph` of the configuration: who must not depend on whom."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from catalogsite.config.catalog_settings import Section
from catalogsite.errors import SelectorError
from catalogsite.graph.rules import Rule, layer_rules
from catalogsite.graph.selector import parse_selector


def _readable(text: str) -> str:
    try:
        parse_selector(text)
    except SelectorError as error:
        raise ValueError(f"{error.what}: {error.fix}") from error
    return text


SelectorText = Annotated[str, AfterValidator(_readable)]
"""A selector of `catalogsite graph query`."""


class GraphRule(Section):
    """What `from` selects must not need what `to` selects."""

    name: str
    source: SelectorText = Field(alias="from")
    target: SelectorText = Field(alias="to")


class GraphLayers(Section):
    """Layers, the upper one first: none may need one above it."""

    name: str
    order: tuple[SelectorText, ...] = Field(min_length=2)


class GraphSettings(Section):
    """The rules of the dependency graph, and its layers."""

    rules: tuple[GraphRule, ...] = ()
    layers: tuple[GraphLayers, ...] = ()

    def as_rules(self) -> tuple[Rule, ...]:
        """All of them as rules between two selections."""
        stated = [
            Rule(one.name, parse_selector(one.source), parse_selector(one.target))
            for one in self.rules
        ]
        for one in self.layers:
            stated += layer_rules(one.name, ((text, parse_selector(text)) for text in one.order))
        return tuple(stated)
