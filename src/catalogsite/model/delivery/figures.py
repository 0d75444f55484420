"""The figures of delivery that a snapshot holds; `docs/reference/dora.md` has the definitions."""

from __future__ import annotations

from typing import Literal

from pydantic import FiniteFloat

from catalogsite.model.value import Value

Band = Literal["elite", "high", "medium", "low"]

FEW = 5
"""Fewer values than these are named one by one, without a median or a band."""

WINDOWS = (30, 90)
"""The days of the windows, of each of which there is the one before too."""

WEEKS = 13
"""The last weeks of seven days that a line is drawn of."""


class Durations(Value):
    """Durations in minutes: how many, their median, and the value that three of four do not exceed.

    With fewer than FEW, `values` are all of them in order, and the others are None. There is at least one.
    """

    count: int
    median: FiniteFloat | None = None
    p75: FiniteFloat | None = None
    values: tuple[FiniteFloat, ...] | None = None


class DeliveryWindow(Value):
    """What is known of `days` whole days (UTC).

    `components` are those of which any day is known, `measured` the days that are known of each of
    them. Where they are zero, `deployments` and `per_week` are None and not zero. `judged` are the
    deployments of which it is known whether they `failed`, and `failure_rate` is in percent.
    `incident_days` and `incidents` are the same of incidents as `measured` and `deployments`; `open`
    incidents are not resolved. `recovery` begins with the deployment that failed, and `restore` with
    the incident; without a value they are None. `bands` are by the name of a measure, where one may be named.
    """

    days: int
    components: int = 0
    measured: int = 0
    deployments: int | None = None
    per_week: FiniteFloat | None = None
    lead_time: Durations | None = None
    judged: int = 0
    failed: int = 0
    failure_rate: FiniteFloat | None = None
    incident_days: int = 0
    incidents: int | None = None
    open: int = 0
    recovery: Durations | None = None
    restore: Durations | None = None
    bands: dict[str, Band] | None = None


class Weeks(Value):
    """The last WEEKS weeks of seven days, the oldest first.

    None is a number of deployments that is not known, or a week without a known lead time (the median
    in minutes).
    """

    deployments: tuple[int | None, ...]
    lead_time: tuple[FiniteFloat | None, ...]


class Delivery(Value):
    """The delivery of a component, or of the `components` of a team or system.

    `current` are the windows of WINDOWS that end with the day `last` (ISO), and `previous` those
    of as many days before each.
    """

    last: str
    components: int
    current: tuple[DeliveryWindow, ...]
    previous: tuple[DeliveryWindow, ...]
    weeks: Weeks
