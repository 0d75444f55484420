"""The service level objectives of Datadog by service, one for each of their windows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from catalogsite.collectors.account import Account
from catalogsite.collectors.response_item import Item, given
from catalogsite.errors import ProviderError
from catalogsite.model.facts.running.slos import Objective, ObjectiveState
from catalogsite.network.json_types import mismatch
from catalogsite.network.paging import endless

STATES: dict[str, ObjectiveState] = {
    "breached": "breached",
    "warning": "warning",
    "ok": "ok",
    "no_data": "no data",
}
_PATH = "api/v1/slo/search"
_INCOMPLETE = "try again later; if it stays, report it to Datadog"
_WINDOWS = {"7d": "7 days", "30d": "30 days", "90d": "90 days"}
_TAG = "service:"


def read_objectives(account: Account, web: str) -> dict[str, tuple[Objective, ...]]:
    """The objectives of each service that their tags name, in lower case. Raises ProviderError."""
    found: dict[str, list[Objective]] = {}
    for id_, one in _listed(account).items():
        tags = {tag.casefold() for tag in (*one.texts("service_tags"), *one.texts("all_tags"))}
        own = list(_objectives(one, f"{web}/slo?slo_id={id_}"))
        for tag in tags:
            if tag.startswith(_TAG):
                found.setdefault(tag.removeprefix(_TAG), []).extend(own)
    return {service: tuple(sorted(found[service], key=_order)) for service in found}


def _order(one: Objective) -> tuple[str, str, str]:
    return one.name, one.window or "", one.url or ""


def _listed(account: Account) -> dict[str, Item]:
    """Every objective by its id, as many as the answer says there are. Raises ProviderError."""
    found: dict[str, Item] = {}
    for number in count():
        answer = account.item(_PATH, (("page[size]", 100), ("page[number]", number)))
        listed = [one.inner("data") for one in answer.need_items("data.attributes.slos")]
        page = {one.text("id") or f"{number}.{one.place}": one for one in listed}
        repeated = bool(page) and page.keys() <= found.keys()
        found |= page
        total = _total(account, answer)
        if len(found) >= total:
            break
        reason = endless(repeated, number + 1, 0)
        if reason or not page:
            what = reason or f"listed {len(found)} of {total} objectives"
            raise ProviderError(what, where=account.client.base_url, fix=_INCOMPLETE)
    return {id_: one.inner("attributes") for id_, one in found.items()}


def _total(account: Account, answer: Item) -> int:
    pagination = answer.inner("meta.pagination")
    total = pagination.whole("total")
    if total is None:
        what = mismatch(
            "a whole number", f"{pagination.place}.total", pagination.value.get("total")
        )
        raise ProviderError(what, where=account.client.base_url, fix=_INCOMPLETE)
    return total


def _objectives(one: Item, page: str) -> Iterator[Objective]:
    """An objective for each window that has a target."""
    statuses = {status.text("timeframe"): status for status in one.items("overall_status")}
    thresholds = [each for each in one.items("thresholds") if each.text("timeframe")]
    for threshold in thresholds:
        window = threshold.text("timeframe") or ""
        target = _share(threshold, "target")
        if target is None:
            threshold.response.note("a target", f"{threshold.place}.target", None)
            continue
        status = statuses.get(window, threshold)
        name = one.text("name") or "objective"
        yield Objective(
            name=f"{name} ({window})" if len(thresholds) > 1 else name,
            target=target,
            state=STATES.get(status.text("state") or "no_data"),
            **given(
                current=_share(status, "status"),
                window=_WINDOWS.get(window, window),
                budget=_budget(status),
                url=page,
            ),
        )


def _share(one: Item, key: str) -> float | None:
    """A percentage from 0 to 100."""
    number = one.number(key)
    if number is None or number <= 100:
        return number
    one.response.note("a percentage", f"{one.place}.{key}", number)
    return None


def _budget(one: Item) -> float | None:
    """The rest of the error budget in percent, below 0 where it is overspent."""
    value = one.value.get("error_budget_remaining")
    if isinstance(value, int | float) and not isinstance(value, bool) and -(2**53) < value <= 100:
        return value
    if value is not None:
        one.response.note("a percentage", f"{one.place}.error_budget_remaining", value)
    return None
