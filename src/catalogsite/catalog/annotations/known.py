"""The well-known annotations: the purpose of each, and the form of its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from catalogsite.catalog.annotations import forms
from catalogsite.catalog.annotations.forms import Form


class Annotation(NamedTuple):
    """A well-known annotation: its purpose, the form of its value, and how to replace it.

    `managed` ones are set by the catalog itself.
    """

    title: str
    form: Form | None = None
    replacement: str | None = None
    managed: bool = False


def _deprecated(replacement: str) -> Annotation:
    return Annotation(f"No longer used: {replacement}.", replacement=replacement)


def _managed(title: str) -> Annotation:
    return Annotation(title, managed=True)


_OWNER_REPOSITORY = forms.slug(example="owner/repository")
_WORD = forms.matches(r"\S+", "one word")

ANNOTATIONS: Mapping[str, Annotation] = {
    "backstage.io/managed-by-location": _managed("Where the catalog read the entity."),
    "backstage.io/managed-by-origin-location": _managed(
        "The location from which the catalog found it."
    ),
    "backstage.io/orphan": _managed("Whether no Location refers to the entity any more."),
    "backstage.io/source-location": Annotation(
        "Where the source code is: `url:https://host/path/`.", forms.location
    ),
    "backstage.io/view-url": Annotation("Where the descriptor is shown.", forms.address),
    "backstage.io/edit-url": Annotation("Where the descriptor is edited.", forms.address),
    "backstage.io/source-template": Annotation("The template that created it.", forms.reference),
    "backstage.io/techdocs-ref": Annotation(
        "Where its documentation is: `dir:.` or `url:https://host/path/`.", forms.documentation
    ),
    "backstage.io/techdocs-entity": Annotation(
        "The entity whose documentation it shares: `component:default/name`.", forms.reference
    ),
    "backstage.io/techdocs-entity-path": Annotation(
        "The page of the documentation that is opened first: `/path`.",
        forms.matches(r"/\S*", "a path that begins with `/`"),
    ),
    "backstage.io/time-saved": Annotation("The time a run of it saves.", forms.duration),
    "backstage.io/definition-at-location": _deprecated(
        "write `$text: <path>` in `spec.definition`"
    ),
    "backstage.io/adr-location": Annotation(
        "The folder of its decisions: relative to this file, or an address.",
        forms.relative_or_address,
    ),
    "backstage.io/linguist": Annotation("The address of its repository.", forms.address),
    "backstage.io/code-coverage": Annotation(
        "Whether coverage is shown.", forms.one_of("enabled", "scm-only")
    ),
    "backstage.io/kubernetes-id": Annotation(
        "The label `backstage.io/kubernetes-id` of its objects.", forms.label_value
    ),
    "backstage.io/kubernetes-namespace": Annotation(
        "The namespace of its objects in Kubernetes.", forms.namespace
    ),
    "backstage.io/kubernetes-label-selector": Annotation(
        "Finds its objects in Kubernetes: `app=shop,tier=web`.", forms.label_selector
    ),
    "backstage.io/kubernetes-cluster": Annotation("The cluster it runs in.", _WORD),
    "backstage.io/github-actions-id": _deprecated("use `github.com/project-slug`"),
    "backstage.io/ldap-rdn": Annotation("Its name in the directory."),
    "backstage.io/ldap-uuid": Annotation("Its id in the directory."),
    "backstage.io/ldap-dn": Annotation("Its distinguished name in the directory."),
    "graph.microsoft.com/tenant-id": Annotation("Its tenant in Microsoft Entra."),
    "graph.microsoft.com/group-id": Annotation("Its group in Microsoft Entra."),
    "graph.microsoft.com/user-id": Annotation("The person's id in Microsoft Entra."),
    "kubernetes.io/api-server": Annotation("The address of the cluster.", forms.address),
    "kubernetes.io/api-server-certificate-authority": Annotation("Its certificate authority."),
    "kubernetes.io/auth-provider": Annotation("How to sign in to the cluster.", _WORD),
    "github.com/project-slug": Annotation("Its repository: `owner/repository`.", _OWNER_REPOSITORY),
    "github.com/team-slug": Annotation(
        "Its team: `organisation/team`.", forms.slug(example="organisation/team")
    ),
    "github.com/user-login": Annotation(
        "The person's login.", forms.matches(r"[A-Za-z0-9_-]+(?:\[bot\])?", "a login without `@`")
    ),
    "github.com/user-id": Annotation("The person's id."),
    "gitlab.com/project-slug": Annotation(
        "Its project: `group/project`.", forms.slug(2, 20, "group/project")
    ),
    "gitlab.com/project-id": Annotation("Its project's number.", forms.matches(r"\d+", "a number")),
    "gitlab.com/instance": Annotation("The host of its GitLab.", _WORD),
    "bitbucket.org/project-slug": Annotation(
        "Its repository: `workspace/repository`.", forms.slug(example="workspace/repository")
    ),
    "dev.azure.com/project-repo": Annotation(
        "Its repository: `project/repository`.", forms.slug(example="project/repository")
    ),
    "dev.azure.com/project": Annotation("Its project."),
    "dev.azure.com/build-definition": Annotation("Its pipelines, with commas between them."),
    "dev.azure.com/host-org": Annotation(
        "Host and organisation: `host/organisation`.", forms.slug(example="host/organisation")
    ),
    "dev.azure.com/readme-path": Annotation("The path of its README."),
    "jenkins.io/job-full-name": Annotation(
        "Its jobs: `folder/job`, with `instance:` before it if there are several.",
        forms.listed(forms.slug(1, 20, "folder/job")),
    ),
    "jenkins.io/github-folder": _deprecated("use `jenkins.io/job-full-name`"),
    "circleci.com/project-slug": Annotation(
        "Its project: `github/owner/repository`.", forms.slug(2, 3, "github/owner/repository")
    ),
    "buildkite.com/project-slug": Annotation(
        "Its pipeline: `organisation/pipeline`.", forms.slug(example="organisation/pipeline")
    ),
    "travis-ci.com/repo-slug": Annotation("Its repository.", _OWNER_REPOSITORY),
    "gocd.org/pipelines": Annotation("Its pipelines, with commas.", forms.listed(_WORD)),
    "google.com/cloudbuild-project-slug": Annotation("Its project in Cloud Build.", _WORD),
    "argocd/app-name": Annotation("Its application in Argo CD.", _WORD),
    "argocd/app-selector": Annotation(
        "Finds its applications in Argo CD: `team=shop`.", forms.label_selector
    ),
    "argocd/app-namespace": Annotation("The namespace of its application.", forms.namespace),
    "argocd/project-name": Annotation("Its project in Argo CD.", _WORD),
    "argocd/instance-name": Annotation(
        "The Argo CD instance that it is in, or several with commas.", forms.listed(_WORD)
    ),
    "prometheus.io/rule": Annotation(
        "Its graphs: `query|label,query|label`, no comma inside a query.", forms.queries
    ),
    "prometheus.io/alert": Annotation(
        "Its alerts by name, with commas, or `all`.",
        forms.listed(forms.matches(r"[^`{}]+", "the name of an alert, or `all`")),
    ),
    "prometheus.io/labels": Annotation(
        "Which of the alerts are its own: `label=value,label=value`.", forms.label_pairs
    ),
    "prometheus.io/service-name": Annotation(
        "The Prometheus with its data, by its `instance`.", _WORD
    ),
    "catalogsite.dev/metrics-name": Annotation(
        "The value of the label that names it in Prometheus."
    ),
    "catalogsite.dev/id": Annotation(
        "An id that it keeps for ever: with another name or in another file, it is still the same."
    ),
    "catalogsite.dev/aliases": Annotation("Other names that search finds it by, with commas."),
    "grafana/dashboard-selector": Annotation(
        "Its dashboards: one tag, or a search such as `tags @> 'shop'`.", forms.dashboards
    ),
    "grafana/alert-label-selector": Annotation(
        "Its alerts: `label=value,label=value`.", forms.label_pairs_or_tag
    ),
    "grafana/overview-dashboard": Annotation(
        "The dashboard that is shown: an address or a search.", forms.address_or_search
    ),
    "grafana/host-id": Annotation("The Grafana with its dashboards.", _WORD),
    "grafana/tag-selector": _deprecated("use `grafana/dashboard-selector`"),
    "datadoghq.com/dashboard-url": Annotation("Its dashboards.", forms.listed(forms.address)),
    "datadoghq.com/service": Annotation(
        "The value of the tag `service` that is its own in Datadog.", _WORD
    ),
    "datadoghq.com/graph-token": Annotation("Its graph in Datadog.", _WORD),
    "datadoghq.com/graph-size": Annotation(
        "How large the graph is.", forms.one_of("small", "medium", "large", "x-large")
    ),
    "datadoghq.com/site": Annotation("The Datadog site with its data.", _WORD),
    "newrelic.com/dashboard-guid": Annotation("Its dashboard in New Relic.", _WORD),
    "newrelic.com/entity-guid": Annotation("Its entity in New Relic.", _WORD),
    "dynatrace.com/dynatrace-entity-id": Annotation("Its entity in Dynatrace.", _WORD),
    "dynatrace.com/synthetics-ids": Annotation(
        "Its synthetic monitors in Dynatrace, with commas.", forms.listed(_WORD)
    ),
    "pagerduty.com/integration-key": Annotation(
        "Its integration key.", forms.matches(r"[A-Za-z0-9]+", "letters and digits")
    ),
    "pagerduty.com/service-id": Annotation(
        "Its service in PagerDuty, such as `PXXXXXX`.",
        forms.matches(r"[A-Z0-9]+", "an id of upper case letters and digits, such as `PXXXXXX`"),
    ),
    "pagerduty.com/account": Annotation("The PagerDuty account.", _WORD),
    "catalogsite.dev/oncall-integration": Annotation(
        "Its integration in Grafana OnCall, by name or id."
    ),
    "opsgenie.com/component-selector": Annotation("Finds its alerts in Opsgenie."),
    "opsgenie.com/team": Annotation("Its team in Opsgenie."),
    "splunk.com/on-call-team": Annotation("Its team in Splunk On-Call."),
    "sentry.io/project-slug": Annotation(
        "Its project in Sentry: `project` or `organisation/project`.", forms.slug(1, 2, "project")
    ),
    "rollbar.com/project-slug": Annotation(
        "Its project in Rollbar.", forms.slug(1, 2, "organisation/project")
    ),
    "airbrake.io/project-id": Annotation("Its project in Airbrake.", _WORD),
    "bugsnag.com/project-key": Annotation(
        "Its project in Bugsnag: `organisation/project`, by their names.",
        forms.slug(example="organisation/project"),
    ),
    "bugsnag.com/project-name": Annotation("The name of its project in Bugsnag."),
    "periskop.io/service-name": Annotation("Its service in Periskop.", _WORD),
    "sonarqube.org/project-key": Annotation(
        "Its project in SonarQube, with `instance/` before it if there are several.",
        forms.matches(r"(?:[^/\s]+/)?[-_.:A-Za-z0-9]+", "letters, digits, `-`, `_`, `.` and `:`"),
    ),
    "codecov.io/repo": Annotation("Its repository in Codecov, by its name."),
    "codecov.io/account": Annotation("The owner of its repository in Codecov."),
    "codecov.io/service": Annotation(
        "The host of its repository in Codecov.", forms.one_of("github", "gitlab", "bitbucket")
    ),
    "openssf/scorecard-location": Annotation(
        "The address of its result of OpenSSF Scorecard.", forms.address
    ),
    "snyk.io/org-name": Annotation("Its organisation in Snyk, as addresses write it.", _WORD),
    "snyk.io/project-ids": Annotation("Its projects in Snyk, with commas.", forms.listed(_WORD)),
    "fossa.io/project-name": Annotation("Its project in FOSSA."),
    "codescene.io/project-id": Annotation(
        "Its project in CodeScene, by its number.", forms.matches(r"\d+", "a number")
    ),
    "vault.io/secrets-path": Annotation(
        "The path of its secrets in Vault.", forms.slug(1, 20, "folder/secret")
    ),
    "vault.io/secrets-engine": Annotation("The engine of its secrets in Vault.", _WORD),
    "quay.io/repository-slug": Annotation(
        "Its image: `organisation/image`.", forms.slug(2, 20, "organisation/image")
    ),
    "jfrog-artifactory/image-name": Annotation("Its image in Artifactory.", _WORD),
    "nexus-repository-manager/docker.image-name": Annotation("Its image in Nexus.", _WORD),
    "qameta.io/allure-project": Annotation("Its project in Allure."),
    "octopus.com/project-id": Annotation(
        "Its project in Octopus, with `Spaces-1/` before it if there are several spaces.",
        forms.matches(
            r"(?:Spaces-\d+/)?[\w-]+", "an id such as `Projects-7` or `Spaces-2/Projects-7`"
        ),
    ),
    "kafka.apache.org/consumer-groups": Annotation(
        "Its consumer groups in Kafka: `cluster/group`, with commas.",
        forms.listed(forms.slug(2, 20, "cluster/group")),
    ),
    "bitrise.io/app": Annotation("Its app in Bitrise."),
    "ilert.com/integration-key": Annotation("Its integration key in iLert.", _WORD),
    "puppet.com/certname": Annotation("Its node in Puppet.", _WORD),
    "lighthouse.com/website-url": Annotation(
        "The address that is audited.", forms.listed(forms.address)
    ),
    "jira/project-key": Annotation(
        "Its project in Jira.",
        forms.listed(forms.matches(r"[A-Za-z][A-Za-z0-9_]*", "the key of a project")),
    ),
    "jira/component": Annotation("Its component in Jira."),
    "jira/label": Annotation("Its label in Jira."),
}
