"""Converts one stored documentation tree: render, clean, resolve links, collect."""

from __future__ import annotations

import html as entities
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from catalogsite.docs.anchors import mend_anchors
from catalogsite.docs.config import line_of
from catalogsite.docs.engine import Engine, Source, is_page, quiet, start_engine, title_of, toc_of
from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.docs.includes import Layout, folder_layout, resolve_layout
from catalogsite.docs.links import PUBLISHED, Outcome, Place, Site, resolve_links
from catalogsite.docs.markdown import complaints
from catalogsite.docs.sanitise import sanitise
from catalogsite.docs.svg import is_safe_svg
from catalogsite.docs.words import sections_of
from catalogsite.hosts import edit_url
from catalogsite.model import Documentation, Level, Problem, Repository, TreeManifest
from catalogsite.plain import encodable
from catalogsite.store import Store

_OUTSIDE = "_files/"


@dataclass(slots=True)
class _Conversion:
    documentation: Documentation
    repository: Repository
    store: Store
    manifest: TreeManifest
    layout: Layout
    contents: dict[str, bytes]
    problems: list[Problem] = field(default_factory=list)

    def in_repository(self, path: str) -> str:
        return posixpath.join(self.documentation.root, path)

    def complain(
        self, rule: str, level: Level, message: str, file: str, line: int | None = None
    ) -> None:
        self.problems.append(
            Problem(
                rule=rule,
                level=level,
                message=message,
                file=self.in_repository(file),
                line=line,
                repository=self.repository.id,
                entity_ref=self.documentation.entity_ref,
            )
        )

    def line(self, file: str, needle: str) -> int | None:
        text = self.contents.get(file, b"").decode("utf-8-sig", errors="replace")
        for spelling in (needle, unquote(needle), entities.escape(needle)):
            found = line_of(text, spelling)
            if found:
                return found
        return None


def convert_tree(documentation: Documentation, repository: Repository, store: Store) -> Fragments:
    """Convert a documentation whose files are in the store; never fails for one page's sake."""
    conversion = _open(documentation, repository, store)
    with quiet(), TemporaryDirectory(prefix="catalogsite-docs-") as folder:
        snippets = _snippet_folders(conversion, Path(folder))
        engine = start_engine(
            conversion.layout,
            _only(conversion),
            conversion.contents,
            conversion.manifest.files,
            snippets,
        )
        return _fragments(conversion, engine)


def _open(documentation: Documentation, repository: Repository, store: Store) -> _Conversion:
    manifest = store.tree(documentation.tree)
    contents = {
        path: store.get(entry.blob)
        for path, entry in manifest.files.items()
        if is_page(path) or path.endswith((".yml", ".yaml"))
    }

    def read(path: str) -> str | None:
        content = contents.get(path)
        return None if content is None else content.decode("utf-8-sig", errors="replace")

    if documentation.config:
        layout = resolve_layout(documentation.config, read, manifest.files.keys())
    else:
        layout = folder_layout("" if documentation.docs_dir == "." else documentation.docs_dir)
    return _Conversion(documentation, repository, store, manifest, layout, contents)


def _only(conversion: _Conversion) -> str | None:
    """The README that is all of this documentation; None where there is more."""
    documentation = conversion.documentation
    return documentation.docs_dir if is_page(documentation.docs_dir) else None


def _snippet_folders(conversion: _Conversion, folder: Path) -> list[str] | None:
    """Write the tree's text files where snippets can read them; None where no page has one."""
    asked = conversion.layout.config.extensions.get("pymdownx.snippets", {})
    if not any(b"--8<--" in content for content in conversion.contents.values()):
        return None
    for path, entry in conversion.manifest.files.items():
        if not path.lower().endswith(PUBLISHED):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(conversion.store.get(entry.blob))
    bases = asked.get("base_path", [])
    own = posixpath.dirname(conversion.documentation.config or "")
    names = [own, *(mount.docs_dir for mount in conversion.layout.mounts), ""]
    for base in [bases] if isinstance(bases, str) else bases if isinstance(bases, list) else []:
        if isinstance(base, str):
            names.insert(0, posixpath.join(own, base))
    found = [(folder / name).resolve() for name in names]
    inside = [path for path in found if path.is_dir() and path.is_relative_to(folder.resolve())]
    return list(dict.fromkeys(map(str, inside)))


