"""Measure the record of changes: CPU of a night and size of the record, at many entities.

python benchmarks/history/changes.py [--entities 10000] [--nights 400] [--changed 5] [--large 3000]

Each night some entities change their lifecycle; in one night, half way, very many do.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from catalogsite.collect.night import with_changes
from catalogsite.collect.publication.night_record import record_changes
from catalogsite.model.entity import EntityData
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.changes_file import read_changes
from catalogsite.state.folders import State
from catalogsite.state.snapshot_archive import keep_snapshot

FIRST = datetime(2025, 1, 1, 2, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("entities", 10_000), ("nights", 400), ("changed", 5), ("large", 3_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(State(Path(folder)), **vars(wanted)), indent=2))


def measure(
    state: State, entities: int, nights: int, changed: int, large: int
) -> dict[str, object]:
    """The nights one after the other, as `collect` and a publication do them; the figures."""
    catalog = [_entity(number, "production") for number in range(entities)]
    previous = Snapshot(version="1", created=FIRST, entities=tuple(catalog))
    keep_snapshot(state.snapshots, previous, 2)
    seconds, of_large, events = [], 0.0, 0
    for night in range(1, nights + 1):
        count = large if night == nights // 2 else changed
        for place in range(count):
            number = (night * 7 + place) % entities
            old = catalog[number]["spec"]["lifecycle"]
            new = "deprecated" if old == "production" else "production"
            catalog[number] = _entity(number, new)
        created = FIRST + timedelta(days=night)
        snapshot = Snapshot(version="1", created=created, entities=tuple(catalog))
        begun = time.process_time()
        snapshot = with_changes(snapshot, state, previous)
        record_changes(state, snapshot)
        seconds.append(time.process_time() - begun)
        of_large = seconds[-1] if count == large else of_large
        events = len(snapshot.changes[0].events) if count == large else events
        keep_snapshot(state.snapshots, snapshot, 2) if night == nights else _mark(state, snapshot)
        previous = snapshot
    record = read_changes(state.changes)
    return {
        "seconds_of_a_night": round(sorted(seconds)[len(seconds) // 2], 3),
        "seconds_of_the_last": round(seconds[-1], 3),
        "seconds_of_the_large": round(of_large, 3),
        "events_of_the_large": events,
        "nights_kept": len(record.nights),
        "events_kept": sum(len(night.events) for night in record.nights),
        "megabytes": round(state.changes.stat().st_size / 1e6, 2),
    }


def _mark(state: State, snapshot: Snapshot) -> None:
    """Keep a snapshot without its entities: only its day and time are read again."""
    keep_snapshot(state.snapshots, snapshot.model_copy(update={"entities": ()}), 2)


def _entity(number: int, lifecycle: str) -> EntityData:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": f"service-{number}", "tags": ["java", "payments"]},
        "spec": {"type": "service", "lifecycle": lifecycle, "owner": f"team-{number % 100}"},
        "relations": [
            {"type": "ownedBy", "targetRef": f"group:default/team-{number % 100}"},
            {"type": "dependsOn", "targetRef": f"component:default/service-{number // 2}"},
        ],
    }


if __name__ == "__main__":
    main()
