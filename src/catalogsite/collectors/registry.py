"""The registry of collectors: built-in ones, and others by entry point `catalogsite.collectors`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from catalogsite.collectors.builds import (
    azure_pipelines,
    buildkite,
    circleci,
    github_actions,
    gitlab_ci,
    jenkins,
)
from catalogsite.collectors.deployments import argocd, github_deployments, gitlab_deployments
from catalogsite.collectors.deployments.cluster import kubernetes
from catalogsite.collectors.files import facts
from catalogsite.collectors.hosts import (
    azure_devops,
    bitbucket,
    bitbucket_server,
    catalog,
    folder,
    git,
    gitea,
    github,
    gitlab,
    organization_file,
)
from catalogsite.collectors.hosts.listing import Host, origin_of
from catalogsite.collectors.monitoring import alertmanager, newrelic, prometheus, sentry
from catalogsite.collectors.monitoring.datadog import datadog
from catalogsite.collectors.monitoring.grafana import grafana
from catalogsite.collectors.on_call import grafana_oncall, opsgenie, pagerduty
from catalogsite.collectors.protocol import EnrichCollector, SourceCollector
from catalogsite.collectors.quality import (
    codecov,
    dependabot_alerts,
    lighthouse,
    osv,
    scorecard,
    sonarqube,
)
from catalogsite.model.facts.registry import installed_kinds
from catalogsite.repositories.hosts import authority_of
from catalogsite.repositories.remote import GitCredential

GROUP = "catalogsite.collectors"
Role = Literal["source", "enrich"]

_SOURCES: tuple[SourceCollector, ...] = (
    folder,
    git,
    catalog,
    github,
    gitlab,
    gitea,
    bitbucket,
    bitbucket_server,
    azure_devops,
    organization_file,
)
_ENRICHMENTS: tuple[EnrichCollector, ...] = (
    github_actions,
    gitlab_ci,
    jenkins,
    circleci,
    buildkite,
    azure_pipelines,
    github_deployments,
    gitlab_deployments,
    argocd,
    kubernetes,
    prometheus,
    alertmanager,
    grafana,
    datadog,
    newrelic,
    sentry,
    pagerduty,
    opsgenie,
    grafana_oncall,
    sonarqube,
    codecov,
    scorecard,
    dependabot_alerts,
    osv,
    lighthouse,
    facts,
)


@dataclass(frozen=True)
class Registry:
    """All collectors by kind, and of installed packages those that cannot be used, with why."""

    sources: Mapping[str, SourceCollector]
    enrichments: Mapping[str, EnrichCollector]
    unusable: Mapping[str, str]

    def collectors(self, role: Role) -> Mapping[str, SourceCollector | EnrichCollector]:
        """The collectors of one role."""
        return self.sources if role == "source" else self.enrichments


@cache
def registry() -> Registry:
    """The built-in and the installed collectors; packages are loaded at the first call.

    A built-in kind cannot be replaced. A package that cannot be loaded costs only those whose
    configuration names its kind.
    """
    # `Any`: nothing is known of what a package installs until it is checked.
    found: dict[str, dict[str, Any]] = {
        "source": {kind_of(module): module for module in _SOURCES},
        "enrich": {kind_of(module): module for module in _ENRICHMENTS},
    }
    unusable: dict[str, str] = {}
    for point in entry_points(group=GROUP):
        # Which of the two a module is cannot be seen from it: the name says `source:` or `enrich:`.
        role, _, kind = point.name.rpartition(":")
        if any(kind in collectors for collectors in found.values()):
            continue
        try:
            module = _checked(point.load(), kind, role, point.value)
        except Exception as error:
            # A package may raise anything while it is imported.
            unusable[kind] = _why_unusable(point, error)
        else:
            found[role][kind] = module
    return Registry(found["source"], found["enrich"], unusable)


def kind_of(collector: SourceCollector | EnrichCollector) -> str:
    """The kind by which the configuration names a collector."""
    return str(collector.Settings.model_fields["kind"].default)


def _why_unusable(point: EntryPoint, error: Exception) -> str:
    reason = f"{type(error).__name__}: {error}"
    return f"the installed collector `{point.value}` cannot be used: {reason}"


def _checked(module: Any, kind: str, role: str, target: str) -> Any:
    if role not in get_args(Role):
        raise TypeError("its entry point must be named `source:KIND` or `enrich:KIND`")
    if not callable(getattr(module, "collect", None)):
        raise TypeError("it has no function `collect`")
    settings = getattr(module, "Settings", None)
    if not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        raise TypeError("it has no pydantic model `Settings`")
    field = settings.model_fields.get("kind")
    if field is None or get_args(field.annotation) != (kind,):
        raise TypeError(f"its Settings need the field `kind: Literal[{kind!r}] = {kind!r}`")
    if target in installed_kinds().refused:
        raise TypeError(installed_kinds().refused[target])
    return module


@dataclass(frozen=True)
class _AnySettings:
    """The settings of any collector of a role, told apart by `kind`."""

    role: Role

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        collectors = registry().collectors(self.role)
        choices = {kind: handler.generate_schema(one.Settings) for kind, one in collectors.items()}
        return core_schema.tagged_union_schema(choices, discriminator="kind")


SourceSettings = Annotated[BaseModel, _AnySettings("source")]
"""The settings of a source. A model with such a field needs `defer_build`: it loads packages."""

EnrichSettings = Annotated[BaseModel, _AnySettings("enrich")]
"""The settings of a provider; as SourceSettings."""


def host_flavours(settings: Iterable[Any]) -> dict[str, str]:
    """Host of the pages to the flavour of its links, of all sources that list a host."""
    return {authority_of(urlsplit(one.pages_url)): one.flavour for one in _hosts(settings)}


def git_credentials(settings: Iterable[Any]) -> dict[str, GitCredential]:
    """The credentials of all sources by origin of the git server, and by origin and owner."""
    found: dict[str, GitCredential] = {}
    for one in _hosts(settings):
        origin = origin_of(one.pages_url)
        found |= dict.fromkeys((origin, f"{origin}/{one.owner.lower()}"), one.credential)
    return found


def _hosts(settings: Iterable[Any]) -> Iterator[Host]:
    """What the modules that list hosts say of their settings, in their order."""
    for one in settings:
        host = getattr(registry().sources.get(one.kind), "host", None)
        if host is not None:
            yield host(one)
