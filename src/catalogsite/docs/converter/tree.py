"""Converts one stored documentation tree: render, sanitise, resolve links, collect problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from catalogsite.docs.converter.engine import Engine, start_engine
from catalogsite.docs.converter.linking.anchors import correct_anchors
from catalogsite.docs.converter.linking.site import Site
from catalogsite.docs.converter.log_filter import mkdocs_log_suppressed
from catalogsite.docs.converter.nav.file_entries import NavFiles
from catalogsite.docs.converter.nav.missing import missing_entry_problems, replaced_page_problems
from catalogsite.docs.converter.nav.ordering import ordered_pages
from catalogsite.docs.converter.pages.budget import Budget, Scope
from catalogsite.docs.converter.pages.convert_page import PageConverter
from catalogsite.docs.converter.pages.page_results import PageResult, PageResults
from catalogsite.docs.converter.pages.parts import Part
from catalogsite.docs.converter.published import published_files, site_of
from catalogsite.docs.converter.redirects import moved_pages
from catalogsite.docs.converter.syntax.foreign_syntax import generator_problems
from catalogsite.docs.converter.syntax.snippets import snippet_folders
from catalogsite.docs.converter.syntax.variables import Variables
from catalogsite.docs.converter.workspace import (
    Conversion,
    only_page,
    open_conversion,
    start_page,
)
from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.docs.written_lines import link_at
from catalogsite.execution.cpu_ledger import CpuLedger
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.memory_limit import memory_limit
from catalogsite.execution.progress import counted
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.limits import DEFAULT_LIMITS, MEMORY, Limits
from catalogsite.model.repository import Repository
from catalogsite.problems.create import problem
from catalogsite.state.store import Store


class Work(NamedTuple):
    """A documentation in the store to convert.

    `results` are kept ones of its pages, `ledger` the CPU time that its repository has used.
    """

    documentation: Documentation
    repository: Repository
    store: Store
    limits: Limits = DEFAULT_LIMITS
    results: PageResults | None = None
    ledger: CpuLedger | None = None


def convert_tree(work: Work, most: int | None = None) -> Fragments | None:
    """The fragments of a documentation. A page that fails becomes a problem.

    None where more than `most` pages are to be converted. Raises CpuLimitError where not even its
    navigation can be read within the limits.
    """
    with _opened(work) as opened:
        pages = opened.pages.convert_all(most)
        if pages is None:
            return None
        with cpu_limit(work.limits.documentation), memory_limit(MEMORY):
            return _fragments(opened, pages)


def convert_pages(work: Work, part: Part) -> None:
    """Add the results of a part of the pages to those of the documentation. Raises CpuLimitError."""
    with _opened(work) as opened:
        opened.pages.convert_part(part)


class _Opened(NamedTuple):
    conversion: Conversion
    engine: Engine
    site: Site
    assets: dict[str, str]
    budget: Budget
    pages: PageConverter


@contextmanager
def _opened(work: Work) -> Iterator[_Opened]:
    results = work.results or PageResults()
    with mkdocs_log_suppressed(), temporary_folder() as folder:
        with cpu_limit(work.limits.documentation), memory_limit(MEMORY):
            conversion = open_conversion(work.documentation, work.repository, work.store)
            snippets = snippet_folders(conversion, folder)
            engine = start_engine(
                conversion.layout,
                only_page(conversion),
                start_page(conversion),
                conversion.contents,
                conversion.manifest.files,
                snippets,
            )
            engine.variables = Variables.of(conversion)
            engine.configured = conversion.documentation.config is not None
            _check_files(conversion, engine)
            assets, moved = published_files(conversion, engine), moved_pages(conversion, engine)
            site = site_of(conversion, engine, assets, moved)
        budget = Budget(work.limits, len(engine.sources), work.ledger)
        pages = PageConverter(conversion, engine, site, budget, results)
        yield _Opened(conversion, engine, site, assets, budget, pages)


def _check_files(conversion: Conversion, engine: Engine) -> None:
    if conversion.documentation.config:
        _check_config(conversion, engine, conversion.documentation.config)
    conversion.problems += generator_problems(conversion, engine)
    conversion.problems += replaced_page_problems(conversion, engine)
    for path in engine.unsafe:
        at = conversion.location(path)
        conversion.problems.append(problem("unsafe-path", "address", at=at))


def _fragments(opened: _Opened, results: Mapping[str, PageResult]) -> Fragments:
    conversion, engine, site, assets, budget, _ = opened
    documentation = conversion.documentation
    files = {source.path: source.file for source in engine.sources}
    changed = [_with_change(conversion, files[path], r.fragment) for path, r in results.items()]
    conversion.problems += [found for result in results.values() for found in result.problems]
    pages, missing = correct_anchors(changed, {path: r.anchors for path, r in results.items()})
    for page, fragment, target in missing:
        _report_anchor(conversion, files[page], fragment, target)
    _report_missing_address(conversion, files, results)
    _report_skipped(conversion, budget)
    used = {address for result in results.values() for address in result.used}
    nav = engine.nav(NavFiles(conversion, engine, site, used)) or tuple(
        NavEntry(title=page.title, path=page.path) for page in pages
    )
    return Fragments(
        site_name=documentation.site_name or conversion.layout.config.site_name or "Documentation",
        pages=ordered_pages(pages, nav, documentation.site_name or "Documentation", site.moved),
        nav=nav,
        assets={
            address: conversion.manifest.files[path].blob
            for address, path in sorted(assets.items())
            if address in used
        },
        moved=dict(site.moved),
        problems=tuple(conversion.problems),
        limits=budget.limits if any(r.limit is not None for r in results.values()) else None,
    )


def _with_change(conversion: Conversion, file: str, fragment: Fragment) -> Fragment:
    entry = conversion.manifest.files[file]
    return fragment.model_copy(update={"changed": entry.changed, "author": entry.author})


def _report_skipped(conversion: Conversion, budget: Budget) -> None:
    for scope, files in budget.skipped.items():
        at, pages = conversion.location(files[0]), counted(len(files), "page")
        seconds = f"{budget.seconds(scope):g}"
        conversion.problems.append(
            problem("docs-limit", "repository", at=at, pages=pages, seconds=seconds)
            if scope is Scope.REPOSITORY
            else problem("docs-limit", "documentation", at=at, pages=pages, seconds=seconds)
        )


def _check_config(conversion: Conversion, engine: Engine, config: str) -> None:
    for reason in engine.refused:
        line = conversion.line(config, reason.partition(":")[0].removeprefix("pymdownx."))
        at = conversion.location(config, line)
        conversion.problems.append(problem("docs-config", "rejected", at=at, settings=reason))
    conversion.problems += missing_entry_problems(conversion, engine)


def _report_missing_address(
    conversion: Conversion, files: Mapping[str, str], results: Mapping[str, PageResult]
) -> None:
    """One problem for all links of a documentation that only a host could show."""
    found = [(files[path], link) for path, one in results.items() for link in one.without_address]
    if found:
        file, link = found[0]
        at, others = conversion.location(file, conversion.line(file, link)), len(found) - 1
        more = f"`{link}` and {counted(others, 'other link')} lead to other parts"
        links = more if others else f"`{link}` leads to another part"
        conversion.problems.append(
            problem("docs-no-address", "folder", at=at, links=links)
            if conversion.repository.source == "folder"
            else problem("docs-no-address", at=at, links=links)
        )


def _report_anchor(conversion: Conversion, file: str, fragment: str, target: str) -> None:
    at = conversion.location(file, conversion.line(file, f"#{fragment}"))
    written = link_at(conversion.text(file), at.line, f"#{fragment}") or target
    conversion.problems.append(problem("missing-anchor", at=at, target=written, anchor=fragment))
