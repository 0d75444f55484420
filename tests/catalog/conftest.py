"""A repository held in memory, for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from tests.repositories.memory_tree import MemoryTree

from catalogsite.repositories.trees.tree import Tree


@pytest.fixture(scope="session")
def tree_of() -> Callable[[Mapping[str, str | bytes]], Tree]:
    """Makes a tree of a dictionary."""
    return MemoryTree
