"""A part of the graph as text: for people, for other programs, and for drawing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import networkx as nx

from catalogsite.commands.graph.subgraph import Subgraph


class GraphFormat(StrEnum):
    """The formats of `catalogsite graph query`."""

    TREE = "tree"
    JSON = "json"
    DOT = "dot"
    GRAPHML = "graphml"
    MERMAID = "mermaid"
    CSV = "csv"


def write_graph(found: Subgraph, output: GraphFormat) -> str:
    """The text of a part of the graph in a format, without a line feed at its end."""
    return _FORMATS[output](found).rstrip("\n")


def _tree(found: Subgraph) -> str:
    """Each entity that none of the part needs, and below it what it needs; a repeated one once."""
    needs: dict[str, list[str]] = {node.ref: [] for node in found.nodes}
    for edge in found.edges:
        if edge.source != edge.target:
            needs[edge.source].append(edge.target)
    needed = {target for targets in needs.values() for target in targets}
    shown: set[str] = set()
    lines: list[str] = []
    # Those on a cycle are needed by each other: they come after all that nobody needs.
    for ref in (*(one for one in needs if one not in needed), *(one for one in needs)):
        if ref not in shown:
            lines += _branches(ref, needs, shown)
    return "\n".join(lines)


def _branches(start: str, needs: Mapping[str, list[str]], shown: set[str]) -> Iterator[str]:
    waiting = [(start, 0)]
    while waiting:
        ref, depth = waiting.pop()
        again = ref in shown and bool(needs[ref])
        yield f"{'  ' * depth}{ref}{' (see above)' if again else ''}"
        if ref not in shown:
            shown.add(ref)
            waiting += [(target, depth + 1) for target in reversed(needs[ref])]


def _json(found: Subgraph) -> str:
    return json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False)


def _dot(found: Subgraph) -> str:
    lines = ["digraph catalog {", '  rankdir="LR";', '  node [shape="box"];']
    lines += [
        f"  {_quoted(node.ref)} [label={_quoted(node.title)}, tooltip={_quoted(node.kind)}];"
        for node in found.nodes
    ]
    for edge in found.edges:
        style = ', style="dashed"' if edge.inferred else ""
        ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        lines.append(f"  {ends} [label={_quoted(edge.relation)}{style}];")
    return "\n".join((*lines, "}"))


def _quoted(text: str) -> str:
    """A quoted string of DOT, in which a backslash begins an escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _graphml(found: Subgraph) -> str:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for node in found.nodes:
        values = {"title": node.title, "kind": node.kind, "owner": node.owner or ""}
        graph.add_node(node.ref, **values)
    for edge in found.edges:
        graph.add_edge(edge.source, edge.target, relation=edge.relation, inferred=edge.inferred)
    return "\n".join(nx.generate_graphml(graph, named_key_ids=True))


def _mermaid(found: Subgraph) -> str:
    names = {node.ref: f"n{place}" for place, node in enumerate(found.nodes)}
    lines = ["flowchart LR"]
    lines += [f'  {names[node.ref]}["{_mermaid_text(node.title)}"]' for node in found.nodes]
    for edge in found.edges:
        arrow = "-.->" if edge.inferred else "-->"
        words = _mermaid_text(edge.relation)
        lines.append(f'  {names[edge.source]} {arrow}|"{words}"| {names[edge.target]}')
    return "\n".join(lines)


def _mermaid_text(text: str) -> str:
    """Text inside quotes of Mermaid, whose escapes are the entities of HTML with a `#`."""
    return "".join(one if one.isalnum() or one in " -_./@" else f"#{ord(one)};" for one in text)


def _csv(found: Subgraph) -> str:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(("source", "relation", "target", "inferred"))
    connected = {end for edge in found.edges for end in (edge.source, edge.target)}
    for edge in found.edges:
        rows.writerow((edge.source, edge.relation, edge.target, str(edge.inferred).lower()))
    for node in found.nodes:
        if node.ref not in connected:
            rows.writerow((node.ref, "", "", ""))
    return file.getvalue()


_FORMATS: Mapping[GraphFormat, Callable[[Subgraph], str]] = {
    GraphFormat.TREE: _tree,
    GraphFormat.JSON: _json,
    GraphFormat.DOT: _dot,
    GraphFormat.GRAPHML: _graphml,
    GraphFormat.MERMAID: _mermaid,
    GraphFormat.CSV: _csv,
}
