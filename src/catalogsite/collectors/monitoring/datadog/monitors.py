"""The monitors of Datadog by service, with the state of the groups that each watches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from catalogsite.collectors.account import Account
from catalogsite.collectors.response_item import Item, given
from catalogsite.model.facts.running.monitors import WORST_FIRST, Monitor, MonitorState
from catalogsite.network.paging import by_number

STATES: dict[str, MonitorState] = {
    "Alert": "alert",
    "Warn": "warning",
    "No Data": "no data",
    "Unknown": "unknown",
    "OK": "ok",
    **dict.fromkeys(("Ignored", "Skipped"), "paused"),
}
_ALL = (("group_states", "all"), ("with_downtimes", "true"), ("page", 0), ("page_size", 1000))
_SMALLEST_PAGE = 100
_SINCE = {"alert": "last_triggered_ts", "warning": "last_triggered_ts"}
_SINCE |= {"no data": "last_nodata_ts", "ok": "last_resolved_ts"}
_MOST_NAMES = 3
_TAG = "service:"


class _Group(NamedTuple):
    """What a monitor with several groups watches in one of them; `paused` where that is muted."""

    name: str
    state: MonitorState
    since: str | None

    @property
    def tags(self) -> frozenset[str]:
        return frozenset(self.name.casefold().split(","))


def read_monitors(account: Account, web: str) -> dict[str, tuple[Monitor, ...]]:
    """The monitors that watch each service, by its name in lower case. Raises ProviderError.

    These are those with its tag, and those with groups that have it: of the latter the state is that
    of these groups alone.
    """
    found: dict[str, list[Monitor]] = {}
    for one in account.items(
        "api/v1/monitor", _ALL, following=by_number(first=0, smallest=_SMALLEST_PAGE)
    ):
        if one.text("deleted") is None:
            groups = _groups(one, account.context.now)
            tags = {tag.casefold() for tag in one.texts("tags")}
            for tag in sorted(tags.union(*(group.tags for group in groups))):
                if tag.startswith(_TAG):
                    own = [group for group in groups if tag in group.tags]
                    monitor = _monitor(
                        one, own or groups, account.context.now, web, partly=bool(own)
                    )
                    found.setdefault(tag.removeprefix(_TAG), []).append(monitor)
    return {service: tuple(sorted(found[service], key=_order)) for service in found}


def _order(one: Monitor) -> tuple[str, str]:
    return one.name, one.url or ""


def _monitor(
    one: Item, groups: Sequence[_Group], now: datetime, web: str, *, partly: bool
) -> Monitor:
    overall = STATES.get(one.text("overall_state") or "", "unknown")
    states = {group.state for group in groups}
    if not groups and any(_muted(one, now)):
        state: MonitorState = "paused"
    elif partly or "paused" in states:
        state = _worst(states)
    else:
        state = _worst({overall, *states})
    if one.text("draft_status") == "draft":
        state = "paused"
    worst = [group for group in groups if group.state == state]
    known = one.time("overall_state_modified") if state == overall and not partly else None
    since = min((group.since for group in worst if group.since), default=known)
    id_ = one.whole("id")
    return Monitor(
        name=one.text("name") or "monitor",
        state=state,
        **given(
            since=since,
            summary=_summary(worst, len(groups)) if state in _SINCE and state != "ok" else None,
            url=f"{web}/monitors/{id_}" if id_ is not None else None,
        ),
    )


def _worst(states: set[MonitorState]) -> MonitorState:
    return next((state for state in WORST_FIRST if state in states), "no data")


def _summary(groups: Sequence[_Group], among: int) -> str | None:
    """Which groups have the state: `2 of 5 groups: host:a, host:b`."""
    if among < 2 or not groups:
        return None
    names = sorted(group.name for group in groups)
    more = ", …" if len(names) > _MOST_NAMES else ""
    return f"{len(names)} of {among} groups: {', '.join(names[:_MOST_NAMES])}{more}"


def _groups(one: Item, now: datetime) -> list[_Group]:
    """The groups of a monitor that has several; a simple one has none."""
    if not one.flag("multi"):
        return []
    muted = list(_muted(one, now))
    found = []
    for name, group in one.members("state.groups"):
        state = STATES.get(group.text("status") or "", "unknown")
        tags = frozenset(name.split(","))
        if any(scope == "*" or tags.issuperset(scope.split(",")) for scope in muted):
            state = "paused"
        key = _SINCE.get(state)
        found.append(_Group(name, state, _moment(group.whole(key)) if key else None))
    return found


def _muted(one: Item, now: datetime) -> Iterator[str]:
    """The scopes that notify nobody now: all tags of a scope, with commas, or `*`."""
    silenced = one.inner("options.silenced")
    for scope in silenced.value:
        end = silenced.response.number(silenced.value, scope, silenced.place)
        if end is None or end > now.timestamp():
            yield scope
    for downtime in one.items("matching_downtimes"):
        start, end = downtime.number("start"), downtime.number("end")
        if (start or 0) <= now.timestamp() and (end is None or end > now.timestamp()):
            yield ",".join(downtime.texts("scope")) or "*"


def _moment(seconds: int | None) -> str | None:
    """The time of a Unix time in seconds; None for 0, which stands for never."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else None
    except (ValueError, OverflowError, OSError):
        return None
