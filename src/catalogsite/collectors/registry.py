"""The registry of collectors: built-in ones, and others by entry point `catalogsite.collectors`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Union, get_args

from pydantic import BaseModel

from catalogsite.collectors.builds import github_actions
from catalogsite.collectors.hosts import catalog as descriptor
from catalogsite.collectors.hosts import folder, github
from catalogsite.collectors.hosts import git as git_url
from catalogsite.collectors.monitoring import prometheus
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


UNUSABLE: dict[str, str] = {}
"""Kinds of installed packages that cannot be used, and why."""


def _add_installed() -> None:
    roles: dict[str, dict[str, Any]] = {"source": SOURCES, "enrich": ENRICHERS}
    # Named `source:KIND` or `enrich:KIND`: which of the two a module is cannot be seen from it.
    for point in entry_points(group=GROUP):
        role, _, kind = point.name.rpartition(":")
        known = roles.get(role, {})
        if kind in SOURCES or kind in ENRICHERS:
            continue
        try:
            known[kind] = _checked(point.load(), kind, role)
        except Exception as error:
            # A broken package must cost only those whose configuration names it.
            reason = f"{type(error).__name__}: {error}"
            UNUSABLE[kind] = f"the installed collector `{point.value}` cannot be used: {reason}"


def _checked(module: Any, kind: str, role: str) -> Any:
    if role not in {"source", "enrich"}:
        raise TypeError("its entry point must be named `source:KIND` or `enrich:KIND`")
    if not callable(getattr(module, "collect", None)):
        raise TypeError("it has no function `collect`")
    settings = getattr(module, "Settings", None)
    if not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        raise TypeError("it has no pydantic model `Settings`")
    field = settings.model_fields.get("kind")
    if field is None or get_args(field.annotation) != (kind,):
        raise TypeError(f"its Settings need the field `kind: Literal[{kind!r}] = {kind!r}`")
    return module


_add_installed()

if TYPE_CHECKING:
    SourceSettings = folder.Settings | git_url.Settings | descriptor.Settings | github.Settings
    EnrichSettings = github_actions.Settings | prometheus.Settings
else:
    # `|` joins types one by one; these are known only here.
    SourceSettings = Union[tuple(module.Settings for module in SOURCES.values())]  # noqa: UP007
    EnrichSettings = Union[tuple(module.Settings for module in ENRICHERS.values())]  # noqa: UP007


def git_credentials(settings: Iterable[Any]) -> dict[str, str]:
    """Origin of a git server to the environment variable of its token, from all sources."""
    found: dict[str, str] = {}
    for item in settings:
        tell = getattr(item, "git_credentials", None)
        found.update(tell() if tell else {})
    return found