def _fragments(conversion: _Conversion, engine: Engine) -> Fragments:
    documentation = conversion.documentation
    config = documentation.config
    if config:
        _complain_of_config(conversion, engine, config)
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
    ordered = _ordered(pages, nav, documentation.site_name or "Documentation")
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


def _complain_of_config(conversion: _Conversion, engine: Engine, config: str) -> None:
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
    conversion: _Conversion, engine: Engine, source: Source, site: Site, outcome: Outcome
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


def _complain_of(conversion: _Conversion, source: Source, outcome: Outcome) -> None:
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


def _assets(conversion: _Conversion, engine: Engine) -> dict[str, str]:
    """Address to file of everything that may be published beside the pages."""
    assets = dict(engine.assets)
    known = set(assets.values())
    for path in conversion.manifest.files:
        if path not in known and path.lower().endswith(PUBLISHED):
            assets[_OUTSIDE + conversion.in_repository(path)] = path
    return {
        address: path
        for address, path in assets.items()
        if not path.lower().endswith(".svg") or _publishable(conversion, path)
    }


def _publishable(conversion: _Conversion, path: str) -> bool:
    if is_safe_svg(conversion.store.get(conversion.manifest.files[path].blob)):
        return True
    message = "the drawing contains script or cannot be read, and is not published"
    conversion.complain("docs-svg", Level.WARNING, message, path)
    return False


def _site(conversion: _Conversion, engine: Engine, assets: dict[str, str]) -> Site:
    by_file = {path: address for address, path in assets.items()}
    by_file |= {source.file: source.path for source in engine.sources}
    return Site(
        repository=conversion.repository,
        root=conversion.documentation.root,
        addresses=frozenset(by_file.values()),
        by_file=by_file,
        files=frozenset(conversion.manifest.files),
        docs_dirs=() if _only(conversion) else tuple(m.docs_dir for m in conversion.layout.mounts),
    )


def _complain_of_anchor(
    conversion: _Conversion, engine: Engine, page: str, fragment: str, target: str
) -> None:
    file = next(source.file for source in engine.sources if source.path == page)
    line = conversion.line(file, f"#{fragment}")
    message = f"`{target}`: no heading of that page has the id `{fragment}`"
    conversion.complain("missing-anchor", Level.INFO, message, file, line)


def _ordered(
    pages: list[Fragment], nav: tuple[NavEntry, ...], site_name: str
) -> tuple[Fragment, ...]:
    """Pages as the navigation has them, the others after; each knows its neighbours."""
    by_path = {page.path: page for page in pages}
    if pages and "" not in by_path:
        by_path[""] = Fragment(path="", title=site_name, html=_contents(site_name, nav, pages))
    listed = [path for path in dict.fromkeys(_paths(nav)) if path in by_path]
    if "" not in listed:
        listed.insert(0, "")
    rest = sorted(by_path.keys() - set(listed))
    ordered: list[Fragment] = []
    for index, path in enumerate([*listed, *rest] if by_path else []):
        in_nav = index < len(listed)
        neighbours = {
            "previous": index - 1 if in_nav and index else None,
            "following": index + 1 if in_nav and index + 1 < len(listed) else None,
        }
        ordered.append(by_path[path].model_copy(update=neighbours))
    return tuple(ordered)


def _contents(site_name: str, nav: tuple[NavEntry, ...], pages: list[Fragment]) -> str:
    """The front page of a documentation that has none: its table of contents."""
    entries = nav or tuple(NavEntry(title=page.title, path=page.path) for page in pages)
    return f"<h1>{entities.escape(site_name)}</h1>{_list_of(entries)}"


def _list_of(entries: tuple[NavEntry, ...]) -> str:
    items: list[str] = []
    for entry in entries:
        href = entry.url if entry.path is None else entry.path
        title = entities.escape(entry.title)
        link = f'<a href="{entities.escape(href)}">{title}</a>' if href else title
        items.append(f"<li>{link}{_list_of(entry.children) if entry.children else ''}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _paths(entries: tuple[NavEntry, ...]) -> Iterator[str]:
    for entry in entries:
        if entry.path is not None:
            yield entry.path
        yield from _paths(entry.children)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _word(value: Any) -> str:
    return "" if value is None else str(encodable(str(value)))


def _excluded(value: Any) -> bool:
    return isinstance(value, dict) and value.get("exclude") is True
