"""Every page and file of the site from a snapshot: streaming, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from catalogsite.docs.fragments import Fragments
from catalogsite.graph.graph import Graph
from catalogsite.graph.neighbourhood import neighbourhood
from catalogsite.model import Snapshot
from catalogsite.page import Asset, Page
from catalogsite.render.diagram import diagram
from catalogsite.render.environment import build_environment
from catalogsite.render.index_pages import docs_pages_index, kind_pages, problem_pages
from catalogsite.render.pages import Pages, entity_definition
from catalogsite.render.views import Portal
from catalogsite.render.views_docs import docs_pages, documentation_names
from catalogsite.render.views_entity import entity_view
from catalogsite.render.views_table import table_json
from catalogsite.urls import entity_path

ReadBlob = Callable[[str], bytes]


def render_pages(
    snapshot: Snapshot,
    read_blob: ReadBlob,
    fragments: Mapping[str, Fragments],
    template_dirs: Sequence[Path] = (),
) -> Iterator[Page | Asset]:
    """Pages and files one after the other; `fragments` is keyed by entity reference."""
    documented = {ref: len(found.pages) for ref, found in fragments.items()}
    portal = Portal(snapshot, documented)
    pages = Pages(build_environment(template_dirs), portal)
    yield pages.home()
    yield pages.table()
    yield Asset("assets/catalogsite/table.json", table_json(portal))
    yield from kind_pages(pages)
    yield from pages.create()
    yield from problem_pages(pages)
    yield pages.scorecards()
    yield from entity_pages(pages, read_blob)
    yield from docs_pages_index(pages, documentation_names(portal, fragments))
    yield from docs_pages(pages.env, portal, fragments, read_blob)


def entity_pages(pages: Pages, read_blob: ReadBlob) -> Iterator[Page | Asset]:
    """The page of every entity, and the file of every API definition."""
    portal = pages.portal
    graph = Graph.of(portal.snapshot)
    for ref, entity in portal.entities.items():
        text = _definition(entity_definition(entity), read_blob)
        view = entity_view(portal, ref, text, _diagram(graph, ref))
        yield pages.entity(view)
        if view.definition and text is not None:
            yield Asset(view.link.path + view.definition.href, text.encode())


def _definition(stated: object, read_blob: ReadBlob) -> str | None:
    if isinstance(stated, str):
        return stated
    stored = stated.get("$text") if isinstance(stated, dict) else None
    if isinstance(stored, str) and stored.startswith("store:"):
        return read_blob(stored.removeprefix("store:")).decode(errors="replace")
    return None


def _diagram(graph: Graph, ref: str) -> Markup:
    # The diagram escapes what it was given: it is made of our own SVG.
    return Markup(diagram(neighbourhood(graph, ref), entity_path(ref)))
