"""The diagram of an entity's page: what a system or domain contains, or the neighbours of others."""

from __future__ import annotations

from catalogsite.graph.diagrams.contents import Container
from catalogsite.model.urls import entity_path, split_ref
from catalogsite.render.diagrams.entity import entity_diagram
from catalogsite.render.diagrams.figure import Figure
from catalogsite.render.diagrams.nested import nested_diagram
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import BASE


def figure_of(portal: Portal, ref: str) -> Figure | None:
    """The diagram of the entity; None where it would show no more than the head of the page.

    A group that has a place in the org chart has that chart instead.
    """
    if split_ref(ref)[0] == "group" and portal.graph.org_chart(ref) is not None:
        return None
    page = entity_path(ref)
    contents = portal.graph.contents(ref) if split_ref(ref)[0] in ("system", "domain") else None
    if contents is None:
        return entity_diagram(portal.graph.surroundings(ref), page)

    def title_of(one: Container) -> tuple[str, str]:
        if one.ref:
            return one.title, BASE + entity_path(one.ref)
        kind, _, type_ = one.id.partition("/")
        title = "Libraries" if type_ else portal.kind_name(kind, many=True)
        href = f"{BASE}catalog/?kind={kind}{f'&type={type_}' if type_ else ''}&system={ref}"
        return title, href

    return nested_diagram(contents, page, title_of)
