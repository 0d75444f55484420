"""Enrichment `newrelic`: the alerts and dashboards of entities of New Relic."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Literal

from catalogsite.collectors.access.rights import Access
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
from catalogsite.model.facts.activity.dashboards import Dashboard, Dashboards
from catalogsite.model.facts.alerts import Alert, AlertState, HealthState, alerts_of
from catalogsite.network.client import Client
from catalogsite.network.credentials import in_header

TITLE = "New Relic"
ENTITY, DASHBOARD = "newrelic.com/entity-guid", "newrelic.com/dashboard-guid"
HINT = Hint(ENTITY, "the GUID of its entity")
SEVERITIES: dict[str, HealthState] = {
    "CRITICAL": "alert",
    "WARNING": "warning",
    "NOT_ALERTING": "ok",
    "NOT_CONFIGURED": "no data",
}
"""The alert severities of an entity; any other one says that nobody knows."""

WHO = "query Who { actor { user { name } } }"
QUERY = """query Entities($guids: [EntityGuid]!) {
  actor { entities(guids: $guids) {
    guid name permalink reporting
    ... on AlertableEntity { alertSeverity recentAlertViolations(count: 50) {
      violationId label level alertSeverity openedAt closedAt violationUrl } }
  } }
}"""
_AT_ONCE = 25
"""The most entities that one query may name."""


class Settings(CollectorSettings):
    """The account to read, by a user key."""

    kind: Literal["newrelic"] = "newrelic"
    api_url: Address = "https://api.newrelic.com"
    token: Secret = Secret(env="NEW_RELIC_API_KEY")


def collect(settings: Settings, context: Context) -> Results:
    """The alerts of each entity, and the dashboards, that entities of the catalog name."""
    named = _named(context)
    if any(named):
        client, read = _open(settings, context), partial(_read, *named)
        yield from collect_account(settings, context, "New Relic's API", client, read)


def targets(_: Settings, context: Context) -> list[Target]:
    """Each entity and dashboard of New Relic that entities name."""
    return targets_of(*_named(context))


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the key is. Raises ProviderError."""
    with _open(settings, context) as client:
        answer = _asked(Account(client, settings, context, "New Relic's API"), WHO, {})
        return Access(answer.text("user.name"))


def _open(settings: Settings, context: Context) -> Client:
    token = settings.token.value(context.env)
    return context.client(
        settings.api_url, credentials=in_header("API-Key", token) if token else None
    )


def _named(context: Context) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The entities of the catalog by the GUID of one of New Relic, and by that of a dashboard."""
    return entities_by(ENTITY, context), entities_by(DASHBOARD, context)


def _read(
    entities: Mapping[str, Sequence[str]],
    dashboards: Mapping[str, Sequence[str]],
    account: Account,
) -> Results:
    guids = sorted(filter(_is_guid, {*entities, *dashboards}))
    batches = [guids[at : at + _AT_ONCE] for at in range(0, len(guids), _AT_ONCE)]
    found: dict[str, Item | ProviderError] = {}
    for batch, answer in account.client.each(partial(_entities, account), batches):
        found |= dict.fromkeys(batch, answer) if isinstance(answer, ProviderError) else answer
    for annotation, named in ((ENTITY, entities), (DASHBOARD, dashboards)):
        for guid, refs in named.items():
            one = found.get(guid)
            if isinstance(one, ProviderError):
                yield account.failure(one, refs, guid)
            elif one is not None:
                yield from _facts(account, annotation, one, refs)
            elif not _has_others(account.context):
                yield account.missing(guid, refs, annotation)


def _has_others(context: Context) -> bool:
    """Whether several accounts are configured: no GUID says in which of them it is."""
    return sum(isinstance(one, Settings) for one in context.enrichments) > 1


def _is_guid(text: str) -> bool:
    """Whether a text is the GUID of an entity; any other one would cost the answer about all."""
    try:
        return b64decode(text + "=" * (-len(text) % 4), validate=True).count(b"|") >= 3
    except ValueError:
        return False


def _entities(account: Account, guids: Sequence[str]) -> dict[str, Item] | ProviderError:
    """What can be read of some entities by their GUIDs, or why nothing can."""
    try:
        found = _asked(account, QUERY, {"guids": list(guids)}).need_items("entities")
        return {guid: one for one in found if (guid := one.text("guid"))}
    except ProviderError as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise
        return error


def _asked(account: Account, query: str, variables: Mapping[str, object]) -> Item:
    """What a query says of the actor. Raises ProviderError, too, for a query that is refused in part."""
    answer = account.post("graphql", {"query": query, "variables": variables})
    refused = next((one.text("message") for one in answer.items("errors")), None)
    if refused is not None:
        what = f"refused the query: {' '.join(refused.split())[:200]}"
        fix = "check the key, and that `api_url` is that of its region"
        raise ProviderError(what, where=account.client.base_url, fix=fix)
    actor = answer.inner("data.actor")
    answer.response.need_object(answer.inner("data").value.get("actor"), actor.place)
    return actor


def _facts(account: Account, annotation: str, one: Item, refs: Iterable[str]) -> Results:
    page = one.text("permalink")
    if annotation == ENTITY:
        value = alerts_of(_violations(one), [_health(one)])
        yield from account.facts(refs, "alerts.newrelic", value, page)
    elif page is not None:
        shown = Dashboard(title=one.text("name") or "dashboard", url=page)
        value_of_all = Dashboards(dashboards=(shown,))
        yield from account.facts(refs, "dashboards.newrelic", value_of_all, page)


def _health(one: Item) -> HealthState:
    """The state of an entity: one that reports nothing is not well."""
    state = SEVERITIES.get(one.text("alertSeverity") or "", "no data")
    silent = one.value.get("reporting") is False
    return "no data" if state == "ok" and silent else state


def _violations(one: Item) -> Iterable[Alert]:
    """The violations that are open, each once."""
    opened = [each for each in one.items("recentAlertViolations") if each.whole("closedAt") is None]
    found = {each.whole("violationId") or each.place: each for each in opened}
    return [_alert(each) for each in found.values()]


def _alert(each: Item) -> Alert:
    word = each.text("alertSeverity") or each.text("level") or ""
    state: AlertState = "alert" if word.upper() == "CRITICAL" else "warning"
    return Alert(
        name=each.text("label") or "alert",
        state=state,
        **given(
            severity=word.lower() or None,
            since=_moment(each.whole("openedAt")),
            url=each.text("violationUrl"),
        ),
    )


def _moment(milliseconds: int | None) -> str | None:
    """The time of a Unix time in milliseconds."""
    try:
        found = datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
    except (ValueError, OverflowError, OSError):
        return None
    return found.isoformat() if found else None
