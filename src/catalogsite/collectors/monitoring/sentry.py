"""Enrichment `sentry`: the unresolved issues of the projects of a Sentry, as groups of errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.access.rights import Access, Need, lacking
from catalogsite.collectors.account import (
    Account,
    Results,
    collect_account,
    entities_by,
    targets_of,
)
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item, given
from catalogsite.collectors.targets import Hint, Target
from catalogsite.errors import ProviderError
from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.facts.running.error_groups import (
    WORST_FIRST,
    ErrorGroup,
    ErrorGroups,
    ErrorLevel,
)
from catalogsite.network.client import Client

TITLE = "Sentry"
HINT = Hint("sentry.io/project-slug", "{settings.organization}/{name}")
LEVELS: dict[str, ErrorLevel] = {
    "fatal": "fatal",
    "error": "error",
    "warning": "warning",
    **dict.fromkeys(("info", "debug", "sample"), "info"),
}
_OPEN = (("query", "is:unresolved"), ("statsPeriod", "14d"), ("groupStatsPeriod", "24h"))
_SENTRY = "https://sentry.io"
_AT_ONCE = 100
_MOST = 20
"""The issues of a project that a page lists; all are counted."""
_REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Settings(CollectorSettings):
    """The organisation to read; `web_url` is the address for pages."""

    kind: Literal["sentry"] = "sentry"
    organization: str
    url: Address = _SENTRY
    web_url: Address | None = None
    token: Secret = Secret(env="SENTRY_AUTH_TOKEN")

    @property
    def pages(self) -> str:
        """The address for pages; a region of Sentry's own has those of all."""
        return self.web_url or (_SENTRY if self.url.endswith(".sentry.io") else self.url)

    @property
    def path(self) -> str:
        """The path of the organisation."""
        return f"api/0/organizations/{quote(self.organization, safe='')}"


def collect(settings: Settings, context: Context) -> Results:
    """The unresolved issues of each project that an entity names; none where it has none."""
    named = _named(settings, context)
    if named:
        client, read = _open(settings, context), partial(_read, named)
        yield from collect_account(settings, context, "Sentry's API", client, read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each project that entities name."""
    return targets_of(_named(settings, context))


def probe(settings: Settings, context: Context) -> Access:
    """What the token may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json(f"{settings.path}/projects/", {"per_page": 1})
        issues = Need(f"{settings.path}/issues/", "event:read", {"limit": 1})
        return Access(missing=tuple(lacking(client, [issues])))


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.url, token=settings.token.value(context.env))


def _named(settings: Settings, context: Context) -> dict[str, list[str]]:
    """The entities by the slug of a project in this organisation."""
    servers = [one for one in context.enrichments if isinstance(one, Settings)] or [settings]
    found: dict[str, list[str]] = {}
    for value, refs in entities_by(HINT.annotation, context).items():
        organization, _, slug = value.rpartition("/")
        if (organization or servers[0].organization) == settings.organization and slug:
            found[slug] = sorted({*found.get(slug, ()), *refs})
    return found


def _read(named: Mapping[str, Sequence[str]], account: Account) -> Results:
    listed = account.items(f"{account.settings.path}/projects/", (("per_page", 100),))
    ids = {one.text("slug"): one.text("id") for one in listed if _is_readable(one)}
    wanted = {slug: id_ for slug in named if (id_ := ids.get(slug))}
    projects = sorted(wanted.values())
    batches = [projects[at : at + _AT_ONCE] for at in range(0, len(projects), _AT_ONCE)]
    asked = list(account.client.each(partial(_issues, account), batches))
    alone = [[id_] for batch, answer in asked if _is_refused(batch, answer) for id_ in batch]
    asked += account.client.each(partial(_issues, account), alone)
    answers = {id_: answer for batch, answer in asked for id_ in batch}
    issues = _by_project(answer for _, answer in asked if not isinstance(answer, ProviderError))
    for slug, refs in named.items():
        if slug not in wanted:
            yield account.missing(slug, refs, HINT.annotation)
            continue
        id_ = wanted[slug]
        answer = answers[id_]
        if isinstance(answer, ProviderError):
            yield account.failure(answer, refs, slug)
            continue
        value = _groups(issues.get(id_, ()))
        yield from account.facts(refs, "errors.sentry", value, _page(account, id_))


def _by_project(answers: Iterable[Sequence[Item]]) -> dict[str | None, list[Item]]:
    """The issues by the id of their project."""
    found: dict[str | None, list[Item]] = {}
    for one in (issue for answer in answers for issue in answer):
        found.setdefault(one.text("project.id"), []).append(one)
    return found


def _is_readable(project: Item) -> bool:
    return project.value.get("hasAccess") is None or project.flag("hasAccess")


def _issues(account: Account, projects: Sequence[str]) -> Sequence[Item] | ProviderError:
    """The issues that were raised lately in some projects, or why they cannot be read."""
    params = [*_OPEN, *(("project", id_) for id_ in projects), ("limit", "100")]
    try:
        return account.items(f"{account.settings.path}/issues/", params)
    except ProviderError as error:
        return error


def _is_refused(batch: Sequence[str], answer: object) -> bool:
    """Whether one project may have cost the answer about the others."""
    return len(batch) > 1 and isinstance(answer, ProviderError) and answer.status in _REFUSED


def _page(account: Account, project: str) -> str:
    name = quote(account.settings.organization, safe="")
    return f"{account.settings.pages}/organizations/{name}/issues/?project={quote(project)}"


def _groups(issues: Iterable[Item]) -> ErrorGroups:
    """All of them counted, and of each level the newest ones listed, the worst level first."""
    groups = sorted(map(_group, issues), key=_order)
    return ErrorGroups(groups=tuple(groups[:_MOST]), open=len(groups))


def _order(one: ErrorGroup) -> tuple[int, float, str, str]:
    seen = parsed_time(one.last) or _NEVER
    return WORST_FIRST.index(one.level), -seen.timestamp(), one.title, one.url or ""


def _group(one: Item) -> ErrorGroup:
    return ErrorGroup(
        title=one.text("title") or "error",
        level=LEVELS.get(one.text("level") or "", "unknown"),
        **given(
            count=_count(one),
            last_day=_last_day(one),
            users=one.whole("userCount"),
            first=one.time("firstSeen"),
            last=one.time("lastSeen"),
            url=one.text("permalink"),
        ),
    )


def _count(one: Item) -> int | None:
    """How often it was raised in the period, which Sentry writes as a text."""
    text = one.text("count")
    if text is None or (text.isdecimal() and int(text) < 2**63):
        return None if text is None else int(text)
    one.response.note("a number as text", f"{one.place}.count", text)
    return None


def _last_day(one: Item) -> int | None:
    """The sum of the hours of the last day, each `[time, number]`; None where one is not known."""
    stats = one.inner("stats")
    hours = stats.response.optional_list(stats.value, "24h", stats.place)
    total = 0
    for number, hour in enumerate(hours):
        match hour:
            case [_, int(count)] if not isinstance(count, bool) and 0 <= count < 2**53:
                total += count
            case _:
                place = f"{stats.place}.24h[{number}]"
                stats.response.note("a time and a number", place, hour)
                return None
    return total if hours else None
