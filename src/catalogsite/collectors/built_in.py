"""The built-in collectors by kind: named here, and imported when a configuration names one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TypeVar

_Collector = TypeVar("_Collector")

SOURCES: Mapping[str, str] = {
    "folder": "hosts.folder",
    "git": "hosts.git",
    "catalog": "hosts.catalog",
    "github": "hosts.github",
    "gitlab": "hosts.gitlab",
    "gitea": "hosts.gitea",
    "bitbucket": "hosts.bitbucket",
    "bitbucket_server": "hosts.bitbucket_server",
    "azure_devops": "hosts.azure_devops",
    "organization_file": "hosts.organization_file",
}
"""The modules of sources below `catalogsite.collectors`, by kind."""

ENRICHMENTS: Mapping[str, str] = {
    "github_actions": "builds.github_actions",
    "gitlab_ci": "builds.gitlab_ci",
    "jenkins": "builds.jenkins",
    "circleci": "builds.circleci",
    "buildkite": "builds.buildkite",
    "azure_pipelines": "builds.azure_pipelines",
    "github_deployments": "deployments.github_deployments",
    "gitlab_deployments": "deployments.gitlab_deployments",
    "argocd": "deployments.argocd",
    "kubernetes": "deployments.cluster.kubernetes",
    "prometheus": "monitoring.prometheus",
    "alertmanager": "monitoring.alertmanager",
    "grafana": "monitoring.grafana.grafana",
    "datadog": "monitoring.datadog.datadog",
    "newrelic": "monitoring.newrelic",
    "sentry": "monitoring.sentry",
    "pagerduty": "on_call.pagerduty",
    "opsgenie": "on_call.opsgenie",
    "grafana_oncall": "on_call.grafana_oncall",
    "sonarqube": "quality.sonarqube",
    "codecov": "quality.codecov",
    "scorecard": "quality.scorecard",
    "dependabot_alerts": "quality.dependabot_alerts",
    "osv": "quality.osv",
    "lighthouse": "quality.lighthouse",
    "facts": "files.facts",
}
"""The modules of providers below `catalogsite.collectors`, by kind."""


class NamedCollectors(Mapping[str, _Collector]):
    """Collectors by kind, built-in ones first.

    A built-in module is imported when it is asked for, and `installed` is called for any other kind.
    """

    def __init__(
        self, names: Mapping[str, str], installed: Callable[[], Mapping[str, _Collector]]
    ) -> None:
        self._names = names
        self._installed = installed

    def __getitem__(self, kind: str) -> _Collector:
        if kind not in self._names:
            return self._installed()[kind]
        # That each module is a collector is tested: a type checker does not see it here.
        module: _Collector = import_module(f"catalogsite.collectors.{self._names[kind]}")  # type: ignore[assignment]
        return module

    def __contains__(self, kind: object) -> bool:
        return kind in self._names or kind in self._installed()

    def __iter__(self) -> Iterator[str]:
        yield from self._names
        yield from self._installed()

    def __len__(self) -> int:
        return len(self._names) + len(self._installed())
