"""How much a model may hold: what many operations share is written out at each of them."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.definition_format import DefinitionFinding


class Budget:
    """Characters that the model of one definition may still take."""

    __slots__ = ("left",)

    def __init__(self, characters: int = 24_000_000) -> None:
        self.left = characters

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be added."""
        return self.left <= 0

    def take(self, characters: int) -> None:
        """Count what was added."""
        self.left -= characters


def cut_finding(budget: Budget, root: str) -> Iterator[DefinitionFinding]:
    """The finding that a model is not whole, where its budget is spent."""
    if budget.is_spent:
        yield DefinitionFinding("definition-cut", None, root, 1)
