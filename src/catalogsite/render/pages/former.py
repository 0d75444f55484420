"""What stands at the address of an entity that was renamed, or that is no longer there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from catalogsite.model.page import Asset, Link, OutputGroup, Page
from catalogsite.model.urls import (
    api_reference_path,
    badge_path,
    docs_path,
    entity_json_path,
    entity_path,
    relative,
    split_ref,
    template_path,
)
from catalogsite.render.filters import markdown_line
from catalogsite.render.machine.badges import badge_paths, entity_badges
from catalogsite.render.machine.change_feeds import entity_feed_paths, entity_feeds
from catalogsite.render.machine.json_api import entity_json
from catalogsite.render.machine.llms import twin_path
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.recorded_output import recorded_output
from catalogsite.render.templates import Templates
from catalogsite.render.views.changes.events import event_rows, page_address
from catalogsite.render.views.changes.feeds import entity_feed, own_feed_links
from catalogsite.render.views.changes.recent import history_of
from catalogsite.render.views.entity_link import BASE


def former_outputs(index: PortalIndex, templates: Templates) -> Iterator[OutputGroup]:
    """The redirects of renamed entities, and the pages of removed ones; never at the page of another one."""
    for old, new in sorted(index.changes.index.renames.items()):
        also = partial(_renamed_files, old, new, index)
        yield recorded_output(entity_path(old), index, partial(_renamed, old), also=also)
        yield from _renamed_documentation(index, old, new)
        if old.startswith("template:") and new.startswith("template:"):
            yield recorded_output(template_path(old), index, partial(_renamed_template, old))
        if old.startswith("api:") and new.startswith("api:"):
            yield recorded_output(api_reference_path(old), index, partial(_renamed_api, old))
    for ref, files in sorted(index.changes.index.moved_pages.items()):
        yield from _moved_pages(index, ref, files)
    for ref in sorted(index.changes.index.gone):
        make_gone = partial(_gone, ref, templates)
        yield recorded_output(entity_path(ref), index, make_gone, also=partial(_gone_files, ref))


def _renamed_files(old: str, new: str, index: PortalIndex) -> tuple[str, ...]:
    badges = (badge_path(old, name) for name in badge_paths(new, index.entities[new]))
    return (twin_path(old), entity_json_path(old), *_feed_paths(old, new), *badges)


def _gone_files(ref: str) -> tuple[str, ...]:
    return (twin_path(ref), *entity_feed_paths(ref))


def _feed_paths(old: str, new: str) -> tuple[str, ...]:
    endings = (path.removeprefix(entity_feed(new)) for path in entity_feed_paths(new))
    return tuple(entity_feed(old) + ending for ending in endings)


def _renamed_documentation(index: PortalIndex, old: str, new: str) -> Iterator[OutputGroup]:
    found = index.fragments.get(new)
    if old in index.fragments or found is None:
        return
    for page in (*(one.path for one in found.pages), *found.moved):
        at = docs_path(old, page)
        yield recorded_output(at, index, partial(_renamed_page, old, page))


def _moved_pages(index: PortalIndex, ref: str, files: Mapping[str, str]) -> Iterator[OutputGroup]:
    found = index.fragments.get(ref)
    if found is None or ref not in index.links:
        return
    pages = {page.path for page in found.pages}
    for before, after in sorted(files.items()):
        at, target = page_address(before), page_address(after)
        if target in pages and at not in pages and at not in found.moved:
            path = docs_path(ref, at)
            yield recorded_output(path, index, partial(_moved_page, ref, at, target))


def _moved_page(ref: str, at: str, target: str, portal: Portal) -> Page:
    return _redirect(docs_path(ref, at), portal.title(ref), docs_path(ref, target), "docs")


def _renamed(old: str, portal: Portal) -> Iterator[Page | Asset]:
    new = portal.changes.renamed(old)
    if new is None:
        return
    yield _redirect(entity_path(old), portal.title(new), entity_path(new))
    # A script that asks for the old name gets what it wants, and reads there what it is called now.
    yield replace(entity_json(new, portal), path=entity_json_path(old))
    target = relative(entity_path(old), twin_path(new))
    title = markdown_line(portal.title(new))
    text = f"# {title}\n\n`{old}` is called `{new}` now: [{title}]({target})\n"
    yield Asset(twin_path(old), text.encode())
    names = badge_paths(new, portal.entities[new])
    for name, badge in zip(names, entity_badges(new, portal), strict=True):
        yield replace(badge, path=badge_path(old, name))
    yield from entity_feeds(new, portal, entity_feed(old))


def _renamed_page(old: str, page: str, portal: Portal) -> Iterator[Page]:
    new = portal.changes.renamed(old)
    if new is not None and page in portal.documentation.addresses.get(new, ()):
        yield _redirect(docs_path(old, page), portal.title(new), docs_path(new, page), "docs")


def _renamed_template(old: str, portal: Portal) -> Iterator[Page]:
    new = portal.changes.renamed(old)
    if new is not None:
        yield _redirect(template_path(old), portal.title(new), template_path(new))


def _renamed_api(old: str, portal: Portal) -> Iterator[Page]:
    new = portal.changes.renamed(old)
    kept = portal.api_definition(new) if new is not None else None
    if new is not None and kept is not None and kept.model:
        yield _redirect(api_reference_path(old), portal.title(new), api_reference_path(new))


def _redirect(at: str, title: str, target: str, section: str = "catalog") -> Page:
    moved = relative(at, target)
    return Page(at, "catalog", title, "", "", section=f"{section}/", moved_to=moved)


def _gone(ref: str, templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    gone = portal.changes.gone(ref)
    if gone is None:
        return
    path, (row,) = entity_path(ref), event_rows(portal, gone.day, gone.event)
    kind = portal.kind_name(split_ref(ref)[0])
    feeds = own_feed_links(ref)
    body = templates.render(
        "gone", portal, path, row=row, gone=gone, kind=kind, history=history_of(portal, ref)
    )
    yield Page(
        path=path,
        layout="catalog",
        title=row.title,
        description=f"{row.title} is no longer in the catalog",
        body=body,
        breadcrumbs=(Link("Catalog", f"{BASE}catalog/"),),
        feeds=feeds,
    )
    text = (
        f"# {markdown_line(row.title)}\n\n`{ref}` is no longer in the catalog, since {gone.day}.\n"
    )
    yield Asset(twin_path(ref), text.encode())
    yield from entity_feeds(ref, portal)
