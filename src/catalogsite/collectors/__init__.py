"""The registry of collectors: built-in ones, and others by entry point `catalogsite.collectors`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Union

from catalogsite.collectors import (
    descriptor,
    folder,
    git_url,
    github,
    github_actions,
    prometheus,
)
from catalogsite.collectors.protocol import EnrichCollector, SourceCollector

GROUP = "catalogsite.collectors"

SOURCES: dict[str, SourceCollector] = {
    "folder": folder,
    "git": git_url,
    "catalog": descriptor,
    "github": github,
}
ENRICHERS: dict[str, EnrichCollector] = {
    "github_actions": github_actions,
    "prometheus": prometheus,
}


def _add_installed() -> None:
    # Named `source:KIND` or `enrich:KIND`: which of the two a module is cannot be seen from it.
    for point in entry_points(group=GROUP):
        role, _, kind = point.name.rpartition(":")
        if role == "source" and kind not in SOURCES:
            SOURCES[kind] = point.load()
        elif role == "enrich" and kind not in ENRICHERS:
            ENRICHERS[kind] = point.load()


_add_installed()

if TYPE_CHECKING:
    SourceSettings = folder.Settings | git_url.Settings | descriptor.Settings | github.Settings
    EnrichSettings = github_actions.Settings | prometheus.Settings
else:
    SourceSettings = Union[tuple(module.Settings for module in SOURCES.values())]  # noqa: UP007
    EnrichSettings = Union[tuple(module.Settings for module in ENRICHERS.values())]  # noqa: UP007


def git_credentials(settings: Iterable[Any]) -> dict[str, str]:
    """Origin of a git server to the environment variable of its token, from all sources."""
    found: dict[str, str] = {}
    for item in settings:
        tell = getattr(item, "git_credentials", None)
        found.update(tell() if tell else {})
    return found
