"""The findings in the dependency graph, as JSON and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from catalogsite.model.quantities import plural
from catalogsite.model.urls import entity_path
from catalogsite.render.filters import markdown_line
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.graph.findings import FindingRow, FindingSection
from catalogsite.render.views.graph.package_findings import PackageSection
from catalogsite.render.views.packages.row import PackageRow


def findings_json(portal: Portal) -> bytes:
    """All findings, as `catalogsite graph findings --format json` prints them, and the rules."""
    found = portal.graph.findings.model_dump(mode="json")
    rules = [one.model_dump(mode="json") for one in portal.snapshot.dependency_rules]
    text = json.dumps({**found, "rules": rules}, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def findings_markdown(
    portal: Portal, sections: Sequence[FindingSection], packages: Sequence[PackageSection]
) -> str:
    """Markdown: what each sort of findings means, what to do, and a line for each finding."""
    lines = ["# Findings in the dependency graph"]
    for section in sections:
        lines += ["", f"## {section.texts.title}", ""]
        if not section.total:
            lines.append(section.nothing)
            continue
        lines += [f"{section.texts.means} {section.texts.action}", ""]
        lines += [f"- {_line(portal, row)}" for row in section.rows]
        if section.more:
            lines.append(f"- and {section.more} more: `{section.command}`")
    for of_packages in packages:
        lines += _of_packages(of_packages)
    return "\n".join(lines) + "\n"


def _of_packages(section: PackageSection) -> Iterator[str]:
    yield from ("", f"## {section.texts.title}", "")
    if not section.total:
        yield section.texts.nothing
        return
    yield from (f"{section.texts.means} {section.texts.action}", "")
    yield from map(_package, section.rows)
    if section.more:
        yield f"- and {section.more} more: [Packages](../../packages/index.md)"


def _package(row: PackageRow) -> str:
    name = markdown_line(row.name)
    named = f"[{name}](../../{row.path}index.md)" if row.path else name
    versions = ", ".join(markdown_line(version) for version, _ in row.versions)
    more = f" and {row.more} more" if row.more else ""
    return f"- {named} ({row.ecosystem}); in use: {versions}{more}; {plural(row.users, 'user')}"


def _line(portal: Portal, row: FindingRow) -> str:
    return "; ".join(_parts(portal, row))


def _parts(portal: Portal, row: FindingRow) -> Iterator[str]:
    words = (*row.words, "")
    ends = [*row.refs, *(row.refs[:1] if row.removal else ())]
    yield " ".join(
        f"{_named(portal, ref)} {words[min(place, len(words) - 1)]}".rstrip()
        for place, ref in enumerate(ends)
    )
    if row.left_out:
        yield f"{row.left_out} entities of the cycle are left out"
    if row.note:
        yield row.note
    if row.removal:
        source, target = (_named(portal, ref) for ref in row.removal)
        yield f"without {source} needs {target}, {row.frees} are on no cycle"
    yield from (f"`{one.text}`" for one in row.places)
    if row.owner:
        yield f"owner {_named(portal, row.owner)}"


def _named(portal: Portal, ref: str) -> str:
    if not portal.knows(ref):
        return f"{markdown_line(ref)} (not in the catalog)"
    return f"[{markdown_line(portal.title(ref))}](../../{entity_path(ref)}index.md)"
