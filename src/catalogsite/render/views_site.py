"""What the pages about the whole catalog show: home, table, problems, scorecards, create."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogsite.hosts import file_url
from catalogsite.model import CheckInfo, EntityData, Level, Problem, Scorecard
from catalogsite.render.views import (
    EntityLink,
    Portal,
    kind_name,
    kind_order,
    ref_of,
    spec_of,
    text_of,
)
from catalogsite.render.views_status import Status
from catalogsite.urls import split_ref

OWNED_KINDS = {"component", "api", "system", "domain", "resource", "template"}
"""Kinds that ought to have an owner."""


@dataclass(frozen=True, slots=True)
class Attention:
    """One entity that someone should look at, worst first."""

    ref: str
    reason: str
    status: Status
    owner: str | None


@dataclass(frozen=True, slots=True)
class Team:
    """A group, and how much it owns."""

    ref: str
    owned: int
    failing: int
    score: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A repository's last commit, and an entity that lies in it."""

    ref: str
    repository: str
    time: datetime


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many entities of a kind there are."""

    kind: str
    title: str
    count: int


def kind_counts(portal: Portal) -> tuple[KindCount, ...]:
    """Counts by kind, in page order."""
    return tuple(
        KindCount(kind, kind_name(kind, many=len(links) != 1), len(links))
        for kind, links in portal.by_kind().items()
    )


def attention(portal: Portal, limit: int) -> tuple[list[Attention], int]:
    """What is alerting, failing, or owned by nobody, worst first; and how many in all."""
    found: list[tuple[int, str, Attention]] = []
    for ref, link in portal.links.items():
        for rank, reason, status in _troubles(portal, link):
            entry = Attention(ref, reason, status, link.owner)
            found.append((rank, link.title.lower(), entry))
            break
    found.sort(key=lambda item: (item[0], item[1], item[2].ref))
    return [entry for _, _, entry in found[:limit]], len(found)


def _troubles(portal: Portal, link: EntityLink) -> list[tuple[int, str, Status]]:
    alerts, build = portal.alerts(link.ref), portal.build(link.ref)
    troubles = []
    if alerts and alerts.tone in {"bad", "warn"}:
        troubles.append((0 if alerts.tone == "bad" else 2, "alerts are firing", alerts))
    if build and build.tone == "bad":
        troubles.append((1, "build is failing", build))
    if link.kind in OWNED_KINDS and link.owner is None:
        troubles.append((3, "nobody owns it", Status("no owner", "warn")))
    elif link.owner is not None and link.owner not in portal.links:
        troubles.append((4, "its owner is not in the catalog", Status("unknown owner", "warn")))
    return troubles


def teams(portal: Portal) -> list[Team]:
    """Groups that own something, those with the most first."""
    owned: dict[str, list[str]] = defaultdict(list)
    for ref, link in portal.links.items():
        if link.owner in portal.links and split_ref(link.owner or "")[0] == "group":
            owned[str(link.owner)].append(ref)
    found = [_team(portal, ref, refs) for ref, refs in owned.items()]
    return sorted(found, key=lambda team: (-team.owned, portal.title(team.ref).lower()))


def _team(portal: Portal, ref: str, refs: list[str]) -> Team:
    builds = [portal.build(r) for r in refs]
    scores = [score.points for r in refs if (score := portal.score(r))]
    return Team(
        ref=ref,
        owned=len(refs),
        failing=sum(1 for build in builds if build and build.tone == "bad"),
        score=round(sum(scores) / len(scores)) if scores else None,
    )


def changes(portal: Portal, limit: int) -> list[Change]:
    """Repositories by their last commit, newest first, each with its first entity."""
    first: dict[str, str] = {}
    for ref in sorted(portal.links, key=lambda ref: (kind_order(split_ref(ref)[0]), ref)):
        origin = portal.snapshot.origins.get(ref)
        if origin and origin.repository:
            first.setdefault(origin.repository, ref)
    found = [
        Change(ref, portal.repositories[repo].name, time)
        for repo, ref in first.items()
        if repo in portal.repositories and (time := portal.repositories[repo].committed)
    ]
    return sorted(found, key=lambda change: (-change.time.timestamp(), change.ref))[:limit]


def table_json(portal: Portal) -> bytes:
    """Every row of the catalog table, repeated words written once.

    A row is [path, title, name, description, kind, type, lifecycle, owner, system, tags, build,
    alerts, score, docs]; kind, type, lifecycle, owner, system and tags are indexes into lists.
    """
    lists: dict[str, dict[str, int]] = defaultdict(dict)

    def index(of: str, value: str | None) -> int:
        return lists[of].setdefault(value, len(lists[of])) if value else -1

    rows: list[list[Any]] = []
    for ref, link in portal.links.items():
        build, alerts, score = portal.build(ref), portal.alerts(ref), portal.score(ref)
        rows.append(
            [
                *(link.path, link.title, link.name if link.name != link.title else ""),
                link.description,
                *(index("kinds", link.kind), index("types", link.type)),
                *(index("lifecycles", link.lifecycle), index("owners", link.owner)),
                *(index("systems", link.system), [index("tags", tag) for tag in link.tags]),
                *(build.word if build else "", alerts.word if alerts else ""),
                *(score.points if score else None, int(ref in portal.documented)),
            ]
        )
    rows.sort(key=lambda row: (row[1].lower(), row[0]))
    data: dict[str, Any] = {name: list(lists[name]) for name in ("types", "lifecycles", "tags")}
    data["kinds"] = [[kind, kind_name(kind), kind_name(kind, many=True)] for kind in lists["kinds"]]
    for name in ("owners", "systems"):
        data[name] = [[ref, *_named(portal, ref)] for ref in lists[name]]
    data["rows"] = rows
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _named(portal: Portal, ref: str) -> tuple[str, str]:
    link = portal.links.get(ref)
    return (link.title, link.path) if link else (portal.title(ref), "")


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem with its address on the host."""

    level: str
    message: str
    fix: str
    rule: str
    at: str
    url: str
    ref: str | None


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """The problems of one owner, by file."""

    owner: str | None
    title: str
    files: tuple[tuple[str, tuple[ProblemRow, ...]], ...]
    count: int


