"""The summary of a run: in numbers, as Markdown and as Prometheus metrics."""

from catalogsite.commands.run_summary.as_markdown import run_as_markdown
from catalogsite.commands.run_summary.as_metrics import run_as_metrics
from catalogsite.commands.run_summary.summarise import catalog_summary

__all__ = ["catalog_summary", "run_as_markdown", "run_as_metrics"]
