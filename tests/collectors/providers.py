"""Every collector that asks a server: its settings, its recorded answers, and the hosts it may ask."""

from __future__ import annotations

import json
from typing import Any

import httpx
from tests.collectors.conftest import RECORDINGS

TOKEN = "s3cret-t0ken"
SETTINGS: dict[str, dict[str, Any]] = {
    "folder": {"path": "none"},
    "git": {"url": "https://git.example.com/acme/pay.git"},
    "catalog": {"target": "none.yaml"},
    "organization_file": {"path": "none.csv"},
    "github": {"organization": "acme"},
    "gitlab": {"group": "acme"},
    "gitea": {"organization": "acme", "api_url": "https://git.acme.example/api/v1"},
    "bitbucket": {"workspace": "acme"},
    "bitbucket_server": {
        "project": "SHOP",
        "api_url": "https://bitbucket.acme.example/rest/api/1.0",
    },
    "azure_devops": {"organization": "acme"},
    "github_actions": {},
    "gitlab_ci": {},
    "jenkins": {"url": "http://jenkins:8080"},
    "circleci": {"annotated": True},
    "buildkite": {"organization": "acme"},
    "azure_pipelines": {"organization": "acme"},
    "github_deployments": {},
    "gitlab_deployments": {},
    "argocd": {"url": "https://argocd.acme.example"},
    "kubernetes": {"url": "https://kubernetes.acme.example:6443"},
    "prometheus": {
        "url": "http://prometheus:9090",
        "queries": {"up": "up"},
        "token": {"env": "PROM_TOKEN"},
    },
    "pagerduty": {},
    "opsgenie": {},
    "grafana_oncall": {
        "url": "https://oncall.acme.example",
        "stack_url": "https://acme.grafana.example",
    },
    "sonarqube": {"url": "https://sonar.acme.example"},
    "codecov": {},
    "scorecard": {},
    "dependabot_alerts": {"organization": "acme"},
    "osv": {},
    "alertmanager": {"url": "http://alertmanager:9093", "token": {"env": "PROM_TOKEN"}},
    "grafana": {"url": "https://grafana.acme.example"},
    "datadog": {"api_url": "https://api.datadoghq.com"},
    "newrelic": {},
    "sentry": {"organization": "acme"},
    "lighthouse": {},
    "facts": {"url": "https://facts.example.com/facts.json", "token": {"env": "PROM_TOKEN"}},
}
HOSTS = {
    *(
        "api.github.com",
        "gitlab.com",
        "git.acme.example",
        "bitbucket.acme.example",
        "api.bitbucket.org",
        "dev.azure.com",
    ),
    *("jenkins", "circleci.com", "graphql.buildkite.com", "prometheus"),
    *("facts.example.com", "api.pagerduty.com", "api.opsgenie.com", "oncall.acme.example"),
    *("sonar.acme.example", "api.codecov.io", "api.securityscorecards.dev"),
    *("argocd.acme.example", "kubernetes.acme.example"),
    *("api.osv.dev", "alertmanager", "sentry.io", "api.datadoghq.com", "api.newrelic.com"),
    "grafana.acme.example",
}

