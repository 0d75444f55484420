"""Converts one stored documentation tree: render, sanitise, resolve links, collect problems."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalogsite.docs.converter.anchors import correct_anchors
from catalogsite.docs.converter.engine import Engine, Source, start_engine
from catalogsite.docs.converter.links import Outcome, Place, Site
from catalogsite.docs.converter.log_filter import mkdocs_log_suppressed
from catalogsite.docs.converter.navigation import title_of, toc_of
from catalogsite.docs.converter.ordering import ordered_pages
from catalogsite.docs.converter.rewriting import resolve_links
from catalogsite.docs.converter.sanitise import sanitise
from catalogsite.docs.converter.sections import sections_of
from catalogsite.docs.converter.snippets import snippet_folders
from catalogsite.docs.converter.svg import unsafe_part
from catalogsite.docs.converter.workspace import (
    Conversion,
    only_page,
    open_conversion,
)
from catalogsite.docs.file_kinds import is_drawing, is_published, is_shown
from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.model.documentation import Documentation
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.unicode import replace_surrogates
from catalogsite.paths.inner_path import is_inner_path
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.hosts import edit_url
from catalogsite.state.store import Store

_OUTSIDE = "_files/"


def convert_tree(documentation: Documentation, repository: Repository, store: Store) -> Fragments:
    """The fragments of a documentation in the store. A page that fails becomes a problem."""
    conversion = open_conversion(documentation, repository, store)
    with mkdocs_log_suppressed(), TemporaryDirectory(prefix="catalogsite-docs-") as folder:
        snippets = snippet_folders(conversion, Path(folder))
        engine = start_engine(
            conversion.layout,
            only_page(conversion),
            conversion.contents,
            conversion.manifest.files,
            snippets,
        )
        return _fragments(conversion, engine)


def _fragments(conversion: Conversion, engine: Engine) -> Fragments:
    documentation = conversion.documentation
    config = documentation.config
    if config:
        _check_config(conversion, engine, config)
    for path in engine.unsafe:
        at = conversion.location(path)
        conversion.problems.append(problem("unsafe-path", "address", at=at))
    assets = _assets(conversion, engine)
    site = _site(conversion, engine, assets)
    outcomes: dict[str, Outcome] = {}
    pages: list[Fragment] = []
    for source in engine.sources:
        outcome = outcomes.setdefault(source.path, Outcome())
        pages.append(_page(conversion, engine, source, site, outcome))
    pages, missing = correct_anchors(pages, {page: o.anchors for page, o in outcomes.items()})
    for page, fragment, target in missing:
        _report_anchor(conversion, engine, page, fragment, target)
    used = set().union(*(outcome.used for outcome in outcomes.values())) if outcomes else set()
    nav = engine.nav() or tuple(NavEntry(title=page.title, path=page.path) for page in pages)
    ordered = ordered_pages(pages, nav, documentation.site_name or "Documentation")
    return Fragments(
        site_name=documentation.site_name or conversion.layout.config.site_name or "Documentation",
        pages=ordered,
        nav=nav,
        assets={
            address: conversion.manifest.files[path].blob
            for address, path in sorted(assets.items())
            if address in used
        },
        problems=tuple(conversion.problems),
    )


def _check_config(conversion: Conversion, engine: Engine, config: str) -> None:
    for reason in engine.refused:
        line = conversion.line(config, reason.partition(":")[0].removeprefix("pymdownx."))
        at = conversion.location(config, line)
        conversion.problems.append(problem("docs-config", "rejected", at=at, settings=reason))
    for target in engine.missing():
        at = conversion.location(config, conversion.line(config, target))
        conversion.problems.append(problem("docs-nav", "missing", at=at, target=target))


def _page(
    conversion: Conversion, engine: Engine, source: Source, site: Site, outcome: Outcome
) -> Fragment:
    clean = sanitise(engine.render(source))
    html = resolve_links(clean, Place(source.path, source.file), site, outcome)
    _check_page(conversion, source, outcome)
    meta: dict[str, Any] = dict(source.page.meta or {})
    file = conversion.in_repository(source.file)
    entry = conversion.manifest.files[source.file]
    return Fragment(
        path=source.path,
        title=title_of(source.page),
        html=html,
        toc=toc_of(source.page) if source.error is None else (),
        sections=sections_of(html),
        description=_word(meta.get("description")),
        tags=tuple(map(_word, _list(meta.get("tags")))),
        file=file,
        edit_url=edit_url(conversion.repository, file),
        changed=entry.changed,
        author=entry.author,
        hide_toc="toc" in _list(meta.get("hide")),
        searchable=not _excluded(meta.get("search")),
    )


def _check_page(conversion: Conversion, source: Source, outcome: Outcome) -> None:
    if source.error:
        at = conversion.location(source.file)
        conversion.problems.append(problem("docs-page", at=at, reason=source.error))
    if source.missing_snippet:
        quoted = re.search(r"'([^']+)'", source.missing_snippet)
        line = conversion.line(source.file, quoted[1]) if quoted else None
        conversion.problems.append(_snippet_problem(source, conversion.location(source.file, line)))
    for target, reason in dict.fromkeys(outcome.broken):
        at = conversion.location(source.file, conversion.line(source.file, target))
        conversion.problems.append(problem("broken-link", at=at, target=target, reason=reason))

    for target, url in dict.fromkeys(outcome.unpublished):
        at = conversion.location(source.file, conversion.line(source.file, target))
        conversion.problems.append(
            problem("docs-file-kind", at=at, target=target)
            if url
            else problem("docs-file-kind", "no-host", at=at, target=target)
        )


def _snippet_problem(source: Source, at: SourceLocation) -> Problem:
    missing = source.missing_snippet or ""
    address = re.search(r"'(https?://[^']+)'", missing)
    if address:
        return problem("docs-snippet", "address", at=at, address=address[1])
    return problem("docs-snippet", at=at, reason=missing)


def _assets(conversion: Conversion, engine: Engine) -> dict[str, str]:
    """Address to file of the tree, for every file that may be published beside the pages."""
    assets = dict(engine.assets)
    known = set(assets.values())
    for path in conversion.manifest.files:
        address = _OUTSIDE + conversion.in_repository(path)
        if path not in known and is_shown(path) and is_inner_path(address):
            assets[address] = path
    return {
        address: path
        for address, path in assets.items()
        if is_published(path) and (not is_drawing(path) or _publishable(conversion, path))
    }


def _publishable(conversion: Conversion, path: str) -> bool:
    part = unsafe_part(conversion.store.get(conversion.manifest.files[path].blob))
    if part is None:
        return True
    conversion.problems.append(problem("docs-svg", at=conversion.location(path), part=part))
    return False


def _site(conversion: Conversion, engine: Engine, assets: dict[str, str]) -> Site:
    by_file = {path: address for address, path in assets.items()}
    by_file |= {source.file: source.path for source in engine.sources}
    return Site(
        repository=conversion.repository,
        root=conversion.documentation.root,
        addresses=frozenset(by_file.values()),
        by_file=by_file,
        files=frozenset(conversion.manifest.files),
        unpublished=frozenset(p for p in engine.assets.values() if not is_published(p)),
        refused=frozenset(p for p in conversion.manifest.files if is_drawing(p)) - by_file.keys(),
        docs_dirs=()
        if only_page(conversion)
        else tuple(m.docs_dir for m in conversion.layout.mounts),
    )


def _report_anchor(
    conversion: Conversion, engine: Engine, page: str, fragment: str, target: str
) -> None:
    file = next(source.file for source in engine.sources if source.path == page)
    at = conversion.location(file, conversion.line(file, f"#{fragment}"))
    conversion.problems.append(problem("missing-anchor", at=at, target=target, anchor=fragment))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _word(value: Any) -> str:
    return "" if value is None else str(replace_surrogates(str(value)))


def _excluded(value: Any) -> bool:
    return isinstance(value, dict) and value.get("exclude") is True
