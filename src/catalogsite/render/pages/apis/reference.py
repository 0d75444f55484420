"""The reference of an API: its pages, the pages of its source, and its files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache

from catalogsite.model.page import Asset, Link, Page
from catalogsite.model.urls import api_reference_path, base
from catalogsite.render.machine.apis import api_json, api_markdown
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.apis.api import ApiPages, api_files, api_pages
from catalogsite.render.views.apis.reference import reference_nav, reference_toc, reference_view
from catalogsite.render.views.apis.source_files import LINES, ZIP, SourceFile
from catalogsite.render.views.apis.source_view import source_view
from catalogsite.render.views.definition import definition
from catalogsite.render.views.entity_link import EntityLink

_LARGEST_INTERACTIVE = 500_000
"""Characters of a definition in the interactive view: larger ones block the browser for many seconds."""
_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file knows; the bytes of an archive must not depend on when it was made."""


def reference_pages(ref: str, templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """The reference of an API and its source; nothing for an API without a definition."""
    kept = portal.api_definition(ref)
    if kept is None:
        return
    api, files = api_pages(portal, ref), api_files(portal, ref, kept)
    if api is not None:
        yield from _reference(ref, templates, portal, api, files)
        yield api_json(portal.links[ref], api)
        yield Asset(
            f"{api_reference_path(ref)}index.md", api_markdown(portal.links[ref], api).encode()
        )
    for file in files:
        for number in range(1, file.pages + 1):
            yield _source(ref, templates, portal, file, number, files, api)
    if len(files) > 1:
        yield Asset(
            api_reference_path(ref) + ZIP,
            zipped({one.path: portal.blob(kept.files[one.path]) for one in files}),
        )


def _reference(
    ref: str, templates: Templates, portal: Portal, api: ApiPages, files: tuple[SourceFile, ...]
) -> Iterator[Page]:
    link = portal.links[ref]
    for page in api.division.pages:
        path = api_reference_path(ref, page.path)
        view = reference_view(api, page, files)
        first = page is api.division.pages[0]
        title = f"{link.title}: reference" if first else f"{link.title}: {page.title}"
        yield Page(
            path=path,
            layout="catalog",
            title=title,
            description=f"{title}, {', '.join(view.counts)}",
            body=templates.render(
                "api",
                portal,
                path,
                view=view,
                link=link,
                interactive=first and _single(link, api, files),
            ),
            toc=reference_toc(page, api),
            nav=reference_nav(api, page.path, bool(files)),
            nav_title=link.title,
            breadcrumbs=_crumbs(link, base(path), "" if first else "Reference"),
        )


def _single(link: EntityLink, api: ApiPages, files: tuple[SourceFile, ...]) -> str:
    """The address of the definition for the interactive view; empty where that cannot show it."""
    fit = (
        api.model.format == "openapi"
        and len(files) == 1
        and len(files[0].shown) <= _LARGEST_INTERACTIVE
    )
    return _root(link, files) if fit else ""


def _source(
    ref: str,
    templates: Templates,
    portal: Portal,
    file: SourceFile,
    number: int,
    files: tuple[SourceFile, ...],
    api: ApiPages | None,
) -> Page:
    link, at = portal.links[ref], file.page_of((number - 1) * LINES + 1)
    path = api_reference_path(ref, at)
    download = ZIP if len(files) > 1 else _root(link, files)
    view = source_view(file, number, files, download, readable=api is not None)
    title = f"{file.name} of {link.title}" + (f", part {number}" if number > 1 else "")
    return Page(
        path=path,
        layout="catalog",
        title=title,
        description=f"{title}: the definition as it is written",
        body=templates.render("api_source", portal, path, view=view, link=link),
        nav=reference_nav(api, at, source=True) if api is not None else (),
        nav_title=link.title,
        breadcrumbs=_crumbs(link, base(path), "Reference" if api is not None else ""),
    )


def _crumbs(link: EntityLink, prefix: str, above: str) -> tuple[Link, ...]:
    crumbs = [
        Link("Catalog", f"{prefix}catalog/"),
        Link("APIs", f"{prefix}api-docs/"),
        Link(link.title, prefix + link.path),
    ]
    if above:
        crumbs.append(Link(above, f"{prefix}{link.path}api/"))
    return tuple(crumbs)


def _root(link: EntityLink, files: tuple[SourceFile, ...]) -> str:
    """The address of the file beside the page of the entity, from the first page of the reference."""
    name = _file_name(link, files[0].shown)
    return f"../{name}" if name else ""


# Every page of a source has a link to it, and whether a text is JSON takes long to tell.
@lru_cache(maxsize=1)
def _file_name(link: EntityLink, text: str) -> str:
    found = definition(link, text)
    return found.href if found else ""


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file; of the same contents always the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(_inside(path), _DAY), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _inside(path: str) -> str:
    """The path without what would leave the folder that an archive is unpacked in."""
    parts = path.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."}) or "definition"
