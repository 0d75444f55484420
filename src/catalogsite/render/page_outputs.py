"""The list of all pages of the site: where each is, and which module makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment

from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.urls import (
    api_json_path,
    api_reference_path,
    docs_path,
    entity_path,
    split_ref,
)
from catalogsite.render.machine.change_feeds import entity_feed_paths
from catalogsite.render.machine.outputs import entity_file_paths, entity_files
from catalogsite.render.machine.packages import json_path
from catalogsite.render.pages.apis.api_list import api_list_pages
from catalogsite.render.pages.apis.reference import reference_pages
from catalogsite.render.pages.catalog_table import TABLE_JSON, catalog_page, table_rows
from catalogsite.render.pages.changes import changes_page, month_pages
from catalogsite.render.pages.create import create_pages
from catalogsite.render.pages.deployments import deployment_pages
from catalogsite.render.pages.documentation import (
    docs_asset,
    docs_index,
    docs_page,
    moved_docs_page,
    shared_docs_page,
)
from catalogsite.render.pages.entity import entity_page
from catalogsite.render.pages.former import former_outputs
from catalogsite.render.pages.graph import graph_page
from catalogsite.render.pages.graph_findings import findings_page
from catalogsite.render.pages.health import health_page
from catalogsite.render.pages.home import home_page
from catalogsite.render.pages.kind_index import kind_pages
from catalogsite.render.pages.on_call import on_call_pages
from catalogsite.render.pages.packages import package_pages, packages_pages
from catalogsite.render.pages.problems import problem_pages
from catalogsite.render.pages.scorecards import scorecards_page
from catalogsite.render.pages.teams import teams_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.recorded_output import recorded_output
from catalogsite.render.templates import Templates


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page that every site has, or several of them below one address.

    With a `tab` it is one of the site's navigation. `kept` as in OutputGroup.
    """

    at: str
    make: Callable[[Templates, Portal], Page | Asset | Iterable[Page | Asset]]
    tab: str = ""
    kept: bool = False


SITE_PAGES = (
    SitePage("", home_page),
    SitePage("catalog/", catalog_page, tab="Catalog", kept=True),
    SitePage(TABLE_JSON, table_rows, kept=True),
    SitePage("catalog/index/", kind_pages, kept=True),
    SitePage("docs/", docs_index, tab="Docs", kept=True),
    SitePage("api-docs/", api_list_pages, tab="APIs", kept=True),
    SitePage("graph/", graph_page, tab="Graph", kept=True),
    SitePage("create/", create_pages, tab="Create", kept=True),
    SitePage("graph/findings/", findings_page, tab="Findings", kept=True),
    SitePage("teams/", teams_page, kept=True),
    SitePage("health/", health_page, tab="Health", kept=True),
    SitePage("deployments/", deployment_pages, tab="Deployments", kept=True),
    SitePage("on-call/", on_call_pages, tab="On call", kept=True),
    SitePage("packages/", packages_pages, tab="Packages", kept=True),
    SitePage("scorecards/", scorecards_page, tab="Scorecards"),
    SitePage("changes/", changes_page, tab="Changes", kept=True),
    SitePage("problems/", problem_pages, tab="Problems", kept=True),
)
"""The pages in the order of their tabs. A new one is a module of `render/pages/`, its template in
`site_templates/pages/`, and a line here."""


def page_outputs(index: PortalIndex, env: Environment) -> Iterator[OutputGroup]:
    """Every page, with the files that belong to it."""
    templates = Templates(env)
    for page in SITE_PAGES:
        yield recorded_output(page.at, index, partial(page.make, templates), kept=page.kept)
    for month in index.changes.index.by_month:
        yield recorded_output(f"changes/{month}/", index, partial(month_pages, month, templates))
    yield from entity_outputs(index, templates)
    yield from former_outputs(index, templates)
    for purl, path in index.packages.views.paths.items():
        make_package = partial(package_pages, purl, templates)
        yield recorded_output(path, index, make_package, also=partial(_package_files, purl))
    for ref in sorted(index.fragments):
        if ref in index.links:
            yield from _documentation(index, templates, ref)
    for ref in index.documentation.sharing:
        make_shared = partial(shared_docs_page, ref, templates)
        yield recorded_output(docs_path(ref), index, make_shared)


def entity_outputs(index: PortalIndex, templates: Templates) -> Iterator[OutputGroup]:
    """The page of every entity, and its files for programs.

    They are one output, because they read the same: what is recorded of it costs as much as a file.
    """
    for ref in index.links:
        make = partial(_entity, ref, templates)
        also = partial(_entity_files, ref, index)
        yield recorded_output(entity_path(ref), index, make, also=also)
        if split_ref(ref)[0] == "api":
            make_reference = partial(reference_pages, ref, templates)
            also = partial(_reference_files, ref)
            yield recorded_output(api_reference_path(ref), index, make_reference, also=also)


def _package_files(purl: str) -> tuple[str, ...]:
    return (json_path(purl),)


def _reference_files(ref: str) -> tuple[str, ...]:
    return (api_json_path(ref),)


def _entity_files(ref: str, index: PortalIndex) -> tuple[str, ...]:
    files = entity_file_paths(ref, index.entities[ref])
    return files + entity_feed_paths(ref) if index.changes.index.of_owner(ref) else files


def _entity(ref: str, templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    yield from entity_page(ref, templates, portal)
    yield from entity_files(ref, portal)


def _documentation(index: PortalIndex, templates: Templates, ref: str) -> Iterator[OutputGroup]:
    found = index.fragments[ref]
    for page in found.pages:
        make = partial(docs_page, ref, page.path, templates)
        yield recorded_output(docs_path(ref, page.path), index, make)
    for address in sorted(found.moved):
        make_moved = partial(moved_docs_page, ref, address, templates)
        yield recorded_output(docs_path(ref, address), index, make_moved)
    for path in sorted(found.assets):
        yield recorded_output(
            docs_path(ref, path), index, partial(docs_asset, ref, path, templates)
        )
