"""Converts one stored documentation tree: render, clean, resolve links, collect."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalogsite.docs.converter.anchors import mend_anchors
from catalogsite.docs.converter.engine import Engine, Source, start_engine
from catalogsite.docs.converter.links import PUBLISHED, Outcome, Place, Site
from catalogsite.docs.converter.log_filter import mkdocs_log_suppressed
from catalogsite.docs.converter.markdown import complaints
from catalogsite.docs.converter.navigation import title_of, toc_of
from catalogsite.docs.converter.ordering import ordered_pages
from catalogsite.docs.converter.rewriting import resolve_links
from catalogsite.docs.converter.sanitise import sanitise
from catalogsite.docs.converter.sections import sections_of
from catalogsite.docs.converter.svg import is_safe_svg
from catalogsite.docs.converter.workspace import (
    Conversion,
    only_page,
    open_conversion,
    snippet_folders,
)
from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.model.documentation import Documentation
from catalogsite.model.problem import Level
from catalogsite.model.repository import Repository
from catalogsite.model.unicode import replace_surrogates
from catalogsite.paths.inner_path import is_inner_path
from catalogsite.repositories.hosts import edit_url
from catalogsite.state.store import Store

_OUTSIDE = "_files/"


def convert_tree(documentation: Documentation, repository: Repository, store: Store) -> Fragments:
    """Convert a documentation whose files are in the store; never fails for one page's sake."""
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
        _complain_of_config(conversion, engine, config)
    for path in engine.unsafe:
        message = "the file is not published: its address is not safe, or too long"
        conversion.complain("unsafe-path", Level.ERROR, message, path)
    assets = _assets(conversion, engine)
    site = _site(conversion, engine, assets)
    outcomes: dict[str, Outcome] = {}
    pages: list[Fragment] = []
    for source in engine.sources:
        outcome = outcomes.setdefault(source.path, Outcome())
        pages.append(_page(conversion, engine, source, site, outcome))
    pages, missing = mend_anchors(pages, {page: o.anchors for page, o in outcomes.items()})
    for page, fragment, target in missing:
        _complain_of_anchor(conversion, engine, page, fragment, target)
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


def _complain_of_config(conversion: Conversion, engine: Engine, config: str) -> None:
    for problem in complaints(conversion.layout.config.extensions, config):
        conversion.complain(problem.rule, problem.level, problem.message, config)
    if engine.refused:
        message = f"settings that MkDocs refuses were left out: {engine.refused}"
        conversion.complain("docs-config", Level.WARNING, message, config)
    for target in engine.missing():
        message = f"the navigation names `{target}`, which is no page"
        line = conversion.line(config, target)
        conversion.complain("docs-nav", Level.WARNING, message, config, line)


def _page(
    conversion: Conversion, engine: Engine, source: Source, site: Site, outcome: Outcome
) -> Fragment:
    clean = sanitise(engine.render(source))
    html = resolve_links(clean, Place(source.path, source.file), site, outcome)
    _complain_of(conversion, source, outcome)
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


def _complain_of(conversion: Conversion, source: Source, outcome: Outcome) -> None:
    if source.error:
        message = f"the page could not be converted: {source.error}"
        conversion.complain("docs-page", Level.WARNING, message, source.file)
    if source.missing_snippet:
        quoted = re.search(r"'([^']+)'", source.missing_snippet)
        line = conversion.line(source.file, quoted[1]) if quoted else None
        conversion.complain(
            "docs-snippet", Level.WARNING, source.missing_snippet, source.file, line
        )
    for target, reason in dict.fromkeys(outcome.broken):
        line = conversion.line(source.file, target)
        message = f"broken link `{target}`: {reason}"
        conversion.complain("broken-link", Level.WARNING, message, source.file, line)


def _assets(conversion: Conversion, engine: Engine) -> dict[str, str]:
    """Address to file of everything that may be published beside the pages."""
    assets = dict(engine.assets)
    known = set(assets.values())
    for path in conversion.manifest.files:
        address = _OUTSIDE + conversion.in_repository(path)
        if path not in known and path.lower().endswith(PUBLISHED) and is_inner_path(address):
            assets[address] = path
    return {
        address: path
        for address, path in assets.items()
        if not path.lower().endswith(".svg") or _publishable(conversion, path)
    }


def _publishable(conversion: Conversion, path: str) -> bool:
    if is_safe_svg(conversion.store.get(conversion.manifest.files[path].blob)):
        return True
    message = "the drawing contains script or cannot be read, and is not published"
    conversion.complain("docs-svg", Level.WARNING, message, path)
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
        docs_dirs=()
        if only_page(conversion)
        else tuple(m.docs_dir for m in conversion.layout.mounts),
    )


def _complain_of_anchor(
    conversion: Conversion, engine: Engine, page: str, fragment: str, target: str
) -> None:
    file = next(source.file for source in engine.sources if source.path == page)
    line = conversion.line(file, f"#{fragment}")
    message = f"`{target}`: no heading of that page has the id `{fragment}`"
    conversion.complain("missing-anchor", Level.INFO, message, file, line)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _word(value: Any) -> str:
    return "" if value is None else str(replace_surrogates(str(value)))


def _excluded(value: Any) -> bool:
    return isinstance(value, dict) and value.get("exclude") is True