_LEVEL_ORDER = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


def problem_groups(portal: Portal, limit: int) -> tuple[list[ProblemGroup], Counter[str]]:
    """Problems by owner, then by file; errors first. At most `limit` are listed."""
    counts = Counter(str(problem.level) for problem in portal.snapshot.problems)
    ordered = sorted(portal.snapshot.problems, key=_problem_key)[:limit]
    groups: dict[str | None, dict[str, list[ProblemRow]]] = defaultdict(lambda: defaultdict(list))
    for problem in ordered:
        ref = (problem.entity_ref or "").lower()
        link = portal.links.get(ref)
        owner = link.owner if link and link.owner in portal.links else None
        repo = portal.repositories.get(problem.repository or "")
        name = repo.name if repo else problem.repository
        file = " · ".join(filter(None, [name, problem.file])) or "catalog"
        groups[owner][file].append(problem_row(portal, problem))
    found = [
        ProblemGroup(
            owner=owner,
            title=portal.title(owner) if owner else "Without an owner",
            files=tuple((file, tuple(rows)) for file, rows in sorted(files.items())),
            count=sum(len(rows) for rows in files.values()),
        )
        for owner, files in groups.items()
    ]
    return sorted(found, key=lambda g: (g.owner is None, g.title.lower())), counts


def _problem_key(problem: Problem) -> tuple[int, str, str, int, str]:
    return (
        *(_LEVEL_ORDER[problem.level], problem.repository or "", problem.file or ""),
        *(problem.line or 0, problem.message),
    )


