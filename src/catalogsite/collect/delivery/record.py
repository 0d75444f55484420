"""What is known of the delivery of one component: its deployments and incidents, and of which days."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from catalogsite.collect.delivery.day_ranges import DayRanges

IDENTITIES = 10**8
DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()


class Deployed(NamedTuple):
    """The first time that a version was in production: Unix time, and minutes.

    `lead` is since the time of its commit, `rolled_back` until an older version took its place.
    """

    at: int
    lead: int | None = None
    rolled_back: int | None = None


class Incident(NamedTuple):
    """When an incident was opened, as a Unix time, and the minutes until it was resolved."""

    at: int
    restored: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """Versions and incidents by their identity, and the days of which all of them are known."""

    versions: Mapping[int, Deployed] = field(default_factory=dict)
    incidents: Mapping[int, Incident] = field(default_factory=dict)
    deployment_days: DayRanges = ()
    incident_days: DayRanges = ()


def identity(text: str) -> int:
    """A number below IDENTITIES that stands for a version or incident of one component."""
    digest = hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest) % IDENTITIES


def day_of(at: int) -> int:
    """The number of the day (UTC) of a Unix time, as `date.toordinal` counts."""
    return at // DAY + _EPOCH


def start_of(day: int) -> int:
    """The Unix time at which a day begins."""
    return (day - _EPOCH) * DAY
