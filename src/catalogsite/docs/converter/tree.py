"""Converts one stored documentation tree: render, sanitise, resolve links, collect problems."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from catalogsite.docs.converter.engine import Engine, start_engine
from catalogsite.docs.converter.foreign_syntax import generator_problems
from catalogsite.docs.converter.linking.anchors import correct_anchors
from catalogsite.docs.converter.linking.site import Site
from catalogsite.docs.converter.log_filter import mkdocs_log_suppressed
from catalogsite.docs.converter.nav.file_entries import NavFiles
from catalogsite.docs.converter.nav.missing import missing_entry_problems, replaced_page_problems
from catalogsite.docs.converter.nav.ordering import ordered_pages
from catalogsite.docs.converter.pages.budget import Budget, Scope
from catalogsite.docs.converter.pages.convert_page import PageConverter
from catalogsite.docs.converter.pages.page_results import PageResult, PageResults
from catalogsite.docs.converter.redirects import former_files, moved_pages
from catalogsite.docs.converter.sanitiser.svg import unsafe_part
from catalogsite.docs.converter.snippets import snippet_folders
from catalogsite.docs.converter.variables import Variables
from catalogsite.docs.converter.workspace import (
    Conversion,
    only_page,
    open_conversion,
    start_page,
)
from catalogsite.docs.file_kinds import is_drawing, is_published, is_shown
from catalogsite.docs.file_paths import below, join, relative_to
from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.docs.mount import is_page
from catalogsite.docs.written_lines import link_at
from catalogsite.execution.cpu_ledger import CpuLedger
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.memory_limit import memory_limit
from catalogsite.execution.progress import counted
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.documentation import Documentation
from catalogsite.model.limits import DEFAULT_LIMITS, MEMORY, Limits
from catalogsite.model.repository import Repository
from catalogsite.paths.inner_path import is_inner_path
from catalogsite.problems.create import problem
from catalogsite.state.store import Store

_OUTSIDE = "_files/"


def convert_tree(
    documentation: Documentation,
    repository: Repository,
    store: Store,
    limits: Limits = DEFAULT_LIMITS,
    results: PageResults | None = None,
    ledger: CpuLedger | None = None,
) -> Fragments:
    """The fragments of a documentation in the store. A page that fails becomes a problem.

    `results` are kept ones of its pages, `ledger` the CPU time that its repository has used. Raises
    CpuLimitError where not even its navigation can be read within the limits.
    """
    results = results or PageResults()
    with mkdocs_log_suppressed(), temporary_folder() as folder:
        with cpu_limit(limits.documentation), memory_limit(MEMORY):
            conversion = open_conversion(documentation, repository, store)
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
            assets, moved = _assets(conversion, engine), moved_pages(conversion, engine)
            site = _site(conversion, engine, assets, moved)
        budget = Budget(limits, len(engine.sources), ledger)
        pages = PageConverter(conversion, engine, site, budget, results).convert_all()
        with cpu_limit(limits.documentation), memory_limit(MEMORY):
            return _fragments(conversion, engine, site, assets, pages, budget)


def _check_files(conversion: Conversion, engine: Engine) -> None:
    if conversion.documentation.config:
        _check_config(conversion, engine, conversion.documentation.config)
    conversion.problems += generator_problems(conversion, engine)
    conversion.problems += replaced_page_problems(conversion, engine)
    for path in engine.unsafe:
        at = conversion.location(path)
        conversion.problems.append(problem("unsafe-path", "address", at=at))


def _fragments(
    conversion: Conversion,
    engine: Engine,
    site: Site,
    assets: dict[str, str],
    results: Mapping[str, PageResult],
    budget: Budget,
) -> Fragments:
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


def _assets(conversion: Conversion, engine: Engine) -> dict[str, str]:
    """Address to file of the tree, for every file that may be published beside the pages."""
    assets = dict(engine.assets)
    known = set(assets.values())
    for path in conversion.manifest.files:
        address = _OUTSIDE + _without_dots(conversion.in_repository(path))
        if path not in known and is_shown(path) and is_inner_path(address):
            while address in assets:
                address = f"{_OUTSIDE}_{address[len(_OUTSIDE) :]}"
            assets[address] = path
    return {
        address: path
        for address, path in assets.items()
        if is_published(path) and (not is_drawing(path) or _publishable(conversion, path))
    }


def _without_dots(path: str) -> str:
    """The path without hidden folders, which some hosts of static sites leave out."""
    return re.sub(r"(^|/)\.", r"\1_", path)


def _publishable(conversion: Conversion, path: str) -> bool:
    part = unsafe_part(conversion.store.get(conversion.manifest.files[path].blob))
    if part is None:
        return True
    conversion.problems.append(problem("docs-svg", at=conversion.location(path), part=part))
    return False


def _site(
    conversion: Conversion, engine: Engine, assets: dict[str, str], moved: dict[str, str]
) -> Site:
    manifest, in_repository = conversion.manifest, conversion.in_repository
    addresses = {path: address for address, path in assets.items()}
    addresses |= former_files(conversion, moved)
    addresses |= {source.file: source.path for source in engine.sources}
    addresses = _plain_names(conversion, addresses) | addresses
    by_file = {in_repository(path): address for path, address in addresses.items()}
    for source in engine.sources:
        # Where a page is a symbolic link, links to the file itself lead to the page.
        if target := manifest.files[source.file].target:
            by_file.setdefault(target, source.path)
    mounts = () if only_page(conversion) else conversion.layout.mounts
    root = conversion.documentation.root
    folders = [join(root, mount.docs_dir) or "" for mount in mounts]
    unpublished = {
        posixpath.join(mount.alias, relative_to(path, folder)): path
        for mount, folder in zip(mounts, folders, strict=True)
        for path in manifest.targets.files
        if below(path, folder) and not is_published(path) and not is_page(path)
    }
    drawings = {in_repository(path) for path in manifest.files if is_drawing(path)}
    return Site(
        repository=conversion.repository,
        addresses=frozenset(by_file.values()),
        by_file=by_file,
        files=frozenset(map(in_repository, manifest.files)),
        docs_dir=folders[0] if folders else "",
        unpublished=frozenset(unpublished.values()),
        refused=frozenset(drawings - by_file.keys()),
        targets=manifest.targets,
        at_address=unpublished,
        moved=moved,
    )


def _plain_names(conversion: Conversion, by_file: dict[str, str]) -> dict[str, str]:
    """The addresses of files of the default language by their path without the language."""
    found: dict[str, str] = {}
    for mount in conversion.layout.mounts:
        languages = mount.languages
        if languages is None:
            continue
        for path, address in by_file.items():
            if below(path, mount.docs_dir):
                locale, plain = languages.split(relative_to(path, mount.docs_dir))
                if locale == languages.default:
                    found[posixpath.join(mount.docs_dir, plain)] = address
    return found


def _report_anchor(conversion: Conversion, file: str, fragment: str, target: str) -> None:
    at = conversion.location(file, conversion.line(file, f"#{fragment}"))
    written = link_at(conversion.text(file), at.line, f"#{fragment}") or target
    conversion.problems.append(problem("missing-anchor", at=at, target=written, anchor=fragment))
