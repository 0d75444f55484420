"""The questions of `catalogsite graph`: a part of the graph in several formats, and what is wrong in it."""

from __future__ import annotations

from catalogsite.commands.graph.findings import findings_text
from catalogsite.commands.graph.formats import GraphFormat, write_graph
from catalogsite.commands.graph.impact import Impact, impact, impact_text
from catalogsite.commands.graph.shared import shared_text
from catalogsite.commands.graph.subgraph import Subgraph, subgraph
from catalogsite.graph.findings.report import GraphFindings, findings

__all__ = [
    "GraphFindings",
    "GraphFormat",
    "Impact",
    "Subgraph",
    "findings",
    "findings_text",
    "impact",
    "impact_text",
    "shared_text",
    "subgraph",
    "write_graph",
]
