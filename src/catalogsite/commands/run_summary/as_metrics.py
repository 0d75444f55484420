"""Writes the summary of a run as metrics, in the text format that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from catalogsite.model.run_summary import CatalogSummary, RunSummary, SourceSummary

Labels = Mapping[str, str]
_Sample = tuple[Labels, float]


class _Gauge(NamedTuple):
    """One metric: its name without the prefix, its help and its samples."""

    name: str
    help: str
    samples: Sequence[_Sample]


def run_as_metrics(run: RunSummary) -> str:
    """The metrics of a run; each sample names the portal, so that several share one machine."""
    return "".join(map(_text, _gauges(run)))


def _text(gauge: _Gauge) -> str:
    if not gauge.samples:
        return ""
    name = f"catalogsite_{gauge.name}"
    lines = [f"# HELP {name} {gauge.help}", f"# TYPE {name} gauge"]
    lines += [f"{name}{_labels(labels)} {value!r}" for labels, value in gauge.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items()) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _gauges(run: RunSummary) -> Iterator[_Gauge]:
    portal = {"portal": run.portal or ""}
    own = {**portal, "command": run.command}
    yield _one("run_exit_code", "Exit code of the last run.", own, run.exit_code)
    yield _one("run_published", "Whether the last run published a site.", own, run.published)
    yield _one("run_start_timestamp_seconds", "Start of the last run.", own, _unix(run.started))
    finished = _unix(run.finished)
    yield _one("run_end_timestamp_seconds", "End of the last run.", own, finished)
    yield _one("run_duration_seconds", "How long the last run took.", own, run.seconds)
    yield _one("run_cpu_seconds", "CPU time of the last run and its workers.", own, run.cpu_seconds)
    last = _unix(run.last_published)
    yield _one("last_published_timestamp_seconds", "Last run that published.", portal, last)
    if run.catalog is not None:
        yield from _catalog_gauges(run.catalog, portal)
        yield from _source_gauges(run.catalog.sources, portal)


def _catalog_gauges(catalog: CatalogSummary, portal: Labels) -> Iterator[_Gauge]:
    counts, created = catalog.counts, _unix(catalog.created)
    yield _one("snapshot_timestamp_seconds", "When the catalog was collected.", portal, created)
    yield _one("entities", "Entities of the catalog.", portal, counts.entities)
    yield _one("repositories", "Repositories of the catalog.", portal, counts.repositories)
    yield _one("documentations", "Documentations of the catalog.", portal, counts.documentation)
    yield _one("facts", "Facts about entities.", portal, counts.facts)
    problems = [
        ({**portal, "level": one.level.value, "rule": one.rule}, float(one.count))
        for one in catalog.rules
    ]
    yield _Gauge("problems", "Problems of descriptors and documentation.", problems)


def _source_gauges(sources: Sequence[SourceSummary], portal: Labels) -> Iterator[_Gauge]:
    # A label set may appear once; of two sources of one name the later one counts.
    by_name = {(one.kind, one.name): one for one in sources}
    named = [({**portal, "kind": kind, "name": name}, one) for (kind, name), one in by_name.items()]
    yield _Gauge(
        "source_ok",
        "Whether a source or provider was read without an error.",
        [(labels, float(one.state == "ok")) for labels, one in named],
    )
    yield _Gauge(
        "source_last_good_timestamp_seconds",
        "Time of the oldest data that is shown of a source or provider.",
        [(labels, one.last_good.timestamp()) for labels, one in named if one.last_good],
    )
    yield _Gauge(
        "source_duration_seconds",
        "How long a source or provider took.",
        [(labels, one.seconds) for labels, one in named if one.seconds is not None],
    )


def _one(name: str, help_text: str, labels: Labels, value: float | None) -> _Gauge:
    return _Gauge(name, help_text, [] if value is None else [(labels, float(value))])


def _unix(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment is not None else None
