"""Why an entry of the navigation is no page, and pages that are left out for another one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from catalogsite.docs.converter.engine import Engine
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.model.problem import Problem
from catalogsite.problems.create import problem
from catalogsite.problems.suggest import near_miss


def missing_entry_problems(conversion: Conversion, engine: Engine) -> Iterator[Problem]:
    """A problem with its reason for each entry that is neither a page nor an address."""
    for target in engine.missing():
        yield _missing(conversion, engine, target)


def _missing(conversion: Conversion, engine: Engine, target: str) -> Problem:
    at, pages = conversion.nav_location(target), engine.files.src_uris
    written, mark, _ = target.partition("#")
    path = posixpath.normpath(written) if written else ""
    if mark and path in pages:
        return problem("docs-nav", "anchor", at=at, target=target, suggestion=path)
    if path in engine.replaced:
        by = posixpath.basename(engine.replaced[path].by)
        return problem("docs-nav", "replaced", at=at, target=target, by=by)
    if path in _left_out(conversion):
        return problem("docs-nav", "excluded", at=at, target=target)
    inside = path.lstrip("/")
    if inside in pages:
        return problem("docs-nav", "missing", at=at, target=target, suggestion=inside)
    if any(one.startswith(f"{inside}/") for one in pages):
        return problem("docs-nav", "folder", at=at, target=target)
    near = _same_but_case(path, pages) or near_miss(path, pages)
    return problem("docs-nav", "missing", at=at, target=target, suggestion=near)


def _left_out(conversion: Conversion) -> set[str]:
    """The places of files that the documentation excludes."""
    files, mounts = conversion.manifest.files, conversion.layout.mounts
    return {place for mount in mounts for place in mount.pages(files)}


def _same_but_case(path: str, pages: Iterable[str]) -> str | None:
    return next((one for one in sorted(pages) if one.lower() == path.lower()), None)


def replaced_page_problems(conversion: Conversion, engine: Engine) -> Iterator[Problem]:
    """A problem for each page that is left out for another one of its address, and is not in `nav`."""
    named, files = set(engine.missing()), conversion.manifest.files
    for place, (file, by) in engine.replaced.items():
        if place in named or files[file].blob == files[by].blob:
            continue
        at, name = conversion.location(file), posixpath.relpath(by, posixpath.dirname(file) or ".")
        if posixpath.dirname(file) == posixpath.dirname(by):
            yield problem("docs-same-address", "readme", at=at, by=name)
        else:
            yield problem("docs-same-address", at=at, by=name)