_AZURE = "/acme/shop/_apis/build/builds"
_CIRCLE = "/api/v2"
_JENKINS = "/job/acme/job/payments"
_ONCALL = "/api/v1"
_SENTRY = "/api/0/organizations/acme"
_GITLAB = "/api/v4/projects/acme/payments"
RECORDED: dict[str, dict[str, str]] = {
    "github": {"/graphql": "github/repositories.json"},
    "gitlab": {"/api/v4/groups/acme/projects": "gitlab/projects.json"},
    "gitea": {"/api/v1/orgs/acme/repos": "gitea/repos.json"},
    "bitbucket": {"/2.0/repositories/acme": "bitbucket/repositories.json"},
    "bitbucket_server": {"/rest/api/1.0/projects/SHOP/repos": "bitbucket_server/repos.json"},
    "azure_devops": {"/acme/_apis/git/repositories": "azure_devops/repositories.json"},
    "github_actions": {
        "/graphql": "github/builds.json",
    },
    "gitlab_ci": {
        f"{_GITLAB}/pipelines": "gitlab/pipelines.json",
        f"{_GITLAB}/pipelines/903": "gitlab/pipeline_903.json",
        f"{_GITLAB}/pipelines/902": "gitlab/pipeline_902.json",
        f"{_GITLAB}/pipelines/903/jobs": "gitlab/jobs_903.json",
        f"{_GITLAB}/pipelines/902/jobs": "gitlab/jobs_902.json",
        f"{_GITLAB}/jobs/71/trace": "gitlab/trace.log",
    },
    "jenkins": {
        f"{_JENKINS}/api/json": "jenkins/branches.json",
        f"{_JENKINS}/job/trunk/api/json": "jenkins/trunk.json",
        f"{_JENKINS}/job/trunk/43/wfapi/describe": "jenkins/stages.json",
        f"{_JENKINS}/job/trunk/43/consoleText": "jenkins/console.log",
    },
    "circleci": {
        f"{_CIRCLE}/project/github/acme/payments/pipeline": "circleci/pipelines.json",
        f"{_CIRCLE}/pipeline/p3/workflow": "circleci/workflows_p3.json",
        f"{_CIRCLE}/pipeline/p2/workflow": "circleci/workflows_p2.json",
        f"{_CIRCLE}/insights/github/acme/payments/workflows/build": "circleci/insights_build.json",
        f"{_CIRCLE}/workflow/w3/job": "circleci/jobs.json",
        "/api/v1.1/project/github/acme/payments/71": "circleci/job.json",
    },
    "azure_pipelines": {
        _AZURE: "azure_pipelines/builds.json",
        f"{_AZURE}/43/timeline": "azure_pipelines/timeline.json",
        f"{_AZURE}/43/logs/9": "azure_pipelines/log.json",
    },
    "buildkite": {"/v1": "buildkite/pipelines.json"},
    "github_deployments": {"/graphql": "github_deployments/deployments.json"},
    "argocd": {"/api/v1/applications": "argocd/applications.json"},
    "kubernetes": {
        "/apis/apps/v1/deployments": "kubernetes/deployments.json",
        "/apis/apps/v1/statefulsets": "kubernetes/statefulsets.json",
        "/apis/apps/v1/daemonsets": "kubernetes/daemonsets.json",
        "/apis/": "kubernetes/apis.json",
        "/apis/helm.toolkit.fluxcd.io/v2/helmreleases": "flux/helmreleases.json",
        "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations": "flux/kustomizations.json",
    },
    "gitlab_deployments": {
        f"{_GITLAB}/environments": "gitlab_deployments/environments.json",
        f"{_GITLAB}/deployments": "gitlab_deployments/deployments.json",
    },
    "prometheus": {
        "/api/v1/query": "prometheus/query.json",
        "/api/v1/rules": "prometheus/rules.json",
    },
    "pagerduty": {
        "/services": "pagerduty/services.json",
        "/oncalls": "pagerduty/oncalls.json",
        "/incidents": "pagerduty/incidents.json",
    },
    "opsgenie": {
        "/v2/teams": "opsgenie/teams.json",
        "/v2/schedules": "opsgenie/schedules.json",
        "/v2/escalations": "opsgenie/escalations.json",
        "/v2/schedules/s1/timeline": "opsgenie/timeline.json",
        "/v1/incidents/": "opsgenie/incidents.json",
    },
    "grafana_oncall": {
        f"{_ONCALL}/integrations/": "grafana_oncall/integrations.json",
        f"{_ONCALL}/escalation_policies/": "grafana_oncall/escalation_policies.json",
        f"{_ONCALL}/schedules/": "grafana_oncall/schedules.json",
        f"{_ONCALL}/schedules/SPAY001/final_shifts": "grafana_oncall/shifts_primary.json",
        f"{_ONCALL}/schedules/SPAY002/final_shifts": "grafana_oncall/shifts_secondary.json",
        f"{_ONCALL}/alert_groups/": "grafana_oncall/alert_groups.json",
    },
    "sonarqube": {
        "/api/metrics/search": "sonarqube/metrics.json",
        "/api/measures/search": "sonarqube/measures.json",
        "/api/project_analyses/search": "sonarqube/analyses.json",
    },
    "codecov": {"/api/v2/github/acme/repos/": "codecov/repos.json"},
    "scorecard": {"/projects/github.com/acme/payments": "scorecard/result.json"},
    "newrelic": {"/graphql": "newrelic/entities.json"},
    "dependabot_alerts": {
        "/orgs/acme/dependabot/alerts": "dependabot/alerts.json",
        "/graphql": "dependabot/watched.json",
    },
    "osv": {
        "/v1/querybatch": "osv/batch.json",
        "/v1/vulns/GHSA-aaaa-bbbb-cccc": "osv/ghsa.json",
        "/v1/vulns/PYSEC-2026-1": "osv/pysec.json",
        "/v1/vulns/GHSA-gone-gone-gone": "osv/withdrawn.json",
    },
    "alertmanager": {"/api/v2/alerts": "alertmanager/alerts.json"},
    "grafana": {
        "/api/search": "grafana/search.json",
        "/api/prometheus/grafana/api/v1/rules": "grafana/rules.json",
    },
    "datadog": {
        "/api/v1/monitor": "datadog/monitors.json",
        "/api/v1/slo/search": "datadog/objectives.json",
        "/api/v2/services/definitions": "datadog/definitions.json",
    },
    "sentry": {
        f"{_SENTRY}/projects/": "sentry/projects.json",
        f"{_SENTRY}/issues/": "sentry/issues.json",
    },
    "facts": {"/facts.json": "facts/facts.json"},
}
"""The recording of each address by kind; what does not end in `.json` is a log."""


def recording(name: str) -> Any:
    """A recorded answer: JSON values, or a response with a log."""
    content = (RECORDINGS / name).read_bytes()
    return json.loads(content) if name.endswith(".json") else httpx.Response(200, content=content)


def recorded(kind: str) -> dict[str, Any]:
    """What a provider answers by path."""
    return {path: recording(name) for path, name in RECORDED[kind].items()}
