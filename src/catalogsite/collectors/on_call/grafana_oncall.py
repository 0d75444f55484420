"""Enrichment `grafana_oncall`: who is on call for the integrations of Grafana OnCall, and alert groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
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
from catalogsite.network.credentials import bearer, in_header
from catalogsite.network.paging import by_address

TITLE = "Grafana OnCall"
STATES: dict[str, IncidentState] = {
    **dict.fromkeys(("firing", "new"), "triggered"),
    **dict.fromkeys(("acknowledged", "silenced"), "acknowledged"),
    "resolved": "resolved",
}
ANNOTATION = "catalogsite.dev/oncall-integration"
HINT = Hint(ANNOTATION, "{name}")
NEEDS = (
    Need("api/v1/schedules/", "Schedules (read)"),
    Need("api/v1/escalation_policies/", "Escalation chains (read)"),
    Need("api/v1/alert_groups/", "Alert groups (read)"),
)
_AHEAD = timedelta(days=14)
_SHIFT = {"person": "user_username", "start": "shift_start", "end": "shift_end"}
_INCIDENT = {"id": "id", "title": "title", "url": "permalinks.web"}
_INCIDENT |= {"opened": "created_at", "resolved": "resolved_at"}


class Settings(CollectorSettings):
    """The OnCall to read; with `stack_url`, the address of a Grafana, the token is one of that Grafana."""

    kind: Literal["grafana_oncall"] = "grafana_oncall"
    url: Address
    stack_url: Address | None = None
    names: bool = False
    token: Secret = Secret(env="GRAFANA_ONCALL_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """The shifts and alert groups of each integration that an entity names."""
    named = entities_by(ANNOTATION, context)
    if named:
        client, read = _open(settings, context), partial(_read, named)
        yield from collect_account(settings, context, "the API of Grafana OnCall", client, read)


def targets(_: Settings, context: Context) -> list[Target]:
    """Each integration that entities name."""
    return targets_of(entities_by(ANNOTATION, context))


def probe(settings: Settings, context: Context) -> Access:
    """What the token may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("api/v1/integrations/")
        return Access(missing=tuple(lacking(client, NEEDS)))


def _open(settings: Settings, context: Context) -> Client:
    token = settings.token.value(context.env)
    proof = in_header("Authorization", token) if token else None
    if settings.stack_url is None:
        return context.client(settings.url, credentials=proof)
    headers = {"X-Grafana-URL": settings.stack_url}
    return context.client(
        settings.url, credentials=bearer(token) if token else None, headers=headers
    )


def _read(named: Mapping[str, Sequence[str]], account: Account) -> Results:
    listed = _all(account, "integrations/")
    known = {name: one for one in listed for key in ("name", "id") if (name := one.text(key))}
    wanted = {name: known[name] for name in named if name in known}
    chains = {chain for one in wanted.values() if (chain := _chain(one))}
    services = {ref: _service(account, wanted[name]) for name in wanted for ref in named[name]}
    own = frozenset(one.text("id") for one in wanted.values())
    parts = read_parts(
        account, partial(_shifts, account, chains), partial(_incidents, account, own)
    )
    if not isinstance(parts.shifts, Failure):
        services = {ref: _known(one, parts.shifts) for ref, one in services.items()}
    yield from service_facts(account, services, parts)
    for name, refs in named.items():
        if name not in known:
            yield account.missing(name, refs, ANNOTATION)


def _all(account: Account, path: str, *params: tuple[str, str]) -> Sequence[Item]:
    return account.items(f"api/v1/{path}", params, key="results", following=by_address("next"))


def _chain(integration: Item) -> str | None:
    return integration.text("default_route.escalation_chain_id")


def _service(account: Account, integration: Item) -> Service:
    id_, stack = integration.text("id") or "", account.settings.stack_url
    page = f"{stack}/a/grafana-oncall-app/integrations/{quote(id_, safe='')}" if stack else None
    return Service(url=page, shifts=_chain(integration), incidents=id_)


def _known(service: Service, shifts: Container[str | None]) -> Service:
    """The service, without shifts where its chain notifies no schedule: who is on call is not known."""
    return service if service.shifts in shifts else service._replace(shifts=None)


def _shifts(account: Account, chains: set[str]) -> dict[str, list[Shift]]:
    """The shifts of the next days of each schedule that a chain notifies, by chain."""
    steps: dict[str, list[str]] = defaultdict(list)
    listed = sorted(
        _all(account, "escalation_policies/"), key=lambda one: one.whole("position") or 0
    )
    for step in listed if chains else ():
        chain, schedule = (
            step.text("escalation_chain_id"),
            step.text("notify_on_call_from_schedule"),
        )
        if chain in chains and schedule:
            steps[chain].append(schedule)
    needed = sorted({schedule for found in steps.values() for schedule in found})
    names = (
        {one.text("id"): one.text("name") for one in _all(account, "schedules/")} if needed else {}
    )
    shifts = dict(account.client.each(partial(_final_shifts, account), needed))
    found = grouped(
        (
            chain,
            shift_of(
                one, _SHIFT, names=account.settings.names, schedule=names.get(id_), level=level
            ),
        )
        for chain, schedules in steps.items()
        for level, id_ in enumerate(dict.fromkeys(schedules), 1)
        for one in shifts[id_]
    )
    return {chain: found.get(chain, []) for chain in steps}


def _final_shifts(account: Account, schedule: str) -> Sequence[Item]:
    now = account.context.now
    days = (("start_date", f"{now:%Y-%m-%d}"), ("end_date", f"{now + _AHEAD:%Y-%m-%d}"))
    return _all(account, f"schedules/{quote(schedule, safe='')}/final_shifts", *days)


def _incidents(account: Account, integrations: frozenset[str | None]) -> dict[str, list[Incident]]:
    """The alert groups that are open, and those of the last days that are resolved, by integration."""
    now = account.context.now
    window = "_".join(f"{one:%Y-%m-%dT%H:%M:%S}" for one in (now - timedelta(days=PAST_DAYS), now))
    found = [
        one for state in ("new", "acknowledged", "silenced") for one in _groups(account, state)
    ]
    found += _groups(account, "resolved", ("started_at", window))
    own = [one for one in found if one.text("integration_id") in integrations]
    return grouped((one.text("integration_id"), _incident(one)) for one in own)


def _groups(account: Account, state: str, *params: tuple[str, str]) -> Sequence[Item]:
    return _all(account, "alert_groups/", ("state", state), *params)


def _incident(one: Item) -> Incident | None:
    return incident_of(one, _INCIDENT, state=STATES.get(one.text("state") or "", "triggered"))
