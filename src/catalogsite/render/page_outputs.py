"""Every page and file of the site from a snapshot: streaming, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from markupsafe import Markup

from catalogsite.docs.fragments import Fragments
from catalogsite.graph.graph import Graph
from catalogsite.graph.neighbourhood import neighbourhood
from catalogsite.model.entity import stored_digest
from catalogsite.model.page import Asset, OutputGroup, Page, alone
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import entity_path
from catalogsite.render.diagram import diagram
from catalogsite.render.environment import build_environment
from catalogsite.render.index_pages import docs_pages_index, kind_pages, problem_pages
from catalogsite.render.pages import Pages, entity_definition
from catalogsite.render.views.docs import docs_lots, documentation_names
from catalogsite.render.views.entity import entity_view
from catalogsite.render.views.portal import Portal
from catalogsite.render.views.table import table_json

ReadBlob = Callable[[str], bytes]


def page_outputs(
    index: SnapshotIndex,
    read_blob: ReadBlob,
    fragments: Mapping[str, Fragments],
    template_dirs: Sequence[Path] = (),
) -> Iterator[OutputGroup]:
    """Every page and what belongs to it; `fragments` is keyed by entity reference."""
    documented = {ref: len(found.pages) for ref, found in fragments.items()}
    portal = Portal(index, documented)
    pages = Pages(build_environment(template_dirs), portal)
    yield alone("", pages.home)
    yield alone("catalog/", pages.table, kept=True)
    rows = "assets/catalogsite/table.json"
    yield alone(rows, lambda: Asset(rows, table_json(portal)), kept=True)
    yield OutputGroup("catalog/index/", partial(kind_pages, pages), kept=True)
    yield OutputGroup("create/", pages.create, kept=True)
    yield OutputGroup("problems/", partial(problem_pages, pages), kept=True)
    yield alone("scorecards/", pages.scorecards)
    graph = Graph.of(index)
    for ref, link in portal.links.items():
        yield OutputGroup(link.path, partial(entity_page, pages, graph, ref, read_blob))
    names = documentation_names(portal, fragments)
    yield OutputGroup("docs/", partial(docs_pages_index, pages, names), kept=True)
    yield from docs_lots(pages.env, portal, fragments, read_blob)


def entity_page(
    pages: Pages, graph: Graph, ref: str, read_blob: ReadBlob
) -> Iterator[Page | Asset]:
    """The page of an entity, and the file of its API definition."""
    entity = pages.portal.entities[ref]
    text = _definition(entity_definition(entity), read_blob)
    view = entity_view(pages.portal, ref, text, _diagram(graph, ref))
    yield pages.entity(view)
    if view.definition and text is not None:
        yield Asset(view.link.path + view.definition.href, text.encode())


def _definition(stated: object, read_blob: ReadBlob) -> str | None:
    if isinstance(stated, str):
        return stated
    digest = stored_digest(stated)
    return read_blob(digest).decode(errors="replace") if digest else None


def _diagram(graph: Graph, ref: str) -> Markup:
    # The diagram escapes what it was given: it is made of our own SVG.
    return Markup(diagram(neighbourhood(graph, ref), entity_path(ref)))
