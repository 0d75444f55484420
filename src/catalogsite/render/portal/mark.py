"""The one word that a box of a diagram says of the state of an entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalogsite.model.fact import Fact
from catalogsite.model.facts import alerts, build_runs
from catalogsite.model.facts.kind import Status

_KINDS = (alerts.KIND.key, build_runs.KIND.key)


def mark_of(statuses: Mapping[str, Status], facts: Iterable[Fact]) -> str:
    """`firing`, `failing`, or `stale` where its alerts or builds are known only as they were; else empty."""
    alert, build = (statuses.get(key) for key in _KINDS)
    if alert is not None and alert.tone in ("bad", "warn"):
        return "firing"
    if build is not None and build.tone == "bad":
        return "failing"
    if (alert or build) and any(
        fact.kind.key in _KINDS and fact.provenance.stale_since for fact in facts
    ):
        return "stale"
    return ""
