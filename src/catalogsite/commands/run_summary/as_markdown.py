"""Writes the summary of a run as Markdown, for the page of a CI job."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.commands.markdown_text import code_span
from catalogsite.execution.progress import counted
from catalogsite.model.problem import Level
from catalogsite.model.run_summary import CatalogSummary, Outcome, RunSummary, SourceSummary

_HEADINGS = {
    Outcome.RUNNING: "The run has not ended",
    Outcome.COLLECTED: "Collected, nothing published yet",
    Outcome.PUBLISHED: "Published",
    Outcome.REFUSED: "Not published: the old site stays",
    Outcome.FAILED: "Failed: nothing was published",
    Outcome.INTERRUPTED: "Interrupted: nothing was published",
}
_MOST = 20
"""Sources and rules that are listed."""


def run_as_markdown(run: RunSummary) -> str:
    """A heading, the reason and a short list; names and messages of others are code spans.

    In a code span no HTML, link, image or `@name` has an effect.
    """
    code = "" if run.exit_code is None else f" (exit code {run.exit_code})"
    parts = [f"### {_HEADINGS[run.outcome]}{code}"]
    if run.reason:
        parts.append(code_span(run.reason))
    if run.catalog is not None:
        parts.append("\n".join(_lines(run.catalog)))
    return "\n\n".join(parts) + "\n\n"


def _lines(catalog: CatalogSummary) -> Iterator[str]:
    counts = catalog.counts
    entities = counted(counts.entities, "entity", "entities")
    repositories = counted(counts.repositories, "repository", "repositories")
    yield f"- {entities}, {repositories}, {counted(counts.documentation, 'documentation')}"
    levels = ", ".join(counted(catalog.problems.get(level, 0), level.value) for level in Level)
    yield f"- problems of descriptors and documentation: {levels}"
    rules = [rule for rule in catalog.rules if rule.level is Level.ERROR]
    yield from (f"    - {code_span(rule.rule)}: {rule.count}" for rule in rules[:_MOST])
    bad = [source for source in catalog.sources if source.state != "ok"]
    yield f"- sources: {len(catalog.sources) - len(bad)} of {len(catalog.sources)} well"
    yield from map(_source, bad[:_MOST])
    if len(bad) > _MOST:
        yield f"    - and {len(bad) - _MOST} more"


def _source(source: SourceSummary) -> str:
    since = f" since {source.last_good:%Y-%m-%d %H:%M} UTC" if source.last_good else ""
    reason = f": {code_span(source.reasons[0])}" if source.reasons else ""
    return f"    - {code_span(f'{source.kind} {source.name}')} {source.state}{since}{reason}"
