"""Events about documentation: trees that came and went, and pages that moved within one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalogsite.changes.comparison import Comparison, Contents
from catalogsite.changes.entity_events import event_of
from catalogsite.errors import StoreError
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent
from catalogsite.model.documentation.documentation import Documentation

_TITLE = re.compile(r"#[ \t]+(\S.*)")
_MOST_READ = 400
"""The most pages of one tree whose titles are read."""

_START = 4_096


class MovedFile(NamedTuple):
    """A page of the documentation of an entity, with its path before and after."""

    ref: str
    before: str
    after: str


def documentation_events(found: Comparison, moved: list[MovedFile]) -> Iterator[CatalogEvent]:
    """What came and went, and the pages that `moved_pages` found."""
    before = {one.entity_ref for one in found.old.documentation}
    after = {
        found.names_before.get(one.entity_ref, one.entity_ref) for one in found.new.documentation
    }
    for ref in before - after - found.removed:
        now = found.certain_renames.get(ref, ref)
        yield event_of(found, EventKind.DOCUMENTATION_REMOVED, now)
    for ref in after - before - found.added:
        now = found.certain_renames.get(ref, ref)
        yield event_of(found, EventKind.DOCUMENTATION_ADDED, now)
    for one in moved:
        kind = EventKind.DOCUMENTATION_MOVED
        yield event_of(found, kind, one.ref, before=one.before, after=one.after)


def moved_pages(found: Comparison) -> list[MovedFile]:
    """The pages that have the same content, or else the same title, under one other path only."""
    before = {one.entity_ref: one for one in found.old.documentation}
    known: dict[tuple[str, str, str, str], list[tuple[str, str]]] = {}
    moved = []
    for new in found.new.documentation:
        old = before.get(found.names_before.get(new.entity_ref, new.entity_ref))
        if old is None or (old.tree, _folder(old)) == (new.tree, _folder(new)):
            continue
        key = (old.tree, _folder(old), new.tree, _folder(new))
        if key not in known:
            known[key] = _moved(old, new, found.contents)
        moved += [MovedFile(new.entity_ref, *pair) for pair in known[key]]
    return moved


def page_paths(documentation: Documentation, contents: Contents) -> dict[str, str]:
    """The hash of each page by its path below the documentation folder; none where it is lost."""
    folder = _folder(documentation)
    try:
        files = contents.tree(documentation.tree).files
    except StoreError:
        return {}
    return {
        path.removeprefix(folder): entry.blob
        for path, entry in files.items()
        if path.startswith(folder) and path.lower().endswith((".md", ".markdown"))
    }


def _folder(documentation: Documentation) -> str:
    parts = documentation.docs_dir.strip("/")
    return f"{parts}/" if parts not in ("", ".") else ""


def _moved(old: Documentation, new: Documentation, contents: Contents) -> list[tuple[str, str]]:
    before, after = page_paths(old, contents), page_paths(new, contents)
    gone = {path: blob for path, blob in before.items() if path not in after}
    came = {path: blob for path, blob in after.items() if path not in before}
    pairs = _same(gone, came)
    left = {path: blob for path, blob in gone.items() if path not in pairs}
    free = {path: blob for path, blob in came.items() if path not in set(pairs.values())}
    pairs.update(_same(_titles(left, contents), _titles(free, contents)))
    return sorted(pairs.items())


def _same(gone: Mapping[str, str], came: Mapping[str, str]) -> dict[str, str]:
    """The new path by the old one, where one old and one new page share a text."""
    left, right = _by_text(gone), _by_text(came)
    return {
        left[text][0]: right[text][0]
        for text in left.keys() & right.keys()
        if len(left[text]) == len(right[text]) == 1
    }


def _by_text(pages: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path, text in pages.items():
        found[text].append(path)
    return found


def _titles(pages: Mapping[str, str], contents: Contents) -> dict[str, str]:
    titles = {}
    for path in sorted(pages)[:_MOST_READ]:
        try:
            start = contents.blob(pages[path])[:_START].decode("utf-8", "replace")
        except StoreError:
            continue
        lines = (_TITLE.match(line) for line in start.splitlines())
        title = next((match[1].strip() for match in lines if match), None)
        if title:
            titles[path] = title
    return titles
