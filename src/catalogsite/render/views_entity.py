"""What an entity's page shows: header, actions, warnings, cards, relations, about, source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from catalogsite.hosts import edit_url, file_url, history_url, issue_url
from catalogsite.model import EntityData, Problem
from catalogsite.render.filters import safe_url, slug
from catalogsite.render.views import (
    EntityLink,
    Portal,
    kind_name,
    kind_order,
    short_ref,
    spec_of,
    targets,
    text_of,
)
from catalogsite.render.views_raw import to_yaml
from catalogsite.render.views_status import Card, status_cards
from catalogsite.urls import (
    docs_path,
    split_ref,
    template_path,
)

BASE = "../" * 4
"""Every entity page lies at the same depth, so links can be made once."""

ROWS = 25
"""Rows of a relation table; the rest is one click away in the catalog table."""

_DEFINITION_LIMIT = 6000


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the header."""

    title: str
    href: str
    icon: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of entities that stand in one relation to this one."""

    id: str
    title: str
    refs: tuple[str, ...]
    total: int
    more: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """How many entities of a kind and type a group or user owns."""

    title: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link of `metadata.links`, or of an annotation that is a URL."""

    title: str
    url: str
    icon: str
    type: str


@dataclass(frozen=True, slots=True)
class Definition:
    """An API's definition: its head, and the file with the whole."""

    language: str
    text: str
    cut: bool
    lines: int
    href: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What one check of the scorecard said, and how to pass it."""

    title: str
    word: str
    tone: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the descriptor lies, with links to its host."""

    repository: str
    repository_url: str
    file: str
    url: str
    edit: str
    history: str
    issue: str


@dataclass(frozen=True, slots=True)
class EntityView:
    """The whole page."""

    link: EntityLink
    base: str
    owners: tuple[str, ...]
    part_of: tuple[str, ...]
    actions: tuple[Action, ...]
    description: str
    missing: tuple[str, ...]
    inferred: bool
    orphan: bool
    problems: tuple[Problem, ...]
    cards: tuple[Card, ...]
    diagram: Markup
    relations: tuple[Relation, ...]
    ownership: tuple[Ownership, ...]
    links: tuple[WebLink, ...]
    about: tuple[tuple[str, Markup], ...]
    labels: tuple[tuple[str, str], ...]
    profile: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]
    definition: Definition | None
    checks: tuple[CheckLine, ...]
    place: Place
    yaml: str
    json_path: str
    badge_path: str


# Relation, words for the table, and the words that replace them by kind of the page.
_RELATIONS = (
    ("providesApi", "Provides APIs"),
    ("consumesApi", "Consumes APIs"),
    ("dependsOn", "Depends on"),
    ("dependencyOf", "Used by"),
    ("apiProvidedBy", "Provided by"),
    ("apiConsumedBy", "Consumed by"),
    ("hasMember", "Members"),
    ("memberOf", "Groups"),
    ("childOf", "Parent"),
    ("parentOf", "Child groups"),
)
_PARTS = {
    ("component", "component"): "Subcomponents",
    ("domain", "domain"): "Subdomains",
}
_RELATION_FILTER = {"system": "system", "domain": "system", "group": "owner", "user": "owner"}


def relation_tables(portal: Portal, ref: str, entity: EntityData) -> tuple[Relation, ...]:
    """Tables of what the entity uses, has and is used by; what is not in the catalog is left out."""
    tables = []
    for relation, title in _RELATIONS:
        refs = [target for target in targets(entity, relation) if target in portal.links]
        if refs:
            tables.append(_table(portal, relation, title, refs, more=""))
    kind = split_ref(ref)[0]
    parts: dict[str, list[str]] = {}
    for target in targets(entity, "hasPart"):
        if target in portal.links:
            parts.setdefault(split_ref(target)[0], []).append(target)
    for part, refs in sorted(parts.items(), key=lambda item: kind_order(item[0])):
        title = _PARTS.get((kind, part), f"Has {_lower(kind_name(part, many=True))}")
        more = f"{BASE}catalog/?kind={part}&{_RELATION_FILTER.get(kind, 'system')}={ref}"
        tables.append(_table(portal, f"has-{part}", title, refs, more))
    return tuple(tables)


def _lower(words: str) -> str:
    return words if words.isupper() or words == "APIs" else words.lower()


def _table(portal: Portal, name: str, title: str, refs: list[str], more: str) -> Relation:
    ordered = sorted(refs, key=lambda ref: portal.links[ref].title.lower())
    return Relation(slug(name), title, tuple(ordered[:ROWS]), len(refs), more)


