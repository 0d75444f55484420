"""Enrichment `pagerduty`: who is on call for the services of PagerDuty, and their incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Literal

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
from catalogsite.collectors.targets import Hint, Target, is_instance
from catalogsite.model.facts.on_call.incidents import PAST_DAYS, Incident, IncidentState
from catalogsite.model.facts.on_call.shifts import Shift
from catalogsite.network.client import Client
from catalogsite.network.credentials import Credentials
from catalogsite.network.paging import by_offset

TITLE = "PagerDuty"
STATES: dict[str, IncidentState] = {
    "triggered": "triggered",
    "acknowledged": "acknowledged",
    "resolved": "resolved",
}
PAUSED = frozenset({"maintenance", "disabled"})
"""The states of a service in which it opens no incident."""

ID, KEY = "pagerduty.com/service-id", "pagerduty.com/integration-key"
HINT = Hint(ID, "PXXXXXX")
NEEDS = tuple(Need(one, f"to read {one}", {"limit": 1}) for one in ("oncalls", "incidents"))
_AHEAD = timedelta(days=14)
_OPEN = (("date_range", "all"), ("statuses[]", "triggered"), ("statuses[]", "acknowledged"))
_SHIFT = {"schedule": "schedule.summary", "url": "schedule.html_url", "person": "user.summary"}
_SHIFT |= {"level": "escalation_level", "start": "start", "end": "end"}
_INCIDENT = {"id": "id", "title": "title", "url": "html_url"}
_INCIDENT |= {"opened": "created_at", "resolved": "resolved_at"}


class Settings(CollectorSettings):
    """The account to read; `instance` is its name in `pagerduty.com/account`."""

    kind: Literal["pagerduty"] = "pagerduty"
    api_url: Address = "https://api.pagerduty.com"
    instance: str | None = None
    names: bool = False
    token: Secret = Secret(env="PAGERDUTY_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """The shifts and incidents of each service that an entity names."""
    by_id, by_key = _named(settings, context)
    if by_id or by_key:
        client, read = _open(settings, context), partial(_read, by_id, by_key)
        yield from collect_account(settings, context, "PagerDuty's API", client, read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each service that entities name."""
    return targets_of(*_named(settings, context))


def probe(settings: Settings, context: Context) -> Access:
    """What the token may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("services", {"limit": 1})
        return Access(missing=tuple(lacking(client, NEEDS)))


def _open(settings: Settings, context: Context) -> Client:
    token = settings.token.value(context.env)
    proof = Credentials("Authorization", f"Token token={token}", (token,)) if token else None
    headers = {"Accept": "application/vnd.pagerduty+json;version=2"}
    return context.client(settings.api_url, credentials=proof, headers=headers)


def _named(settings: Settings, context: Context) -> tuple[dict[str, list[str]], ...]:
    """The entities by the id of a service, and those by the key of an integration."""

    def is_here(annotations: Mapping[str, str]) -> bool:
        return is_instance(annotations.get("pagerduty.com/account"), settings, context)

    return tuple(entities_by(name, context, is_here) for name in (ID, KEY))


def _read(
    by_id: Mapping[str, Sequence[str]], by_key: Mapping[str, Sequence[str]], account: Account
) -> Results:
    listed = _all(account, "services", ("include[]", "integrations"))
    ids = {one.text("id"): one for one in listed}
    keys = {
        part.text("integration_key"): one for one in listed for part in one.items("integrations")
    }
    services = {ref: _service(keys[key]) for key in by_key for ref in by_key[key] if key in keys}
    services |= {ref: _service(ids[id_]) for id_ in by_id for ref in by_id[id_] if id_ in ids}
    parts = read_parts(account, partial(_shifts, account), partial(_incidents, account))
    yield from service_facts(account, services, parts)
    for id_, refs in by_id.items():
        if id_ not in ids:
            yield account.missing(id_, refs, ID)
    for key, refs in by_key.items():
        # Who has the key of an integration may open incidents, so no message quotes it.
        if key not in keys and (unknown := [ref for ref in refs if ref not in services]):
            yield account.missing(f"the integration key of {unknown[0]}", unknown, KEY)


def _all(account: Account, name: str, *params: tuple[str, str]) -> Sequence[Item]:
    return account.items(name, (*params, ("limit", 100)), key=name, following=by_offset("more"))


def _service(one: Item) -> Service:
    return Service(
        url=one.text("html_url"),
        shifts=one.text("escalation_policy.id"),
        incidents=one.text("id"),
        policy=one.text("escalation_policy.summary"),
        paused=one.text("status") in PAUSED,
    )


def _shifts(account: Account) -> dict[str, list[Shift]]:
    """Every shift of now and the earliest one of each person in the next days, by policy."""
    now, names = account.context.now, account.settings.names
    window = (("since", now.isoformat()), ("until", (now + _AHEAD).isoformat()))
    found = _all(account, "oncalls", *window, ("earliest", "true"))
    return grouped(
        (one.text("escalation_policy.id"), shift_of(one, _SHIFT, names=names)) for one in found
    )


def _incidents(account: Account) -> dict[str, list[Incident]]:
    """The incidents that are open, and those that were resolved lately, by service."""
    now = account.context.now
    window = (("since", (now - timedelta(days=PAST_DAYS)).isoformat()), ("until", now.isoformat()))
    # One that is resolved meanwhile is then in the first answer as open, and in the second not.
    found = [*_all(account, "incidents", *_OPEN)]
    found += _all(account, "incidents", *window, ("statuses[]", "resolved"))
    return grouped((one.text("service.id"), _incident(one)) for one in found)


def _incident(one: Item) -> Incident | None:
    state = STATES.get(one.text("status") or "", "triggered")
    urgency = one.text("priority.summary") or one.text("urgency")
    return incident_of(one, _INCIDENT, state=state, urgency=urgency)
