"""Measure the history: its size after 400 nights, and the seconds of a night.

python benchmarks/history/metrics.py [--entities 10000] [--metrics 10] [--days 400]

Half of the metrics are whole numbers that change slowly, as scores and counts are; the others are
numbers with all of their digits, which nothing can compress.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from catalogsite.state.history import History, Point

FIRST = date(2025, 1, 1)
MIB = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("entities", 10_000), ("metrics", 10), ("days", 400)):
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder) / "history.db", **vars(wanted)), indent=2))


def measure(path: Path, entities: int, metrics: int, days: int) -> dict[str, object]:
    """The nights one after the other, as `collect` does them; the figures."""
    subjects = [f"component:default/service-{number}" for number in range(entities)]
    seconds = []
    for number in range(days):
        points = list(night(FIRST + timedelta(number), subjects, metrics, number))
        seconds.append(one_night(path, points, subjects))
    ordered = sorted(seconds)
    with History(path) as history:
        size = history.size()
        start = time.process_time()
        trends = history.trends()
        reading = time.process_time() - start
    drawn = sum(len(values) for lines in trends.values() for _, values in lines.values())
    del trends
    # A tenth leaves the catalog, and is dropped 90 days later.
    left = subjects[entities // 10 :]
    for number in range(days, days + 100):
        points = list(night(FIRST + timedelta(number), left, metrics, number))
        seconds.append(one_night(path, points, left))
    return {
        "points": size.points,
        "megabytes": round(size.bytes / 1e6, 1),
        "bytes a point": round(size.bytes / size.points, 2),
        "CPU seconds a night, median": round(ordered[len(ordered) // 2], 2),
        "CPU seconds a night, most": round(ordered[-1], 2),
        "CPU seconds of the trends of 30 days": round(reading, 2),
        "points of the trends": drawn,
        "CPU seconds of the night that drops a tenth": round(max(seconds[days:]), 2),
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def night(day: date, subjects: list[str], metrics: int, number: int) -> Iterator[Point]:
    """The values of one day."""
    draw = random.Random(number)
    for metric in range(metrics):
        for place, subject in enumerate(subjects):
            whole = float((place + number // 10) % 101)
            yield Point(day, subject, f"metric.m{metric}", whole if metric % 2 else draw.random())


def one_night(path: Path, points: list[Point], subjects: list[str]) -> float:
    """Seconds of CPU to record a night and to drop what is too old."""
    start = time.process_time()
    with History(path) as history:
        history.record_all(points)
        history.keep(subjects, points[0].day)
    return time.process_time() - start


if __name__ == "__main__":
    main()
