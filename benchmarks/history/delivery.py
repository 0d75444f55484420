"""Measure the figures of delivery: seconds of a night, and the size of what is kept.

python benchmarks/history/delivery.py [--components 10000] [--days 200]

Every component is deployed every third day and has an incident a month; its provider lists the last ten
deployments. A night in seven is collected, and then two that follow each other.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from catalogsite.collect.delivery.deliveries import with_deliveries
from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.history import History

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
TEAMS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("components", 10_000), ("days", 200)):
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder) / "history.db", **vars(wanted)), indent=2))


def measure(path: Path, components: int, days: int) -> dict[str, object]:
    """The nights one after the other; the figures of the last one."""
    draw = random.Random(1)
    deployed = [_times(draw, days, days // 3) for _ in range(components)]
    opened = [_times(draw, days, max(1, days // 30)) for _ in range(components)]
    entities = tuple(_entities(components))
    for night in (*range(7, days - 1, 7), days - 1, days):
        now = FIRST + timedelta(days=night)
        facts = tuple(_facts(deployed, opened, now))
        snapshot = Snapshot(version="", created=now, entities=entities, facts=facts)
        before = time.process_time()
        with History(path) as history:
            found = with_deliveries(snapshot, history)
            size = history.size()
        seconds = time.process_time() - before
    written = sum(len(one.model_dump_json(exclude_none=True)) for one in found.delivery.values())
    return {
        "deployments": sum(map(len, deployed)),
        "CPU seconds of a night": round(seconds, 1),
        "megabytes of the history": round(size.bytes / 1e6, 1),
        "megabytes in the snapshot": round(written / 1e6, 1),
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _times(draw: random.Random, days: int, count: int) -> list[datetime]:
    return [
        FIRST + timedelta(days=one) for one in sorted(draw.uniform(0, days) for _ in range(count))
    ]


def _entities(components: int) -> Iterator[dict[str, Any]]:
    for number in range(components):
        yield {"kind": "Component", "metadata": {"name": f"s{number}", "namespace": "default"}}
    for team in range(TEAMS):
        owned = range(team, components, TEAMS)
        relations = [
            {"type": "ownerOf", "targetRef": f"component:default/s{number}"} for number in owned
        ]
        metadata = {"name": f"g{team}", "namespace": "default"}
        yield {"kind": "Group", "metadata": metadata, "relations": relations}


def _facts(
    deployed: list[list[datetime]], opened: list[list[datetime]], now: datetime
) -> Iterator[Fact]:
    origin = Provenance(source="benchmark", time=now)
    for number, (times, incidents) in enumerate(zip(deployed, opened, strict=True)):
        listed = [one for one in times if one < now][-10:]
        recent = [one for one in incidents if now - timedelta(days=30) < one < now]
        values = {
            "deployments.x": {"deployments": [_deployment(one) for one in listed]},
            "incidents.x": {"state": "none", "incidents": [_incident(one) for one in recent]},
        }
        for key, value in values.items():
            subject = f"component:default/s{number}"
            yield FACT_ADAPTER.validate_python(
                Fact(subject=subject, key=key, value=value, provenance=origin)
            )


def _deployment(at: datetime) -> dict[str, Any]:
    return {
        "environment": "production",
        "state": "superseded",
        "version": str(at.timestamp()),
        "finished": at.isoformat(),
        "committed": (at - timedelta(days=1)).isoformat(),
    }


def _incident(at: datetime) -> dict[str, Any]:
    return {
        "id": str(at.timestamp()),
        "title": "Down",
        "state": "resolved",
        "opened": at.isoformat(),
        "resolved": (at + timedelta(hours=1)).isoformat(),
    }


if __name__ == "__main__":
    main()
