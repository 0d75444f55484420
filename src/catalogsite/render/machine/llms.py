"""The portal for programs that read prose: `llms.txt`, and a Markdown twin of each entity page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from catalogsite.model.entity import EntityData, ref_of, targets_of, title_of
from catalogsite.model.facts import alerts, build_runs
from catalogsite.model.facts.kind import FactKind, Guide
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.model.urls import entity_json_path, entity_path, relative
from catalogsite.render.filters import markdown_line, safe_url
from catalogsite.render.machine.apis import api_facts, operation_lines
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.recorded_output import recorded_output
from catalogsite.render.views.apis.api import api_pages
from catalogsite.render.views.delivery.delivery import COLUMNS, delivery_view
from catalogsite.render.views.entity_link import BASE
from catalogsite.render.views.graph.found_dependencies import found_dependencies
from catalogsite.render.views.graph.who_must_know import who_must_know_view
from catalogsite.render.views.links.runbook import guide_href
from catalogsite.render.views.links.tools import ToolList, tool_list
from catalogsite.render.views.places import web_links

_ORDER = ("Component", "API", "System", "Domain", "Resource", "Group", "Template")
LLMS_TXT = "llms.txt"
_MOST = 200
_URL_SIGNS = "%/:?#@!$&'*+,;=~"
_START = re.compile(r"^(?:(\d+)(?=[.)]\s)|(?=[#>+*=~|-]))")


def llms_output(index: PortalIndex) -> OutputGroup:
    """`llms.txt`."""
    return recorded_output(LLMS_TXT, index, _llms_txt)


def _llms_txt(portal: Portal) -> Asset:
    return Asset(LLMS_TXT, llms_txt(portal).encode())


def entity_twin(ref: str, portal: Portal) -> Asset:
    """The Markdown twin of an entity page."""
    return Asset(twin_path(ref), entity_markdown(portal, ref).encode())


def twin_path(ref: str) -> str:
    """The Markdown twin of an entity page, beside its `index.html`."""
    return f"{entity_path(ref)}index.md"


def llms_txt(portal: Portal) -> str:
    """Markdown after llmstxt.org: what the portal contains, and the addresses."""
    kinds: dict[str, list[EntityData]] = {}
    for entity in portal.entities.values():
        kinds.setdefault(str(entity["kind"]), []).append(entity)
    counts = ", ".join(f"{len(kinds[kind])} {kind}" for kind in _sorted(kinds))
    lines = [
        f"# {markdown_line(portal.snapshot.title)}",
        "",
        f"> Software catalog of {len(portal.entities)} entities: {counts or 'none yet'}.",
        "",
        "Each entity page has a Markdown twin, `index.md` in its folder.",
        "",
        "## Data",
        "",
        "- [Entities](api/catalog/entities.json): every entity as JSON, one a line",
        "- [Problems](api/problems.json): what is wrong, with file and line",
        "- [Scores](api/scores.json): scorecards and results",
        "- [Facts](api/facts.json): builds, alerts and metrics",
        "- [APIs](api/definitions.json): what each API is written in, and where its operations are",
        "- [Packages](api/packages.json): third-party packages, their users and versions",
        "- [Changes](changes/index.md): what came, went and broke, night by night",
        "- [Findings](graph/findings/index.md): cycles, forbidden dependencies, single points of failure",
        "- [Delivery](api/delivery.json): deployments, lead times, failed changes, times to restore",
        "",
    ]
    for kind in _sorted(kinds):
        if kind in _ORDER:
            lines += [f"## {kind}", "", *_listed(kinds[kind]), ""]
    return "\n".join(lines)


def entity_markdown(portal: Portal, ref: str) -> str:
    """Markdown: kind, owner, facts, score, links, alerts, builds and relations of an entity."""
    entity = portal.entities[ref]
    metadata, here = entity["metadata"], entity_path(ref)
    parts = [f"# {_title(entity)}", "", f"`{ref}`"]
    if metadata.get("description"):
        parts += ["", _paragraph(metadata["description"])]
    parts += ["", *(f"- {name}: {value}" for name, value in _about(portal, ref, entity))]
    parts += _api(portal, ref)
    stated = {link.url for link in web_links(entity)}
    links = [
        *_links(metadata.get("links")),
        *_tools(tool_list(portal, ref, entity, stated)),
    ]
    parts += ["", "## Links", "", *links] if links else []
    facts = list(_fact_parts(portal, ref))
    parts += ["", "## Alerts and builds", "", *facts] if facts else []
    delivery = list(_delivery(portal, ref, entity))
    parts += ["", "## Delivery", "", *delivery] if delivery else []
    related = list(_relations(portal, entity, here))
    parts += ["", "## Relations", "", *related] if related else []
    found = list(_found_dependencies(portal, ref, here))
    parts += ["", "## Found in its files", "", *found] if found else []
    known = list(_who_must_know(portal, ref, here))
    parts += ["", "## Who must know before this changes", "", *known] if known else []
    score = portal.score(ref)
    missed = [one for one in (score.results if score else ()) if one.passed is False]
    if missed:
        parts += [
            "",
            "## To do",
            "",
            *(f"- {one.check}: {markdown_line(one.message)}" for one in missed),
        ]
    return "\n".join(parts) + "\n"


def _api(portal: Portal, ref: str) -> list[str]:
    """The operations of an API, each a link to its place in the reference."""
    api = api_pages(portal, ref)
    if api is None:
        return []
    lines = operation_lines(api, _MOST, "api/")
    return ["", "## API", "", "- [Reference](api/index.md)", *lines]


def _about(portal: Portal, ref: str, entity: EntityData) -> Iterator[tuple[str, str]]:
    spec, here = entity.get("spec") or {}, entity_path(ref)
    yield "Kind", str(entity["kind"])
    for field in ("type", "lifecycle"):
        if isinstance(spec.get(field), str):
            yield field.capitalize(), markdown_line(spec[field])
    owners = targets_of(entity, "ownedBy")
    if owners:
        yield "Owner", ", ".join(_link(portal, one, here) for one in owners)
    tags = entity["metadata"].get("tags")
    if isinstance(tags, list) and tags:
        yield "Tags", ", ".join(map(markdown_line, tags))
    if link := portal.documentation.link(ref):
        docs = relative(here, link.path)
        yield "Documentation", f"[{docs}]({docs})"
    yield from api_facts(portal, ref)
    yield from _facts(portal, ref)
    if score := portal.score(ref):
        yield "Score", f"{score.points} of 100, {score.level}"
    yield "JSON", relative(here, entity_json_path(ref))


def _facts(portal: Portal, ref: str) -> Iterator[tuple[str, str]]:
    facts = portal.own_facts(ref)
    for key in facts:
        # Only a fact that is shown is read, so that the age of another one makes no difference.
        if summary := portal.summary(ref, key):
            yield key, f"{markdown_line(summary)} (as of {facts[key].provenance.time.isoformat()})"


def _fact_parts(portal: Portal, ref: str) -> Iterator[str]:
    """Lines for what a fact has several of: each alert and each workflow by its name."""
    kinds: tuple[FactKind[Any], ...] = (alerts.KIND, build_runs.KIND)
    for kind in kinds:
        value = portal.value(ref, kind)
        for row in kind.rows(value) if value is not None and kind.rows else ():
            text, url = markdown_line(row.text), quote(safe_url(row.url), safe=_URL_SIGNS)
            guide = _guide(portal, ref, row.guide) if row.guide else ""
            yield f"- {markdown_line(row.status.word)}: {f'[{text}]({url})' if url else text}{guide}"


def _guide(portal: Portal, ref: str, guide: Guide) -> str:
    """What to do about it, after a dash: `no runbook`, or a link to one."""
    href = guide_href(portal, ref, guide, BASE)
    url = quote(href, safe=_URL_SIGNS)
    return f" - [{guide.title}]({url})" if url else f" - {guide.title}"


def _tools(tools: ToolList | None) -> Iterator[str]:
    """A line for each page of a tool that an annotation names."""
    for row in tools.rows if tools else ():
        for one in row.links:
            if one.url:
                words = " ".join(filter(None, (row.title, one.what, one.text)))
                yield f"- [{markdown_line(words)}]({quote(one.url, safe=_URL_SIGNS)})"


def _delivery(portal: Portal, ref: str, entity: EntityData) -> Iterator[str]:
    """A line for each measure of the last days."""
    view = delivery_view(portal, ref, entity)
    for row in view.rows if view else ():
        words = (row.cells[0].text, *row.cells[0].notes)
        yield f"- {row.title}, {COLUMNS[0].lower()}: {'; '.join(words)}"


def _links(stated: Any) -> Iterator[str]:
    for one in stated if isinstance(stated, list) else ():
        url = safe_url(one.get("url")) if isinstance(one, dict) else ""
        if url:
            # Only so can an address with spaces or brackets not end the link before its end.
            address = quote(url, safe=_URL_SIGNS)
            yield f"- [{markdown_line(one.get('title') or url)}]({address})"


def _relations(portal: Portal, entity: EntityData, here: str) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for one in entity.get("relations") or ():
        found.setdefault(one["type"], []).append(one["targetRef"])
    types = portal.relation_types
    for kind in types.sorted(found.keys() - {"ownedBy"}):
        targets = found[kind]
        more = f" and {len(targets) - _MOST} more" if len(targets) > _MOST else ""
        named = ", ".join(_link(portal, one, here) for one in targets[:_MOST])
        yield f"- {markdown_line(types.direction(kind).title)}: {named}{more}"


def _found_dependencies(portal: Portal, ref: str, here: str) -> Iterator[str]:
    """A line for each thing of another entity that the files name, with the line that names it."""
    found = portal.once(found_dependencies, ref)
    inferred = portal.origin(ref).inferred
    for one in (*found.rows, *found.folded)[:_MOST]:
        package = " ".join(filter(None, (one.package, one.requirement)))
        declared = "" if inferred else "declared" if one.declared else "not declared"
        said = "; ".join(filter(None, (one.relation, package, one.scope, declared, one.place)))
        yield f"- {_link(portal, one.ref, here)}: {markdown_line(said)}"
    if found.total > _MOST:
        yield f"- and {found.total - _MOST} more"


def _who_must_know(portal: Portal, ref: str, here: str) -> Iterator[str]:
    """A line for each owner of what needs the entity."""
    view = portal.once(who_must_know_view, ref)
    for row in view.rows if view else ():
        owner = _link(portal, row.owner, here) if row.owner else "without an owner"
        nearest = f"; nearest {_link(portal, row.way[-1].ref, here)}" if row.way else ""
        ways = "".join(f"; {markdown_line(one.label)}" for one in row.reachable.ways)
        yield f"- {owner}: {row.entities}{nearest}{ways}"
    if view and view.more > 0:
        yield f"- and {view.more} more owners: `{view.command}`"


def _listed(entities: Iterable[EntityData]) -> list[str]:
    everyone = list(entities)
    lines = []
    for entity in everyone[:_MOST]:
        description = markdown_line(entity["metadata"].get("description") or "")
        where = twin_path(ref_of(entity))
        lines.append(f"- [{_title(entity)}]({where}){': ' + description if description else ''}")
    if len(everyone) > _MOST:
        lines.append(f"- and {len(everyone) - _MOST} more in api/catalog/entities.json")
    return lines


def _sorted(kinds: Mapping[str, object]) -> list[str]:
    return sorted(kinds, key=lambda kind: (_ORDER.index(kind) if kind in _ORDER else 99, kind))


def _title(entity: EntityData) -> str:
    return markdown_line(title_of(entity))


def _link(portal: Portal, ref: str, here: str) -> str:
    if not portal.knows(ref):
        return f"{markdown_line(ref)} (not in the catalog)"
    path = twin_path(ref)
    if path.startswith(here):
        return f"[{ref}]({path[len(here) :]})"
    return _link_beside(ref, here.rsplit("/", 2)[0])


# All entities of a kind and namespace have the same way to another one.
@lru_cache(maxsize=2**12)
def _link_beside(ref: str, folder: str) -> str:
    """The link to the twin of `ref` from that of any other entity in a folder of entities."""
    return f"[{ref}]({relative(f'{folder}/ /', twin_path(ref))})"


def _paragraph(text: object) -> str:
    """Markdown: the text in one line, escaped so that it is no heading, list or quotation."""
    return _START.sub(r"\1\\", markdown_line(text))
