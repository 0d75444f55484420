"""The view model of the section *Delivery*: four measures in three windows, and a line of two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from catalogsite.model.delivery.figures import WEEKS, WINDOWS, Delivery, DeliveryWindow
from catalogsite.model.entity import EntityData
from catalogsite.model.quantities import plural
from catalogsite.model.snapshot import Trend
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.delivery import cells
from catalogsite.render.views.delivery.cells import DeliveryCell
from catalogsite.render.views.health import parts_of

COLUMNS = (
    f"Last {WINDOWS[0]} days",
    f"{WINDOWS[0]} days before",
    f"Last {WINDOWS[1]} days",
    f"{WEEKS} weeks",
)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One measure: a cell for each window, and the weeks that a line is drawn of."""

    title: str
    cells: tuple[DeliveryCell, ...]
    trend: Trend = ()
    label: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """The table; without rows nothing is measured. `note` says of how many components it is."""

    rows: tuple[DeliveryRow, ...]
    note: str = ""
    columns: tuple[str, ...] = COLUMNS


def delivery_view(portal: Portal, ref: str, entity: EntityData) -> DeliveryView | None:
    """The section of an entity; None where it has no components, or the portal measures none at all."""
    kind = split_ref(ref)[0]
    if kind not in ("component", "group", "system") or not portal.has_delivery():
        return None
    found = portal.delivery(ref)
    if found is not None:
        return DeliveryView(_rows(found), "" if kind == "component" else _note(found))
    parts = (ref,) if kind == "component" else parts_of(portal, ref, entity)
    return DeliveryView(()) if any(map(_is_component, parts)) else None


def _is_component(ref: str) -> bool:
    return split_ref(ref)[0] == "component"


def _note(found: Delivery) -> str:
    measured = found.current[0].components
    return f"Deployments are known of {measured:,} of {plural(found.components, 'component')}."


def _rows(found: Delivery) -> tuple[DeliveryRow, ...]:
    windows = (found.current[0], found.previous[0], found.current[1])

    def in_words(cell: Callable[[DeliveryWindow], DeliveryCell]) -> tuple[DeliveryCell, ...]:
        return tuple(map(cell, windows))

    hours = [None if one is None else one / 60 for one in found.weeks.lead_time]
    return (
        DeliveryRow(
            "Deployments",
            in_words(cells.deployments),
            _trend(found, found.weeks.deployments),
            "Deployments a week",
        ),
        DeliveryRow(
            "Lead time",
            in_words(cells.lead_time),
            _trend(found, hours),
            "Median lead time of each week",
            "h",
        ),
        DeliveryRow("Change failure rate", in_words(cells.failure_rate)),
        DeliveryRow("Time to restore", in_words(cells.restore)),
    )


def _trend(found: Delivery, values: Sequence[float | None]) -> Trend:
    """The values of weeks, each at its last day."""
    last = date.fromisoformat(found.last)
    ends = [last - timedelta(days=7 * left) for left in reversed(range(len(values)))]
    return tuple(
        (end.isoformat(), float(value))
        for end, value in zip(ends, values, strict=True)
        if value is not None
    )
