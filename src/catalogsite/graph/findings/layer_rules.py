"""The rules that an order of layers stands for."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.model.relations.dependency_rule import DependencyRule


def layer_rules(name: str, order: Iterable[str]) -> tuple[DependencyRule, ...]:
    """The rules of layers, the upper one first: none may need one above it."""
    above: list[str] = []
    found = []
    for layer in order:
        found += [
            DependencyRule(name=f"{name}: {layer} below {upper}", source=layer, target=upper)
            for upper in above
        ]
        above.append(layer)
    return tuple(found)
