"""Enrichment `opsgenie`: who is on call in the teams of Opsgenie, and their incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
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
from catalogsite.collectors.on_call.opsgenie_alerts import SELECTOR, selected_alerts
from catalogsite.collectors.on_call.services import (
    Service,
    grouped,
    incident_of,
    read_parts,
    service_facts,
    shift_of,
)
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Hint, Target
from catalogsite.model.facts.on_call.incidents import PAST_DAYS, Incident, IncidentState
from catalogsite.model.facts.on_call.shifts import Shift
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.network.credentials import Credentials
from catalogsite.network.paging import Page

TITLE = "Opsgenie"
STATES: dict[str, IncidentState] = {
    "open": "triggered",
    **dict.fromkeys(("resolved", "closed"), "resolved"),
}
ANNOTATION = "opsgenie.com/team"
HINT = Hint(ANNOTATION, "{name}")
NEEDS = (
    Need("v2/schedules", "Configuration Access"),
    Need("v1/incidents/", "Read", {"query": "status:open", "limit": 1}),
)
_SHIFT = {"person": "recipient.name", "start": "startDate", "end": "endDate"}
_INCIDENT = {"id": "id", "title": "message", "urgency": "priority", "url": "links.web"}
_INCIDENT |= {"opened": "createdAt"}


class Settings(CollectorSettings):
    """The account to read; `api_url` differs in the EU."""

    kind: Literal["opsgenie"] = "opsgenie"
    api_url: Address = "https://api.opsgenie.com"
    web_url: Address = "https://app.opsgenie.com"
    names: bool = False
    token: Secret = Secret(env="OPSGENIE_API_KEY")


def collect(settings: Settings, context: Context) -> Results:
    """The shifts and incidents of each team that an entity names, and the alerts that it selects."""
    named, selected = entities_by(ANNOTATION, context), entities_by(SELECTOR, context)
    if named or selected:
        client, read = _open(settings, context), partial(_read, named, selected)
        yield from collect_account(settings, context, "Opsgenie's API", client, read)


def targets(_: Settings, context: Context) -> list[Target]:
    """Each team that entities name."""
    return targets_of(entities_by(ANNOTATION, context), entities_by(SELECTOR, context))


def probe(settings: Settings, context: Context) -> Access:
    """What the key may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("v2/teams")
        return Access(missing=tuple(lacking(client, NEEDS)))


def _open(settings: Settings, context: Context) -> Client:
    key = settings.token.value(context.env)
    proof = Credentials("Authorization", f"GenieKey {key}", (key,)) if key else None
    return context.client(settings.api_url, credentials=proof)


def _read(
    named: Mapping[str, Sequence[str]], selected: Mapping[str, Sequence[str]], account: Account
) -> Results:
    if named:
        keys = ("on_call.opsgenie", "incidents.opsgenie")
        teams = account.part(partial(_teams_by_name, account), *keys)
        if isinstance(teams, Failure):
            yield teams
        else:
            yield from _teams_named(named, teams, account)
    yield from selected_alerts(account, selected, _next)


def _teams_by_name(account: Account) -> dict[str | None, Item]:
    listed = account.items("v2/teams", key="data", following=_next)
    return {one.text("name"): one for one in listed}


def _teams_named(
    named: Mapping[str, Sequence[str]], teams: Mapping[str | None, Item], account: Account
) -> Results:
    services = {
        ref: _service(account, teams[name])
        for name in named
        if name in teams
        for ref in named[name]
    }
    own = {one.shifts for one in services.values()}
    parts = read_parts(account, partial(_shifts, account, own), partial(_incidents, account))
    yield from service_facts(account, services, parts)
    for name, refs in named.items():
        if name not in teams:
            yield account.missing(name, refs, ANNOTATION)


def _next(page: Page) -> str | None:
    paging = page.body.get("paging") if isinstance(page.body, dict) else None
    found = paging.get("next") if isinstance(paging, dict) else None
    return found if isinstance(found, str) and found else None


def _service(account: Account, team: Item) -> Service:
    id_ = team.text("id")
    page = f"{account.settings.web_url}/teams/dashboard/{quote(id_ or '', safe='')}/main"
    return Service(url=page, shifts=id_, incidents=id_)


def _shifts(account: Account, teams: set[str | None]) -> dict[str, list[Shift]]:
    """The shifts of the next two weeks of every enabled schedule of the teams, by team."""
    listed = account.items("v2/schedules", key="data", following=_next)
    own = [one for one in listed if one.text("ownerTeam.id") in teams and one.flag("enabled")]
    levels = _levels(account) if own else {}
    found = account.client.each(partial(_periods, account), own)
    return grouped(
        (one.text("ownerTeam.id"), _shift(account, levels, one, period))
        for one, periods in found
        for period in periods
    )


def _levels(account: Account) -> dict[str | None, int]:
    """The first step of an escalation that notifies each schedule, from 1."""
    levels: dict[str | None, int] = {}
    for escalation in account.items("v2/escalations", key="data", following=_next):
        for level, rule in enumerate(escalation.items("rules"), 1):
            if rule.text("recipient.type") == "schedule":
                levels.setdefault(rule.text("recipient.id"), level)
    return levels


def _periods(account: Account, schedule: Item) -> Sequence[Item]:
    id_ = schedule.required("id")
    if not id_:
        return []
    path = f"v2/schedules/{quote(id_, safe='')}/timeline"
    params = (("interval", 2), ("intervalUnit", "weeks"), ("date", account.context.now.isoformat()))
    timeline = account.item(path, params).inner("data.finalTimeline")
    periods = (one for rotation in timeline.items("rotations") for one in rotation.items("periods"))
    # A period without a recipient is one in which nobody is on call.
    return [one for one in periods if one.text("recipient.type") not in (None, "none")]


def _shift(
    account: Account, levels: Mapping[str | None, int], schedule: Item, period: Item
) -> Shift:
    known = {"schedule": schedule.text("name"), "level": levels.get(schedule.text("id"))}
    return shift_of(period, _SHIFT, names=account.settings.names, **known)


def _incidents(account: Account) -> dict[str, list[Incident]]:
    """The incidents that are open, and those that were opened in the last days, by team."""
    since = account.context.now - timedelta(days=PAST_DAYS)
    queries = ("status:open", f"createdAt>{int(since.timestamp() * 1000)}")
    found = {
        one.text("id"): one
        for query in queries
        for one in account.items(
            "v1/incidents/", (("query", query), ("limit", 100)), key="data", following=_next
        )
    }
    return grouped((team, _incident(one)) for one in found.values() for team in _teams(one))


def _teams(incident: Item) -> Iterator[str]:
    """The team that owns an incident, and those that respond to it, each once."""
    responders = (
        one.text("id") for one in incident.items("responders") if one.text("type") == "team"
    )
    yield from filter(None, dict.fromkeys((incident.text("ownerTeam"), *responders)))


def _incident(one: Item) -> Incident | None:
    state = STATES.get(one.text("status") or "", "triggered")
    ended = one.time("impactEndDate") or one.time("updatedAt")
    return incident_of(one, _INCIDENT, state=state, resolved=ended if state == "resolved" else None)
