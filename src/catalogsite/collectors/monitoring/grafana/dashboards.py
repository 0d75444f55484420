"""The dashboards of a Grafana, and which of them each entity selects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple
from urllib.parse import urlsplit

from catalogsite.collectors.account import Account, Results
from catalogsite.collectors.response_item import Item, given
from catalogsite.model.facts.activity.dashboard_selector import (
    DashboardSelector,
    DashboardSelectorError,
    Fields,
)
from catalogsite.model.facts.activity.dashboards import Dashboard, Dashboards
from catalogsite.network.paging import by_number

SELECTOR, OVERVIEW = "grafana/dashboard-selector", "grafana/overview-dashboard"
_ALL = (("type", "dash-db"), ("limit", 5000))
_SMALLEST_PAGE = 1000
"""What Grafana puts on a page where it is told no limit."""

_ADDRESS = re.compile(r"(?i)https?://")
_ID = re.compile(r"/d/([^/]+)")

Selected = Mapping[str, Mapping[str, str]]
"""By reference of an entity, what each of the two annotations selects."""


class Listed(NamedTuple):
    """A dashboard: the fields that selectors compare, and its value in a fact."""

    fields: Fields
    shown: Dashboard


def read_dashboards(account: Account, pages: str) -> list[Listed]:
    """Every dashboard that the token may see, by title. Raises ProviderError."""
    following = by_number(smallest=_SMALLEST_PAGE)
    items = account.items("api/search", _ALL, following=following)
    found = [_listed(one, pages) for one in items if one.required("url")]
    return _in_order(found)


def _in_order(listed: Iterable[Listed]) -> list[Listed]:
    """Each dashboard once, by title."""
    unique = {one.shown.url: one for one in listed}
    return sorted(unique.values(), key=lambda one: (one.shown.title, one.shown.url))


def dashboard_facts(account: Account, selected: Selected, listed: Sequence[Listed]) -> Results:
    """The dashboards of each entity, its overview first; a failure for what selects none.

    A selector that cannot be read is a problem of the descriptor, which is reported at its line.
    """
    by_tag: dict[str, list[Listed]] = {}
    for one in listed:
        for tag in one.fields["tags"]:
            by_tag.setdefault(tag, []).append(one)
    find = cache(partial(_found, listed, by_tag))
    for ref, texts in selected.items():
        found = {annotation: find(text) for annotation, text in texts.items()}
        for annotation, some in found.items():
            if some == ():
                about = f"`{annotation}: {texts[annotation]}`"
                yield account.missing(about, [ref], annotation)
        overview, others = found.get(OVERVIEW) or (), found.get(SELECTOR) or ()
        shown = tuple(dict.fromkeys((*overview[:1], *others)))
        if shown:
            page = f"{account.settings.pages}/dashboards"
            value = Dashboards(dashboards=shown)
            yield from account.facts([ref], "dashboards.grafana", value, page)


def _found(
    listed: Sequence[Listed], by_tag: Mapping[str, Sequence[Listed]], text: str
) -> tuple[Dashboard, ...] | None:
    """The dashboards that a selector or an address names; None for a selector that cannot be read.

    `by_tag` are those that have each tag: few of thousands have the tags that a selector needs.
    """
    if _ADDRESS.match(text):
        path = urlsplit(text).path
        known = next((one.shown for one in listed if _is_at(path, one.shown)), None)
        # Its own address may name a time or a variable.
        return (
            known.model_copy(update={"url": text})
            if known
            else Dashboard(title="Overview", url=text),
        )
    try:
        selector = DashboardSelector(text)
    except DashboardSelectorError:
        return None
    tags = selector.tags
    some = listed if tags is None else _in_order(one for tag in tags for one in by_tag.get(tag, ()))
    return tuple(one.shown for one in some if selector.selects(one.fields))


def _is_at(path: str, dashboard: Dashboard) -> bool:
    """Whether the path of an address is that of a dashboard: what follows its id may differ."""
    ids = [_ID.search(each) for each in (path, urlsplit(dashboard.url).path)]
    return ids[0] is not None and ids[1] is not None and ids[0][1] == ids[1][1]


def _listed(one: Item, pages: str) -> Listed:
    url = whole_address(pages, one.text("url") or "")
    title, folder = one.text("title") or "", one.text("folderTitle")
    folder_url = one.text("folderUrl")
    fields: Fields = {
        "title": title,
        "tags": one.texts("tags"),
        "url": url,
        "folderTitle": folder or "",
        "folderUrl": whole_address(pages, folder_url) if folder_url else "",
    }
    return Listed(fields, Dashboard(title=title or "dashboard", url=url, **given(folder=folder)))


def whole_address(pages: str, path: str) -> str:
    """The address of a path that Grafana gives: with or without that of its own sub-path."""
    parts = urlsplit(pages)
    below = path.startswith(f"{parts.path}/")
    return f"{parts.scheme}://{parts.netloc}{path}" if below else f"{pages}{path}"
