"""Why an entry of the navigation is no page, and pages that are left out for another one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from catalogsite.docs.converter.engine import Engine
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.file_paths import below, join
from catalogsite.model.problem import Problem
from catalogsite.problems.create import problem
from catalogsite.problems.suggest import near_miss
from catalogsite.repositories.trees.submodules import submodule_of


class Elsewhere(Enum):
    """Where the repository has a file that the navigation refers to in vain."""

    POINTER = auto()
    SUBMODULE = auto()
    OUTSIDE = auto()


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
    elsewhere = _elsewhere(conversion, path)
    if elsewhere is Elsewhere.POINTER:
        return problem("docs-nav", "pointer", at=at, target=target)
    if elsewhere is Elsewhere.SUBMODULE:
        return problem("docs-nav", "submodule", at=at, target=target)
    if elsewhere is Elsewhere.OUTSIDE:
        return problem("docs-nav", "outside", at=at, target=target)
    inside = path.lstrip("/")
    if inside in pages:
        return problem("docs-nav", "missing", at=at, target=target, suggestion=inside)
    if any(one.startswith(f"{inside}/") for one in pages):
        return problem("docs-nav", "folder", at=at, target=target)
    near = _same_but_case(path, pages) or near_miss(path, pages)
    return problem("docs-nav", "missing", at=at, target=target, suggestion=near)


def _elsewhere(conversion: Conversion, path: str) -> Elsewhere | None:
    """Where a file is that is no page, by its path in the documentation."""
    targets = conversion.manifest.targets
    for mount in conversion.layout.mounts:
        inner = path.removeprefix(f"{mount.alias}/") if mount.alias else path
        folder = conversion.in_repository(mount.docs_dir)
        file = join(folder, inner)
        if file is None:
            continue
        if file in targets.pointers:
            return Elsewhere.POINTER
        if submodule_of(file, targets.submodules) is not None:
            return Elsewhere.SUBMODULE
        if file in targets.files and not below(file, folder):
            return Elsewhere.OUTSIDE
    return None


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
