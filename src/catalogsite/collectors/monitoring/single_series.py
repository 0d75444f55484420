"""Series of a query by the value of the label that names an entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalogsite.collectors.monitoring.prometheus_api import Series
from catalogsite.errors import ProviderError


class SingleSeries(NamedTuple):
    """By value of the label: the number of its only series, and how many series there are."""

    values: Mapping[str, float | None]
    counts: Mapping[str | None, int]


def single_series(
    series: Sequence[Series], label: str, where: str, fix: str | None
) -> SingleSeries:
    """The series that alone have their value of the label; of several, none is better than another.

    Raises ProviderError where there are series and none has the label.
    """
    named = [(one.labels[label], one.value) for one in series if one.labels.get(label)]
    if series and not named:
        raise ProviderError(f"no series has the label `{label}`", where=where, fix=fix)
    counts: Counter[str | None] = Counter(name for name, _ in named)
    return SingleSeries({name: value for name, value in named if counts[name] == 1}, counts)
