"""The dependency graph of the catalog: impact, paths and neighbours."""

from __future__ import annotations

from catalogsite.graph.graph import Graph, Impact, Step
from catalogsite.graph.neighbourhood import Neighbour, Neighbourhood, neighbourhood

__all__ = [
    "Graph",
    "Impact",
    "Neighbour",
    "Neighbourhood",
    "Step",
    "neighbourhood",
]
