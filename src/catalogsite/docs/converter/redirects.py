"""Former addresses of pages, from the maps of the `redirects` plugin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mkdocs.structure.files import File

from catalogsite.docs.converter.engine import Engine
from catalogsite.docs.converter.placement import address_of
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.mount import is_page
from catalogsite.model.problem import Problem
from catalogsite.paths.inner_path import is_inner_path
from catalogsite.problems.create import problem

_OTHER_HOST = re.compile(r"https?://\S+", re.IGNORECASE)
_MAX_STEPS = 10


def moved_pages(conversion: Conversion, engine: Engine) -> dict[str, str]:
    """The former address of each page that moved, and where it leads; the others are reported."""
    plugin = conversion.layout.config.plugins.get("redirects", {})
    maps = plugin.get("redirect_maps")
    if not isinstance(maps, Mapping):
        return {}
    pages = {source.page.file.src_uri: source.path for source in engine.sources}
    found: dict[str, str] = {}
    for old, new in maps.items():
        target = _target(str(new), maps, pages)
        address = _address(str(old))
        if address is not None and target is not None and address not in pages.values():
            found[address] = target
        else:
            conversion.problems += _problems(conversion, str(old), str(new), address, target)
    return found


def former_files(conversion: Conversion, moved: Mapping[str, str]) -> dict[str, str]:
    """The address of each file that the plugin gives another place, by its path in the tree."""
    plugin = conversion.layout.config.plugins.get("redirects", {})
    maps, mounts = plugin.get("redirect_maps"), conversion.layout.mounts
    if not isinstance(maps, Mapping) or not mounts:
        return {}
    folder = f"{mounts[0].docs_dir}/" if mounts[0].docs_dir else ""
    addresses = ((str(old), _address(str(old))) for old in maps)
    return {f"{folder}{old}": at for old, at in addresses if at is not None and at in moved}


def _address(old: str) -> str | None:
    """The address that a page had; None where it was no page."""
    if not is_page(old):
        return None
    file = File(old, None, "/nonexistent", use_directory_urls=True)
    return address_of(file) if is_inner_path(file.dest_uri) else None


def _target(new: str, maps: Mapping[object, object], pages: Mapping[str, str]) -> str | None:
    """The address that a page leads to, through other pages that moved."""
    for _ in range(_MAX_STEPS):
        if _OTHER_HOST.fullmatch(new):
            return new
        path, mark, part = new.partition("#")
        if path in pages:
            return pages[path] + mark + part
        if path not in maps:
            return None
        new = str(maps[path])
    return None


def _problems(
    conversion: Conversion, old: str, new: str, address: str | None, target: str | None
) -> Iterator[Problem]:
    config = conversion.documentation.config or ""
    at = conversion.location(config, conversion.line(config, old))
    if address is None:
        yield problem("docs-redirect", "not-a-page", at=at, old=old)
    elif target is None:
        yield problem("docs-redirect", at=at, old=old, new=new)
    else:
        yield problem("docs-redirect", "exists", at=at, old=old)
