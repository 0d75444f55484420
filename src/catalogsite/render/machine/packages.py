"""Third-party packages as JSON and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from catalogsite.inventory import EndOfLife, KnownVulnerability
from catalogsite.model.page import Asset
from catalogsite.model.quantities import plural
from catalogsite.model.urls import relative
from catalogsite.render.filters import markdown_line
from catalogsite.render.machine.company import json_lines
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.packages.address import package_path
from catalogsite.render.views.packages.page import NamedLink, PackagePage, UserRow, VersionRow
from catalogsite.render.views.packages.row import PackageRow

INDEX_JSON = "api/packages.json"


SEARCH_PATH = "assets/catalogsite/packages.json"
"""Where the search dialog looks for the packages, relative to the root of the site."""


def search_index(portal: Portal) -> Asset:
    """The packages that have a page, one column for each field, for the search dialog."""
    rows = [row for row in portal.packages.rows if row.path]
    ecosystems = sorted({row.ecosystem for row in rows})
    columns = {
        "ecosystems": ecosystems,
        "ecosystem": [ecosystems.index(row.ecosystem) for row in rows],
        "name": [row.name for row in rows],
        "path": [row.path for row in rows],
        "users": [row.users for row in rows],
    }
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return Asset(SEARCH_PATH, text.encode())


def json_path(purl: str) -> str:
    """The JSON of a package that has a page."""
    path = unquote(package_path(purl) or "")
    return f"api/{path.rstrip('/')}.json"


def packages_json(portal: Portal) -> bytes:
    """One object for each package, one a line."""
    return json_lines(map(_row, portal.packages.rows))


def _row(row: PackageRow) -> dict[str, Any]:
    return {
        "purl": row.purl,
        "name": row.name,
        "ecosystem": row.type,
        "license": row.license or None,
        "users": row.users,
        "directUsers": row.direct,
        "newest": row.newest or None,
        "versions": len(row.versions) + row.more,
        "majorVersions": row.majors,
        "endOfLife": _end(row.end_of_life),
        "vulnerabilities": row.vulnerabilities,
        "states": list(row.states),
        "file": json_path(row.purl) if row.path else None,
    }


def _end(end: EndOfLife | None) -> dict[str, Any] | None:
    if end is None:
        return None
    return {
        "product": end.product,
        "line": end.line,
        "lastDay": end.last_day.isoformat(),
        "state": end.state,
        "source": end.source or None,
    }


def package_json(portal: Portal, package: PackagePage) -> Asset:
    """The JSON of one package, with all of its users."""
    purl = package.row.purl
    content = _row(package.row) | {
        "licenses": list(package.licenses),
        "versions": [
            {"version": one.version, "users": one.users, "endOfLife": _end(one.end_of_life)}
            for one in package.versions
        ],
        "vulnerabilities": [_vulnerability(one) for one in package.vulnerabilities],
        "usedBy": portal.packages.users(purl),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Asset(json_path(purl), f"{text}\n".encode())


def _vulnerability(one: KnownVulnerability) -> dict[str, Any]:
    return {
        "id": one.id,
        "severity": one.severity,
        "fixed": one.fixed or None,
        "url": one.url or None,
        "entities": list(one.refs),
    }


def packages_markdown(portal: Portal) -> str:
    """Markdown: a line for each package, with its versions and what is wrong."""
    lines = [f"- {_line(row)}" for row in portal.packages.rows]
    return "\n".join(["# Packages", "", *(lines or ["No package is known."])]) + "\n"


def _line(row: PackageRow) -> str:
    name = markdown_line(row.name)
    if row.path:
        name = f"[{name}]({relative('packages/', row.path)}index.md)"
    versions = ", ".join(markdown_line(version) for version, _ in row.versions)
    more = f" and {row.more} more" if row.more else ""
    words = [
        f"{name} ({row.ecosystem}): {plural(row.users, 'user')}",
        f"{versions}{more}",
        *row.states,
    ]
    return "; ".join(filter(None, words))


def package_markdown(package: PackagePage) -> str:
    """Markdown: the versions of a package, its vulnerabilities, and who uses it."""
    row = package.row
    parts = [
        f"# {markdown_line(row.name)}",
        "",
        f"`{row.purl}`",
        "",
        f"- Ecosystem: {row.ecosystem}",
    ]
    if package.licenses:
        parts.append(f"- Licence: {', '.join(map(markdown_line, package.licenses))}")
    parts += [f"- Users: {row.users}, {row.direct} of them ask for it themselves"]
    parts += ["", "## Versions in use", "", *map(_version_line, package.versions)]
    if package.vulnerabilities:
        parts += ["", "## Known vulnerabilities", ""]
        parts += [
            f"- {markdown_line(one.id)}: {one.severity}, {plural(len(one.refs), 'user')}"
            for one in package.vulnerabilities
        ]
    parts += ["", "## Used by", "", *(f"- {_user_line(row.path, one)}" for one in package.users)]
    parts += [f"- and {package.left} more"] if package.left else []
    return "\n".join(parts) + "\n"


def _version_line(one: VersionRow) -> str:
    end = one.end_of_life
    last = f"; maintained until {end.last_day.isoformat()}" if end else ""
    return f"- {markdown_line(one.version)}: {plural(one.users, 'user')}{last}"


def _user_line(here: str, one: UserRow) -> str:
    return ", ".join(_user_words(here, one))


def _user_words(here: str, one: UserRow) -> Iterator[str]:
    owner = f" ({markdown_line(one.owner.title)})" if one.owner else ""
    yield f"{_linked(here, one.entity)}{owner}"
    if one.version:
        yield markdown_line(one.version)
    yield one.scope if one.direct else f"{one.scope}, transitive"
    yield markdown_line(one.place)


def _linked(here: str, link: NamedLink) -> str:
    title = markdown_line(link.title)
    return f"[{title}]({relative(here, link.path)}index.md)" if link.path else title
