"""The key `graph` of the configuration: who must not depend on whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, PrivateAttr, field_validator

from catalogsite.config.catalog_settings import Section
from catalogsite.errors import SelectorError
from catalogsite.graph.findings.layer_rules import layer_rules
from catalogsite.graph.selector import parse_selector
from catalogsite.model.relations.dependency_rule import DependencyRule


def _readable(text: str) -> str:
    try:
        parse_selector(text)
    except SelectorError as error:
        raise ValueError(f"{error.what}: {error.fix}") from error
    return text


SelectorText = Annotated[str, AfterValidator(_readable)]
"""A selector of `catalogsite graph query`."""


class _Written(Section):
    """A part of the configuration that knows its place there."""

    name: str
    _place: tuple[str, int] | None = PrivateAttr(default=None)

    def at(self, file: str, line: int) -> None:
        """Remember where the part is written."""
        self._place = (file, line)

    @property
    def place(self) -> dict[str, str | int]:
        """`file` and `line`; nothing where they are not known."""
        return dict(zip(("file", "line"), self._place, strict=True)) if self._place else {}


class GraphRule(_Written):
    """What `from` selects must not need what `to` selects."""

    source: SelectorText = Field(alias="from")
    target: SelectorText = Field(alias="to")


class GraphLayers(_Written):
    """Layers, the upper one first: none may need one above it."""

    order: tuple[SelectorText, ...] = Field(min_length=2)


class GraphSettings(Section):
    """The rules of the dependency graph, and its layers."""

    rules: tuple[GraphRule, ...] = ()
    layers: tuple[GraphLayers, ...] = ()

    @field_validator("rules", "layers")
    @classmethod
    def _different(cls, stated: tuple[_Written, ...]) -> tuple[_Written, ...]:
        names = [one.name for one in stated]
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated is not None:
            raise ValueError(f"two have the name `{repeated}`: a violation could be of either")
        return stated

    def dependency_rules(self) -> tuple[DependencyRule, ...]:
        """All of them as rules between two selections, with their places."""
        return tuple(self._rules())

    def _rules(self) -> Iterator[DependencyRule]:
        for rule in self.rules:
            stated = DependencyRule(name=rule.name, source=rule.source, target=rule.target)
            yield stated.model_copy(update=rule.place)
        for layers in self.layers:
            for one in layer_rules(layers.name, layers.order):
                yield one.model_copy(update=layers.place)