def problem_row(portal: Portal, problem: Problem) -> ProblemRow:
    """One problem, with a link to its line."""
    repo = portal.repositories.get(problem.repository or "")
    file = problem.file or ""
    ref = (problem.entity_ref or "").lower()
    return ProblemRow(
        level=str(problem.level),
        message=problem.message,
        fix=problem.fix or "",
        rule=problem.rule,
        at=f"{file}:{problem.line}" if file and problem.line else file,
        url=(file_url(repo, file, problem.line) or "") if repo and file else "",
        ref=ref if ref in portal.links else None,
    )


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check, and how many entities pass it."""

    info: CheckInfo
    passed: int
    asked: int

    @property
    def percent(self) -> int:
        """Share of entities that pass, of those that were asked."""
        return round(100 * self.passed / self.asked) if self.asked else 0


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """One scorecard: its checks, levels, and the entities with the most to gain."""

    card: Scorecard
    scored: int
    checks: tuple[CheckView, ...]
    levels: tuple[tuple[str, int], ...]
    worst: tuple[str, ...]


def scorecard_views(portal: Portal, limit: int) -> tuple[ScorecardView, ...]:
    """Every scorecard of the snapshot."""
    return tuple(_scorecard(portal, card, limit) for card in portal.snapshot.scorecards)


def _scorecard(portal: Portal, card: Scorecard, limit: int) -> ScorecardView:
    scores = {r: s for r, s in portal.snapshot.scores.items() if s.scorecard == card.id}
    asked: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for score in scores.values():
        for result in score.results:
            asked[result.check] += result.passed is not None
            passed[result.check] += result.passed is True
    levels = Counter(score.level for score in scores.values())
    order = sorted(card.levels, key=lambda name: -card.levels[name])
    names = [*order, *sorted(level for level in levels if level not in order)]
    worst = sorted(
        (ref for ref in scores if ref in portal.links),
        key=lambda ref: (scores[ref].points, portal.links[ref].title.lower(), ref),
    )
    return ScorecardView(
        card=card,
        scored=len(scores),
        checks=tuple(CheckView(c, passed[c.id], asked[c.id]) for c in card.checks),
        levels=tuple((name, levels[name]) for name in names),
        worst=tuple(worst[:limit]),
    )


@dataclass(frozen=True, slots=True)
class Parameter:
    """A question that a template asks."""

    name: str
    title: str
    type: str
    required: bool
    default: str
    description: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A scaffold template: what it makes, what it asks, and the command that runs it."""

    link: EntityLink
    description: str
    parameters: tuple[Parameter, ...]
    steps: tuple[str, ...]
    command: str


def template_view(portal: Portal, entity: EntityData) -> TemplateView:
    """The guide page of a Template."""
    link, spec = portal.links[ref_of(entity)], spec_of(entity)
    parameters = _parameters(spec.get("parameters"))
    asked = [p for p in parameters if p.required and not p.default]
    sets = "".join(f" --set {p.name}={_example(p)}" for p in asked)
    steps = spec.get("steps")
    return TemplateView(
        link=link,
        description=text_of(entity["metadata"].get("description")),
        parameters=tuple(parameters),
        steps=tuple(
            text_of(step.get("name")) or text_of(step.get("action"))
            for step in (steps if isinstance(steps, list) else ())
            if isinstance(step, dict)
        ),
        command=f"catalogsite new {link.name}{sets}",
    )


def _example(parameter: Parameter) -> str:
    return parameter.options[0] if parameter.options else f"<{parameter.name}>"


def _parameters(stated: object) -> list[Parameter]:
    steps = stated if isinstance(stated, list) else [stated]
    found: list[Parameter] = []
    for step in steps:
        if not isinstance(step, dict) or not isinstance(step.get("properties"), dict):
            continue
        required = step.get("required")
        needed = set(map(str, required)) if isinstance(required, list) else set()
        for name, schema in step["properties"].items():
            if isinstance(schema, dict):
                found.append(_parameter(str(name), schema, str(name) in needed))
    return found


def _parameter(name: str, schema: dict[str, Any], required: bool) -> Parameter:
    options = schema.get("enum")
    default = schema.get("default")
    plain = isinstance(default, (str, int, float))
    return Parameter(
        name=name,
        title=text_of(schema.get("title")) or name,
        type=text_of(schema.get("type")) or "string",
        required=required,
        default=json.dumps(default) if default is not None and not plain else text_of(default),
        description=text_of(schema.get("description")),
        options=tuple(map(str, options)) if isinstance(options, list) else (),
    )
