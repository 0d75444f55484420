"""How the last runs of a workflow went: how many passed, whether it is flaky, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Annotated, NamedTuple

from pydantic import Field

from catalogsite.model.facts.fields import Count, Number
from catalogsite.model.facts.kind import FactValue
from catalogsite.model.quantities import duration, percent, plural

WINDOW = 50
"""Last runs of a workflow that its trend is about, where the provider lists as many."""

_ENDED = ("passing", "unstable", "failing")
_PASSED = ("passing", "unstable")
_NOTABLE = 0.1
_EXACT = 10_000
"""A share has four decimals."""


class Ran(NamedTuple):
    """One run: our word for its status, the hash of its commit, and how long it took in seconds."""

    status: str
    commit: str | None = None
    seconds: float | None = None


class BuildTrend(FactValue):
    """The last runs that ended; what is not known is absent, which is not 0.

    `repeated` is how many of them ran a commit again, and `flaky` the share of those whose result was
    another than that of the run before of the same commit. `seconds` is the median duration of runs
    that passed, and `slower` its change from the older half of them to the newer: 0.25 for a quarter
    longer.
    """

    runs: Count
    passed: Count
    repeated: Count | None = None
    flaky: Annotated[Number, Field(ge=0, le=1)] | None = None
    seconds: Annotated[Number, Field(ge=0)] | None = None
    slower: Number | None = None


def trend_of(runs: Iterable[Ran]) -> BuildTrend | None:
    """The trend of runs, the newest first; None where fewer than two of the last ones ended."""
    ended = [run for run in list(runs)[:WINDOW] if run.status in _ENDED]
    if len(ended) < 2:
        return None
    again = list(_repeated(ended))
    took = [run.seconds for run in ended if run.status in _PASSED and run.seconds is not None]
    known = {
        "repeated": len(again) if sum(bool(run.commit) for run in ended) > 1 else None,
        "flaky": _share_that_changed(again),
        "seconds": median(took) if took else None,
        "slower": _change(took),
    }
    return BuildTrend(
        runs=len(ended),
        passed=sum(run.status == "passing" for run in ended),
        **{name: value for name, value in known.items() if value is not None},
    )


def words_of(trend: BuildTrend) -> tuple[str, tuple[str, ...]]:
    """A headline, and lines about the duration and flakiness; what is not known says so."""
    return f"{trend.passed} of {trend.runs} passed", (_pace(trend), _flakiness(trend))


def _repeated(ended: Sequence[Ran]) -> Iterator[tuple[Ran, Ran]]:
    """Each run of a commit with the run before it of the same commit."""
    by_commit: dict[str, list[Ran]] = {}
    for run in ended:
        if run.commit:
            by_commit.setdefault(run.commit, []).append(run)
    for own in by_commit.values():
        yield from pairwise(own)


def _share_that_changed(again: Sequence[tuple[Ran, Ran]]) -> float | None:
    changed = sum(one.status != before.status for one, before in again)
    return round(changed / len(again), 4) if again else None


def _change(took: Sequence[float]) -> float | None:
    """The change of the median from the older half to the newer; None for fewer than two in a half."""
    half = len(took) // 2
    if half < 2:
        return None
    older = median(took[-half:])
    return round(median(took[:half]) / older - 1, 4) if older else None


def _pace(trend: BuildTrend) -> str:
    if trend.seconds is None:
        return "duration not known"
    took = f"median {duration(trend.seconds)}"
    if trend.slower is None:
        return took
    if abs(trend.slower) < _NOTABLE:
        return f"{took}, as before"
    word = "slower" if trend.slower > 0 else "faster"
    return f"{took}, {abs(trend.slower) * 100:.0f} % {word}"


def _flakiness(trend: BuildTrend) -> str:
    if trend.flaky is None:
        return "flakiness not known" if trend.repeated is None else "no commit ran twice"
    repeats = "the repeats" if trend.repeated is None else plural(trend.repeated, "repeat")
    if not trend.flaky:
        return f"not flaky: the same result in {repeats} of a commit"
    share = percent(round(trend.flaky * _EXACT), _EXACT)
    return f"flaky: another result in {share} % of {repeats} of a commit"