def ownership(portal: Portal, ref: str, entity: EntityData) -> tuple[Ownership, ...]:
    """Counts by kind and type of what a group or user owns."""
    owned = [portal.links[t] for t in targets(entity, "ownerOf") if t in portal.links]
    counts = Counter((link.kind, link.type) for link in owned)
    return tuple(
        Ownership(
            title=" · ".join(filter(None, [kind_name(kind, many=True), type_])),
            count=count,
            href=f"{BASE}catalog/?kind={kind}{f'&type={type_}' if type_ else ''}&owner={ref}",
        )
        for (kind, type_), count in sorted(counts.items(), key=lambda i: (-i[1], i[0]))
    )


def web_links(entity: EntityData) -> tuple[WebLink, ...]:
    """Links of the descriptor whose addresses are safe to click."""
    found = []
    for link in entity["metadata"].get("links") or ():
        url = safe_url(link.get("url")) if isinstance(link, dict) else ""
        if url:
            title = text_of(link.get("title")) or url.split("://", 1)[-1]
            found.append(WebLink(title, url, text_of(link.get("icon")), text_of(link.get("type"))))
    return tuple(found)


def _annotation(entity: EntityData, name: str) -> str:
    annotations = entity["metadata"].get("annotations")
    return text_of(annotations.get(name)) if isinstance(annotations, dict) else ""


def place(portal: Portal, ref: str) -> Place:
    """Repository, file and line of the descriptor, each with its address."""
    origin, repo = portal.origin(ref), portal.repository(ref)
    if repo is None:
        return Place("", "", origin.file or "", "", "", "", "")
    file = origin.file or ""
    line = origin.line if file else None
    at = f"{file}:{line}" if line else file
    return Place(
        repository=repo.name,
        repository_url=safe_url(repo.web_url),
        file=at,
        url=(file_url(repo, file, origin.line) or "") if file else "",
        edit=(edit_url(repo, file) or "") if file else "",
        history=(history_url(repo, file) or "") if file else "",
        issue=issue_url(repo, f"Catalog entry of {portal.title(ref)}", "") or "",
    )


def source_url(entity: EntityData, where: Place) -> str:
    """Where the code lies: the annotation, else the repository."""
    stated = _annotation(entity, "backstage.io/source-location").removeprefix("url:")
    return safe_url(stated) if "://" in stated else (where.repository_url or where.url)


def actions(
    portal: Portal, ref: str, entity: EntityData, where: Place, links: Iterable[WebLink]
) -> tuple[Action, ...]:
    """Docs, source, runbook, create: buttons only for what is there."""
    found: list[Action] = []
    if split_ref(ref)[0] == "template":
        found.append(Action("Create", BASE + template_path(ref), "create", primary=True))
    if ref in portal.documented:
        found.append(Action("Docs", BASE + docs_path(ref), "docs", primary=not found))
    if source := source_url(entity, where):
        found.append(Action("Source", source, "source"))
    runbook = next((link for link in links if _is_runbook(link)), None)
    if runbook:
        found.append(Action("Runbook", runbook.url, "runbook"))
    return tuple(found)


def _is_runbook(link: WebLink) -> bool:
    return "runbook" in f"{link.title} {link.type} {link.icon}".lower()


def about(portal: Portal, ref: str, entity: EntityData) -> tuple[tuple[str, Markup], ...]:
    """The table of plain fields, with links where they name entities."""
    link, spec = portal.links[ref], spec_of(entity)
    rows: list[tuple[str, Markup]] = [("Kind", Markup("%s") % link.kind_name)]

    def add(title: str, value: str) -> None:
        if value:
            rows.append((title, Markup("%s") % value))

    add("Type", link.type)
    add("Lifecycle", link.lifecycle)
    for title, relation in (("Owner", "ownedBy"), ("Part of", "partOf")):
        refs = targets(entity, relation)
        if refs:
            rows.append((title, Markup(", ").join(portal.anchor(r, BASE) for r in refs)))
    namespace = split_ref(ref)[1]
    add("Namespace", namespace if namespace != "default" else "")
    add("Reference", short_ref(ref))
    add("Targets", ", ".join(_targets(spec)))
    return tuple(rows)


def _targets(spec: dict[str, Any]) -> list[str]:
    listed = spec.get("targets")
    found = [spec.get("target"), *(listed if isinstance(listed, list) else ())]
    return [text_of(target) for target in found if target]


