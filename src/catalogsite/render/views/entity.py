"""The view model of an entity's page: header, actions, warnings, cards, relations, about, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from catalogsite.catalog.tools.table import is_secret
from catalogsite.graph.diagrams.org_chart import Chart
from catalogsite.model.entity import EntityData, annotations_of, targets_of
from catalogsite.model.page import Link
from catalogsite.model.urls import split_ref, template_path
from catalogsite.render.diagrams.figure import Figure
from catalogsite.render.machine.badges import badge_paths
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.about import (
    about,
    initials,
    labels_of,
    location_targets,
    picture,
    profile,
)
from catalogsite.render.views.apis.overview import ApiOverview, api_overview
from catalogsite.render.views.cards.fact_sections import FactSection, fact_sections
from catalogsite.render.views.cards.lead_cards import arranged_cards
from catalogsite.render.views.changes.recent import (
    History,
    Week,
    entity_feed_links,
    history_of,
    team_week,
)
from catalogsite.render.views.company.deployments import DeploymentTable, own_deployments
from catalogsite.render.views.company.on_call import OnCallRow, own_on_call
from catalogsite.render.views.definition import Definition, definition
from catalogsite.render.views.delivery.delivery import DeliveryView, delivery_view
from catalogsite.render.views.entity_link import BASE, EntityLink, spec_of, text_of
from catalogsite.render.views.fact_table import FactTable, fact_tables
from catalogsite.render.views.graph.found_dependencies import FoundDependencies, found_dependencies
from catalogsite.render.views.graph.who_must_know import (
    ConcernLink,
    WhoMustKnow,
    concern_links,
    who_must_know_view,
)
from catalogsite.render.views.health import RollUp, own_roll_ups
from catalogsite.render.views.links.runbook import guide_href, runbook_url
from catalogsite.render.views.links.tools import ToolList, tool_list
from catalogsite.render.views.owned import Owned, Ownership, owned, ownership
from catalogsite.render.views.packages.own import OwnPackages, OwnRow, own_rows
from catalogsite.render.views.places import Place, WebLink, place, source_url, web_links
from catalogsite.render.views.problems import ProblemRow, problem_row
from catalogsite.render.views.raw_entity import to_yaml
from catalogsite.render.views.relations import Relation, missing, relation_tables
from catalogsite.render.views.status import StatusCard, status_cards
from catalogsite.render.views.template_use import (
    TemplateUse,
    owned_template_use,
    template_use,
)


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the header."""

    title: str
    href: str
    icon: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The result of one check of the scorecard, and how to pass it."""

    title: str
    word: str
    tone: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class EntityView:
    """All that the template of an entity's page shows; the values of `about` are safe HTML.

    `base` and `folder` are for links to entities, as in `from_folder`.
    """

    link: EntityLink
    base: str
    folder: str
    owners: tuple[str, ...]
    part_of: tuple[str, ...]
    member_of: tuple[str, ...]
    actions: tuple[Action, ...]
    description: str
    missing: tuple[str, ...]
    inferred: bool
    orphan: bool
    stale_since: datetime | None
    problems: tuple[ProblemRow, ...]
    cards: tuple[StatusCard, ...]
    sections: tuple[FactSection, ...]
    diagram: Figure | None
    chart: Chart | None
    relations: tuple[Relation, ...]
    found_dependencies: FoundDependencies
    ownership: tuple[Ownership, ...]
    who_must_know: WhoMustKnow | None
    concerns: tuple[ConcernLink, ...]
    roll_ups: tuple[RollUp, ...]
    deployments: DeploymentTable
    on_call: tuple[OnCallRow, ...]
    delivery: DeliveryView | None
    packages: OwnPackages
    package_rows: tuple[OwnRow, ...]
    owned: tuple[Owned, ...]
    template_use: TemplateUse | None
    links: tuple[WebLink, ...]
    tools: ToolList | None
    about: tuple[tuple[str, Markup], ...]
    labels: tuple[tuple[str, str], ...]
    profile: tuple[tuple[str, str], ...]
    initials: str
    picture: str
    targets: tuple[str, ...]
    definition: Definition | None
    api: ApiOverview | None
    has_source: bool
    checks: tuple[CheckLine, ...]
    place: Place
    yaml: str
    json_path: str
    badges: tuple[str, ...]
    week: Week | None
    history: History | None
    feeds: tuple[Link, ...]


def actions(
    portal: Portal, ref: str, entity: EntityData, where: Place, links: Iterable[WebLink]
) -> tuple[Action, ...]:
    """The buttons for docs, source, runbook and create that have a target."""
    found: list[Action] = []
    if split_ref(ref)[0] == "template":
        found.append(Action("Create", BASE + template_path(ref), "create", primary=True))
    if docs := portal.documentation.link(ref):
        found.append(Action("Docs", BASE + docs.path, "docs", primary=not found))
    if source := source_url(entity, where):
        found.append(Action("Source", source, "source"))
    if runbook := runbook_url(portal, ref, links):
        found.append(Action("Runbook", runbook, "runbook"))
    return tuple(found)


def entity_view(
    portal: Portal, ref: str, definition_text: str | None, diagram: Figure | None
) -> EntityView:
    """The view model of the page of `ref`."""
    entity = portal.entities[ref]
    link, where, links = portal.links[ref], place(portal, ref), web_links(entity)
    kind, origin, folder = link.kind, portal.origin(ref), _folder(link.path)
    tables = fact_tables(portal.facts(ref), lambda guide: guide_href(portal, ref, guide, BASE))
    ids = {table.id for table in tables}
    packages = portal.packages.of_entity(ref)
    buttons = actions(portal, ref, entity, where, links)
    cards = status_cards(portal.facts(ref), portal.score(ref), portal.trends(ref), ids)
    return EntityView(
        link=link,
        base=BASE,
        folder=folder,
        owners=tuple(targets_of(entity, "ownedBy")),
        part_of=(*targets_of(entity, "partOf"), *targets_of(entity, "childOf")),
        member_of=tuple(targets_of(entity, "memberOf")),
        actions=buttons,
        description=text_of(entity["metadata"].get("description")),
        missing=missing(portal, entity),
        inferred=origin.inferred,
        orphan=annotations_of(entity).get("backstage.io/orphan") == "true",
        stale_since=origin.stale_since,
        problems=tuple(problem_row(portal, one, None) for one in portal.problems(ref)),
        cards=arranged_cards(portal, ref, cards),
        sections=fact_sections(tables),
        diagram=diagram,
        chart=portal.graph.org_chart(ref) if kind == "group" else None,
        relations=relation_tables(portal, ref, entity),
        found_dependencies=portal.once(found_dependencies, ref),
        ownership=ownership(portal, ref, entity) if kind in {"group", "user"} else (),
        who_must_know=portal.once(who_must_know_view, ref),
        concerns=concern_links(portal, ref),
        roll_ups=own_roll_ups(portal, ref, entity),
        deployments=own_deployments(portal, ref, entity),
        on_call=own_on_call(portal, ref, entity),
        delivery=delivery_view(portal, ref, entity),
        packages=packages,
        package_rows=own_rows(packages, portal.repository(ref)) if packages.shown else (),
        owned=owned(portal, entity) if kind in {"group", "user"} else (),
        template_use=_template_use(portal, ref, entity),
        links=links,
        tools=tool_list(portal, ref, entity, set(_linked(buttons, where, links, cards, tables))),
        about=about(portal, ref, entity, folder),
        labels=labels_of(entity),
        profile=profile(entity),
        initials=initials(link.title) if kind in {"group", "user"} else "",
        picture=picture(entity),
        targets=tuple(location_targets(spec_of(entity))),
        definition=definition(link, definition_text),
        api=api_overview(portal, ref, entity) if kind == "api" else None,
        has_source=kind == "api" and portal.api_definition(ref) is not None,
        checks=check_lines(portal, ref),
        place=where,
        json_path=_json_path(link.path),
        badges=tuple(badge_paths(ref, entity).values()),
        yaml=to_yaml(_readable(entity)),
        week=team_week(portal, ref, link.kind),
        history=history_of(portal, ref),
        feeds=entity_feed_links(portal, ref),
    )


def _template_use(portal: Portal, ref: str, entity: EntityData) -> TemplateUse | None:
    """Who was made from a template, and the templates of what a team owns; None for any other entity."""
    kind = split_ref(ref)[0]
    if kind == "template":
        return template_use(portal, ref)
    return owned_template_use(portal, entity) if kind in {"group", "user"} else None


def _linked(
    buttons: Iterable[Action],
    where: Place,
    links: Iterable[WebLink],
    cards: Iterable[StatusCard],
    tables: Iterable[FactTable],
) -> Iterator[str]:
    """The addresses that the page leads to without the annotations of tools."""
    yield from (button.href for button in buttons)
    yield from (where.repository_url, where.url)
    yield from (link.url for link in links)
    for card in cards:
        yield from (line.url for line in card.lines)
    for table in tables:
        yield from (cell.url for row in table.rows for cell in row)
    panels: tuple[StatusCard | FactTable, ...] = (*cards, *tables)
    yield from (origin.url for panel in panels for origin in panel.origins)


def _folder(path: str) -> str:
    """The folder of the entities that have the namespace of the page at `path`."""
    catalog, namespace, _ = path.split("/", 2)
    return f"{catalog}/{namespace}/"


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
        info = portal.check(score.scorecard, result.check)
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


def _readable(entity: EntityData) -> EntityData:
    """The entity without what the page shows better elsewhere."""
    spec = spec_of(entity)
    shown = {key: value for key, value in entity.items() if key not in {"relations", "spec"}}
    shown["metadata"] = _without_secrets(entity["metadata"])
    if spec:
        text = spec.get("definition")
        short = not isinstance(text, str) or len(text) < 400
        shown["spec"] = spec if short else {**spec, "definition": "(shown above)"}
    return shown


def _without_secrets(metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata without the values of annotations that are keys of tools."""
    stated = metadata.get("annotations")
    if not isinstance(stated, dict) or not any(map(is_secret, stated)):
        return metadata
    shown = {key: "(not shown)" if is_secret(key) else text for key, text in stated.items()}
    return {**metadata, "annotations": shown}
