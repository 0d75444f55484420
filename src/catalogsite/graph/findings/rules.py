"""Rules about who must not depend on whom, and what breaks them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.graph.selection import select
from catalogsite.graph.selector import Selector, parse_selector
from catalogsite.model.relations.dependency_rule import DependencyRule


class Rule(NamedTuple):
    """What `source` selects must not need what `target` selects; `name` is a title for people."""

    name: str
    source: Selector
    target: Selector


class Violation(NamedTuple):
    """One dependency that a rule forbids."""

    rule: str
    source: str
    target: str
    relation: str
    inferred: bool


def violations(graph: Graph, rules: Iterable[Rule]) -> tuple[Violation, ...]:
    """Every dependency that a rule forbids, in the order of the rules, then by reference.

    An entity may need itself and others that both ends of a rule select. One pass over the catalog for
    each rule. Raises SelectorError.
    """
    needs = graph.needs
    found: list[Violation] = []
    for rule in rules:
        above, below = set(select(graph, rule.source)), set(select(graph, rule.target))
        sources, targets = above - below, below - above
        found += [
            Violation(rule.name, *needs.need(source, target))
            for source in sorted(needs.numbers[ref] for ref in sources)
            for target in needs.after[source]
            if needs.names[target] in targets
        ]
    return tuple(found)


def readable_rules(stated: Iterable[DependencyRule]) -> tuple[Rule, ...]:
    """The rules with their selectors read. Raises SelectorError."""
    return tuple(
        Rule(one.name, parse_selector(one.source), parse_selector(one.target)) for one in stated
    )
