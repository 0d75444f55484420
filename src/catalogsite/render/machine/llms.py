"""The portal for programs that read prose: `llms.txt`, and a Markdown twin of each entity page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from catalogsite.model.entity import EntityData, ref_of, targets_of, title_of
from catalogsite.model.fact import Fact
from catalogsite.model.page import Asset, OutputGroup, alone
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import docs_path, entity_json_path, entity_path, relative
from catalogsite.render.filters import safe_url

_ORDER = ("Component", "API", "System", "Domain", "Resource", "Group", "Template")
_MOST = 200
_URL_SIGNS = "%/:?#@!$&'*+,;=~"
_SIGNS = re.compile(r"[\\\[\]`]")
_START = re.compile(r"^(?:(\d+)(?=[.)]\s)|(?=[#>+*=~|-]))")
_SAID = {
    "dependsOn": "Depends on", "dependencyOf": "Needed by", "providesApi": "Provides",
    "consumesApi": "Consumes", "apiProvidedBy": "Provided by", "apiConsumedBy": "Consumed by",
    "partOf": "Part of", "hasPart": "Parts", "ownerOf": "Owns", "memberOf": "Member of",
    "hasMember": "Members", "childOf": "Child of", "parentOf": "Parent of",
}  # fmt: skip


class Beside(NamedTuple):
    """What stands beside an entity in the snapshot; `entities` are those that have a page."""

    facts: tuple[Fact, ...] = ()
    score: Score | None = None
    documented: bool = False
    entities: Collection[str] = ()


def llms_lots(index: SnapshotIndex, documented: Collection[str]) -> Iterator[OutputGroup]:
    """`llms.txt` and the Markdown twin of every entity page; `documented` have pages of docs."""
    yield alone("llms.txt", lambda: Asset("llms.txt", llms_txt(index).encode()))
    for ref, entity in index.entities.items():
        stated, score = tuple(index.own_facts(ref).values()), index.score(ref)
        beside = Beside(stated, score, ref in documented, index.entities)
        yield alone(twin_path(ref), partial(_twin, ref, entity, beside))


def _twin(ref: str, entity: EntityData, beside: Beside) -> Asset:
    return Asset(twin_path(ref), entity_markdown(entity, beside).encode())


def twin_path(ref: str) -> str:
    """The Markdown twin of an entity page, beside its `index.html`."""
    return f"{entity_path(ref)}index.md"


def llms_txt(index: SnapshotIndex) -> str:
    """What the portal holds and where, in the form of llmstxt.org."""
    kinds: dict[str, list[EntityData]] = {}
    for entity in index.entities.values():
        kinds.setdefault(str(entity["kind"]), []).append(entity)
    counts = ", ".join(f"{len(kinds[kind])} {kind}" for kind in _sorted(kinds))
    lines = [
        f"# {_line(index.snapshot.title)}",
        "",
        f"> Software catalog of {len(index.entities)} entities: {counts or 'none yet'}.",
        "",
        "Each entity page has a Markdown twin, `index.md` in its folder.",
        "",
        "## Data",
        "",
        "- [Entities](api/catalog/entities.json): every entity as JSON, one a line",
        "- [Problems](api/problems.json): what is wrong, with file and line",
        "- [Scores](api/scores.json): scorecards and results",
        "- [Facts](api/facts.json): builds, alerts and metrics",
        "",
    ]
    for kind in _sorted(kinds):
        if kind in _ORDER:
            lines += [f"## {kind}", "", *_listed(kinds[kind]), ""]
    return "\n".join(lines)


def entity_markdown(entity: EntityData, beside: Beside | None = None) -> str:
    """A short account of an entity: what it is, who owns it, how it stands, what it touches."""
    beside = beside or Beside()
    ref, metadata = ref_of(entity), entity["metadata"]
    here = entity_path(ref)
    parts = [f"# {_title(entity)}", "", f"`{ref}`"]
    if metadata.get("description"):
        parts += ["", _paragraph(metadata["description"])]
    parts += ["", *(f"- {name}: {value}" for name, value in _about(entity, beside, here))]
    links = list(_links(metadata.get("links")))
    parts += ["", "## Links", "", *links] if links else []
    related = list(_relations(entity, beside, here))
    parts += ["", "## Relations", "", *related] if related else []
    missed = [one for one in (beside.score.results if beside.score else ()) if one.passed is False]
    if missed:
        parts += ["", "## To do", "", *(f"- {one.check}: {_line(one.message)}" for one in missed)]
    return "\n".join(parts) + "\n"


def _about(entity: EntityData, beside: Beside, here: str) -> Iterator[tuple[str, str]]:
    spec = entity.get("spec") or {}
    ref = ref_of(entity)
    yield "Kind", str(entity["kind"])
    for field in ("type", "lifecycle"):
        if isinstance(spec.get(field), str):
            yield field.capitalize(), _line(spec[field])
    owners = targets_of(entity, "ownedBy")
    if owners:
        yield "Owner", ", ".join(_link(one, beside, here) for one in owners)
    tags = entity["metadata"].get("tags")
    if isinstance(tags, list) and tags:
        yield "Tags", ", ".join(map(_line, tags))
    if beside.documented:
        yield (
            "Documentation",
            f"[{relative(here, docs_path(ref))}]({relative(here, docs_path(ref))})",
        )
    for fact in beside.facts:
        summary = fact.kind.summary(fact.value) if fact.kind.summary else ""
        if summary:
            yield fact.key, f"{_line(summary)} (as of {fact.provenance.time.isoformat()})"
    if beside.score:
        yield "Score", f"{beside.score.points} of 100, {beside.score.level}"
    yield "JSON", relative(here, entity_json_path(ref))


def _links(stated: Any) -> Iterator[str]:
    for one in stated if isinstance(stated, list) else ():
        url = safe_url(one.get("url")) if isinstance(one, dict) else ""
        if url:
            # Only so can an address with spaces or brackets not end the link before its end.
            address = quote(url, safe=_URL_SIGNS)
            yield f"- [{_line(one.get('title') or url)}]({address})"


def _relations(entity: EntityData, beside: Beside, here: str) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for one in entity.get("relations") or ():
        found.setdefault(one["type"], []).append(one["targetRef"])
    for kind, words in _SAID.items():
        targets = found.get(kind, [])
        if targets:
            more = f" and {len(targets) - _MOST} more" if len(targets) > _MOST else ""
            named = ", ".join(_link(one, beside, here) for one in targets[:_MOST])
            yield f"- {words}: {named}{more}"


def _listed(entities: Iterable[EntityData]) -> list[str]:
    everyone = list(entities)
    lines = []
    for entity in everyone[:_MOST]:
        said = _line(entity["metadata"].get("description") or "")
        where = twin_path(ref_of(entity))
        lines.append(f"- [{_title(entity)}]({where}){': ' + said if said else ''}")
    if len(everyone) > _MOST:
        lines.append(f"- and {len(everyone) - _MOST} more in api/catalog/entities.json")
    return lines


def _sorted(kinds: Mapping[str, object]) -> list[str]:
    return sorted(kinds, key=lambda kind: (_ORDER.index(kind) if kind in _ORDER else 99, kind))


def _title(entity: EntityData) -> str:
    return _line(title_of(entity))


def _link(ref: str, beside: Beside, here: str) -> str:
    if ref not in beside.entities:
        return f"{_line(ref)} (not in the catalog)"
    return f"[{ref}]({relative(here, twin_path(ref))})"


def _line(text: object) -> str:
    """The words in one line, none of which begins a link, HTML or code."""
    # Not every converter knows a backslash before `<`.
    return _SIGNS.sub(r"\\\g<0>", " ".join(str(text).split())).replace("<", "&lt;")


def _paragraph(text: object) -> str:
    """A line that begins no heading, list or quotation."""
    return _START.sub(r"\1\\", _line(text))
