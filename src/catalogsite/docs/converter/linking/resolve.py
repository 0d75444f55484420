"""Resolves the links and images of converted pages, so that none is dead or leads abroad.

MkDocs has resolved what it understood; what is left are raw HTML, files outside the docs folder,
Backstage's absolute addresses, and mistakes. A mistake becomes text with a mark, and a problem.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote, unquote

from catalogsite.docs.converter.linking.host_pages import (
    LINES,
    in_submodule,
    is_file,
    page_beside_files,
    source_of_lines,
)
from catalogsite.docs.converter.linking.schemes import REFUSED, reason_of_refusal
from catalogsite.docs.converter.linking.site import LinkKind, Outcome, Place, Resolved, Site
from catalogsite.docs.entity_links import KINDS
from catalogsite.docs.file_paths import join
from catalogsite.docs.mount import MARKDOWN
from catalogsite.model.urls import relative
from catalogsite.repositories.hosts import file_url, tree_url
from catalogsite.repositories.trees.submodules import submodule_of

SCHEME = re.compile(r"([A-Za-z][\w+.-]*):|//")
"""The beginning of an address; anything else is a path."""

_BACKSTAGE = re.compile(r"/(docs|catalog)/([^/?#]+)/([^/?#]+)/([^/?#]+)(?:/([^?#]*))?")
_LISTS = {
    "catalog": "catalog/",
    "docs": "docs/",
    "create": "create/",
    "api-docs": "catalog/?kind=api",
}
_SAFE = "/-._~!$&'()*+,;=@"
# An address whose author forgot its beginning: `https//host`, `http:/host`, `www.host`, `host.org/`.
_NO_SCHEME = re.compile(
    r"(https?)[:/]*//*(?=\w)|(?=www\.)|(?=[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev)(?:/|\Z))"
)


def resolve(
    target: str, place: Place, site: Site, outcome: Outcome, *, is_image: bool = False
) -> Resolved:
    """The address that a link of the page should have; None and the reason where it has none."""
    path, query, fragment = _split(target)
    if target.startswith(f"{REFUSED}:"):
        address = target.removeprefix(f"{REFUSED}:")
        return _broken(reason_of_refusal(address, is_image=is_image))
    if not path:
        if fragment:
            outcome.anchors.append((place.path, fragment, target))
        return Resolved(LinkKind.KEPT, target)
    if SCHEME.match(path):
        return Resolved(LinkKind.KEPT, target)
    if LINES.fullmatch(fragment) and (url := source_of_lines(path, place, site)):
        return Resolved(LinkKind.KEPT, f"{url}{query and f'?{query}'}#{fragment}")
    found = _find(path, place, site)
    if found.kind is LinkKind.INSIDE and found.href is not None:
        address = site.moved.get(found.href, found.href)
        if SCHEME.match(address):
            return Resolved(LinkKind.KEPT, address)
        address, _, part = address.partition("#")
        href = _inside(address, query, fragment or part, target, place, outcome)
        return found._replace(href=href)
    if found.href is not None and fragment and found.kind is not LinkKind.KEPT:
        return found._replace(href=f"{found.href}#{fragment}")
    return found


def _inside(
    address: str, query: str, fragment: str, target: str, place: Place, outcome: Outcome
) -> str:
    outcome.used.add(address)
    if fragment:
        outcome.anchors.append((address, fragment, target))
    href = quote(relative(place.path, address), safe=_SAFE)
    return href + (query and f"?{query}") + (fragment and f"#{fragment}")


def _split(target: str) -> tuple[str, str, str]:
    rest, _, fragment = target.partition("#")
    path, _, query = rest.partition("?")
    return path, query, fragment


def _broken(reason: str) -> Resolved:
    return Resolved(LinkKind.BROKEN, None, reason)


def _find(path: str, place: Place, site: Site) -> Resolved:
    local = unquote(path)
    if "\\" in local:
        forward = local.replace("\\", "/")
        there = _find(quote(forward), place, site).kind is not LinkKind.BROKEN
        return _broken("it has a backslash" + (f"; did you mean `{forward}`?" if there else ""))
    if path.startswith("/"):
        return _absolute(local, place, site)
    return _relative(local, place, site)


def _absolute(local: str, place: Place, site: Site) -> Resolved:
    """A link with a leading slash: a file of this documentation or of the repository, an address
    of Backstage, or one of the portal's lists.
    """
    inner = local.lstrip("/")
    candidates = tuple(join(folder, inner) for folder in (site.docs_dir, ""))
    looks = (_published,) if inner.strip("/") in _LISTS else (_published, _served, _existing)
    found = _first(looks, candidates, site) if inner else None
    if found is not None:
        return found
    match = _BACKSTAGE.fullmatch(local)
    if match and (match[3].lower() in KINDS or not is_file(inner)):
        return Resolved(LinkKind.CATALOG, _reference(match))
    if area := _LISTS.get(inner.strip("/")):
        # From a page of docs/<namespace>/<kind>/<name>/ the root lies four folders up.
        return Resolved(LinkKind.PORTAL, "../" * (4 + place.path.count("/")) + area)
    if not inner:
        return _host_page(tree_url(site.repository), "")
    return _missing(candidates, place, site, absolute=True)


def _reference(match: re.Match[str]) -> str:
    area, namespace, kind, name, page = match.groups()
    reference = f"{kind}:{namespace}/{name}".lower()
    rest = page.strip("/") if area == "docs" and page else ""
    return ("docs" if area == "docs" else "entity") + f":{reference}" + (rest and f"/{rest}")


def _relative(path: str, place: Place, site: Site) -> Resolved:
    """A relative link: as seen from the page's address, from its file, or from the file itself
    where that is a symbolic link.
    """
    address = _address(path, place, site)
    if address is not None:
        return Resolved(LinkKind.INSIDE, address)
    places = [file for file in (place.file, place.target) if file is not None]
    candidates = [join(posixpath.dirname(file), path) for file in places]
    served = site.at_address.get(_joined(path, place) or "")
    if served is not None:
        return _existing(served, site) or _broken("no such file")
    found = _first((_published, _served, _existing), candidates, site)
    if found is not None:
        return found
    if all(candidate is None for candidate in candidates):
        page = page_beside_files(path, place, site.repository)
        return Resolved(LinkKind.KEPT, page) if page else _broken("leads outside the repository")
    if begun := _NO_SCHEME.match(path):
        return _broken(
            f"no such file; did you mean `{begun[1] or 'https'}://{path[begun.end() :]}`?"
        )
    return _missing(candidates, place, site)


def _first(
    looks: Sequence[Callable[[str | None, Site], Resolved | None]],
    candidates: Sequence[str | None],
    site: Site,
) -> Resolved | None:
    """The first thing found, where an earlier way to look beats an earlier candidate."""
    found = (look(candidate, site) for look in looks for candidate in candidates)
    return next((one for one in found if one is not None), None)


def _joined(path: str, place: Place) -> str | None:
    """The address that a browser makes of a relative link on a page."""
    joined = posixpath.normpath(posixpath.join("/", place.path, path)).lstrip("/")
    climbs = path.split("/").count("..")
    return None if climbs > place.path.count("/") or joined.startswith("..") else joined


def _address(path: str, place: Place, site: Site) -> str | None:
    joined = _joined(path, place)
    if joined is None:
        return None
    folder = joined.removesuffix("index.html") if posixpath.basename(joined) == "index.html" else ""
    for candidate in (joined, f"{joined}/" if joined else "", *filter(None, [folder])):
        if candidate in site.addresses:
            return candidate
    return None


def _published(file: str | None, site: Site) -> Resolved | None:
    """A page or a file of this documentation, also where the ending of a page is left out."""
    address = next((site.by_file[one] for one in _spellings(file) if one in site.by_file), None)
    return None if address is None else Resolved(LinkKind.INSIDE, address)


def _spellings(file: str | None) -> Iterator[str]:
    if file is None:
        return
    yield from (file, *(f"{file}{ending}" for ending in MARKDOWN[:1]))
    yield from (posixpath.join(file, name) for name in ("index.md", "README.md"))
    if file.endswith(".html"):
        yield f"{file.removesuffix('.html')}.md"


def _served(path: str | None, site: Site) -> Resolved | None:
    """The page that a web server would show for a folder, where it is ready-made HTML."""
    index = None if path is None else posixpath.join(path, "index.html")
    return _existing(index, site) if index in site.unpublished else None


def _existing(path: str | None, site: Site) -> Resolved | None:
    """What the repository has at a path and this documentation has not."""
    if path is None:
        return None
    repository, targets = site.repository, site.targets
    if path in targets.pointers:
        return Resolved(LinkKind.POINTER, file_url(repository, path), path)
    if path in site.unpublished:
        return Resolved(LinkKind.UNPUBLISHED, file_url(repository, path), path)
    if path in site.refused:
        return Resolved(LinkKind.DRAWING, file_url(repository, path), path)
    if path in site.files or path in targets.files:
        return _host_page(file_url(repository, path), path)
    if not path or path in targets.folders:
        return _host_page(tree_url(repository, path), path)
    folder = submodule_of(path, targets.submodules)
    if folder is None:
        return None
    return Resolved(LinkKind.SUBMODULE, in_submodule(path, folder, site), folder)


def _host_page(url: str | None, path: str) -> Resolved:
    return Resolved(LinkKind.HOST, url, path)


def _missing(
    paths: Iterable[str | None],
    place: Place,
    site: Site,
    *,
    absolute: bool = False,
) -> Resolved:
    similar = next((one for p in paths if p and (one := site.targets.similar.get(p))), None)
    if similar is None:
        return _broken("no such file")
    folder = posixpath.dirname(place.file) or "."
    meant = f"/{similar}" if absolute else posixpath.relpath(similar, folder)
    return _broken(f"no such file; did you mean `{meant}`?")