def profile(entity: EntityData) -> tuple[tuple[str, str], ...]:
    """E-mail and the like of a group or user."""
    stated = spec_of(entity).get("profile")
    if not isinstance(stated, dict):
        return ()
    rows = [("E-mail", text_of(stated.get("email")))]
    return tuple((title, value) for title, value in rows if value)


def missing(portal: Portal, entity: EntityData) -> tuple[str, ...]:
    """References of the entity that name nothing in the catalog."""
    refs = {r["targetRef"].lower() for r in entity.get("relations") or ()}
    return tuple(sorted(short_ref(ref) for ref in refs if ref not in portal.links))


_LANGUAGES = {"openapi": "yaml", "asyncapi": "yaml", "graphql": "graphql", "grpc": "protobuf"}
_SUFFIX = {"yaml": "yaml", "json": "json", "graphql": "graphql", "protobuf": "proto"}


def definition(link: EntityLink, text: str | None) -> Definition | None:
    """The head of an API definition; the whole is a file beside the page."""
    if text is None or not text.strip():
        return None
    language = _LANGUAGES.get(link.type, "text")
    if language == "yaml" and text.lstrip()[:1] in "{[":
        language = "json"
    head = text[:_DEFINITION_LIMIT]
    if len(text) > _DEFINITION_LIMIT:
        head = head.rpartition("\n")[0] or head
    return Definition(
        language=language,
        text=head,
        cut=len(head) < len(text),
        lines=text.count("\n") + 1,
        href=f"definition.{_SUFFIX.get(language, 'txt')}",
    )


def entity_view(
    portal: Portal, ref: str, definition_text: str | None, diagram: Markup
) -> EntityView:
    """Everything the page of `ref` shows."""
    entity = portal.entities[ref]
    link, where, links = portal.links[ref], place(portal, ref), web_links(entity)
    kind = link.kind
    return EntityView(
        link=link,
        base=BASE,
        owners=tuple(targets(entity, "ownedBy")),
        part_of=tuple(targets(entity, "partOf")),
        actions=actions(portal, ref, entity, where, links),
        description=text_of(entity["metadata"].get("description")),
        missing=missing(portal, entity),
        inferred=portal.origin(ref).inferred,
        orphan=_annotation(entity, "backstage.io/orphan") == "true",
        problems=tuple(portal.problems(ref)),
        cards=status_cards(
            portal.facts(ref), portal.score(ref), portal.snapshot.trends.get(ref, {})
        ),
        diagram=diagram,
        relations=relation_tables(portal, ref, entity),
        ownership=ownership(portal, ref, entity) if kind in {"group", "user"} else (),
        links=links,
        about=about(portal, ref, entity),
        labels=_labels(entity),
        profile=profile(entity),
        targets=tuple(_targets(spec_of(entity))),
        definition=definition(link, definition_text),
        checks=check_lines(portal, ref),
        place=where,
        json_path=_json_path(link.path),
        badge_path=f"badges/{link.path.removeprefix('catalog/')}owner.svg",
        yaml=to_yaml(_readable(entity)),
    )


def _json_path(path: str) -> str:
    # From the page's path, which is quoted already: quoting again costs more than the page.
    _, namespace, kind, name, _ = path.split("/")
    return f"api/catalog/entities/by-name/{kind}/{namespace}/{name}.json"


def check_lines(portal: Portal, ref: str) -> tuple[CheckLine, ...]:
    """The checks that apply to the entity, failed ones first."""
    score = portal.score(ref)
    if score is None:
        return ()
    lines = []
    for result in score.results:
        if result.passed is None:
            continue
        info = portal.checks.get((score.scorecard, result.check))
        lines.append(
            CheckLine(
                title=info.title if info else result.check,
                word="passed" if result.passed else "failed",
                tone="good" if result.passed else "bad",
                message=result.message,
                fix=info.fix if info else "",
            )
        )
    return tuple(sorted(lines, key=lambda line: line.word))


def _labels(entity: EntityData) -> tuple[tuple[str, str], ...]:
    labels = entity["metadata"].get("labels")
    if not isinstance(labels, dict):
        return ()
    return tuple((str(key), text_of(value)) for key, value in sorted(labels.items()))


def _readable(entity: EntityData) -> EntityData:
    """The entity without what the page shows better elsewhere."""
    spec = spec_of(entity)
    shown = {key: value for key, value in entity.items() if key not in {"relations", "spec"}}
    if spec:
        text = spec.get("definition")
        short = not isinstance(text, str) or len(text) < 400
        shown["spec"] = spec if short else {**spec, "definition": "(shown above)"}
    return shown
