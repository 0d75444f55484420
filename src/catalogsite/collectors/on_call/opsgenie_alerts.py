"""The open alerts of Opsgenie that the selector of an entity finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import quote

from catalogsite.collectors.account import Account, Results
from catalogsite.collectors.response_item import Item, given
from catalogsite.errors import ProviderError
from catalogsite.model.facts.alerts import Alert, AlertState, alerts_of
from catalogsite.network.paging import NextPage

SELECTOR = "opsgenie.com/component-selector"
"""The annotation with a query of Opsgenie, such as `tag:"service:shop"`."""

_ALERT = {"name": "message", "severity": "priority"}


def selected_alerts(
    account: Account, named: Mapping[str, Sequence[str]], following: NextPage
) -> Results:
    """The alerts of each entity whose selector finds some; a failure for each selector that is refused."""
    for selector, answer in account.client.each(partial(_asked, account, following), named):
        if isinstance(answer, ProviderError):
            yield account.failure(answer, named[selector], f"`{SELECTOR}: {selector}`")
        elif answer:
            value = alerts_of(_alert(account, one) for one in answer)
            page = f"{account.settings.web_url}/alert/list?query={quote(selector)}"
            yield from account.facts(named[selector], "alerts.opsgenie", value, page)


def _asked(account: Account, following: NextPage, selector: str) -> Sequence[Item] | ProviderError:
    params = (("query", f"status:open AND ({selector})"), ("limit", 100))
    try:
        return account.items("v2/alerts", params, key="data", following=following)
    except ProviderError as error:
        return error


def _alert(account: Account, one: Item) -> Alert:
    page = f"{account.settings.web_url}/alert/detail/{quote(one.text('id') or '', safe='')}/details"
    texts = {name: one.text(path) for name, path in _ALERT.items()}
    known = given(
        **texts | {"name": texts["name"] or "alert"}, since=one.time("createdAt"), url=page
    )
    return Alert(state=_state(one), **known)


def _state(one: Item) -> AlertState:
    """Somebody has seen an acknowledged one, and nobody is notified of a snoozed one."""
    if one.flag("snoozed"):
        return "silenced"
    return "warning" if one.flag("acknowledged") else "alert"
