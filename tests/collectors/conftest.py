import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from tests.specifications.traffic import CheckedTransport

from catalogsite.collectors.protocol import Context, UsedPackage
from catalogsite.model.entity import Origin
from catalogsite.model.repository import Repository
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy

RECORDINGS = Path(__file__).parents[1] / "recordings"
TOKEN = "s3cret-t0ken"
VARIABLES = ("GITHUB_TOKEN", "PROM_TOKEN", "GITLAB_TOKEN", "JENKINS_TOKEN", "CIRCLE_TOKEN")
VARIABLES += ("BUILDKITE_API_TOKEN", "GITEA_TOKEN", "BITBUCKET_TOKEN", "AZURE_DEVOPS_EXT_PAT")
VARIABLES += ("PAGERDUTY_TOKEN", "OPSGENIE_API_KEY", "GRAFANA_ONCALL_TOKEN")
VARIABLES += ("ARGOCD_AUTH_TOKEN", "KUBERNETES_TOKEN")
VARIABLES += ("SONAR_TOKEN", "CODECOV_API_TOKEN", "SENTRY_AUTH_TOKEN")
VARIABLES += ("DD_API_KEY", "DD_APP_KEY", "GRAFANA_TOKEN", "NEW_RELIC_API_KEY")
PACKAGES = (
    UsedPackage("pkg:pypi/requests", "requests", "2.31.0", "requirements.txt"),
    UsedPackage("pkg:pypi/flask", "flask", None, "pyproject.toml"),
)
PIPELINES = {
    "gitlab.com/project-slug": "acme/payments",
    "jenkins.io/job-full-name": "acme/payments",
    "circleci.com/project-slug": "github/acme/payments",
    "buildkite.com/project-slug": "acme/payments",
    "dev.azure.com/project-repo": "shop/payments",
    "argocd/app-name": "payments",
    "backstage.io/kubernetes-id": "payments",
    "pagerduty.com/service-id": "PSVC001",
    "opsgenie.com/team": "payments",
    "catalogsite.dev/oncall-integration": "payments",
    "sonarqube.org/project-key": "payments",
    "sentry.io/project-slug": "payments",
    "newrelic.com/entity-guid": "Mjg0NjIxOXxBUE18QVBQTElDQVRJT058MTE3OTE",
    "newrelic.com/dashboard-guid": "Mjg0NjIxOXxWSVp8REFTSEJPQVJEfGRhOjM2MTM0",
    "grafana/dashboard-selector": "payments",
    "grafana/alert-label-selector": "service=payments",
    "codecov.io/account": "acme",
    "codecov.io/repo": "payments",
    "openssf/scorecard-location": "https://api.securityscorecards.dev/projects/github.com/acme/payments",
}
QUICK = RetryPolicy(timeout=0.3, attempts=2, first_wait=0.001, longest_wait=0.01, total=2)


class Routes:
    """Answers by path; a value is a recording's name, JSON, a status, or a function."""

    def __init__(self, routes):
        self.routes = routes
        self.seen = []

    def __call__(self, request):
        self.seen.append(request)
        found = self.routes.get(request.url.path, self.routes.get("*", 404))
        if callable(found):
            return found(request)
        if int(request.url.params.get("page", "1")) > 1:
            # An answer is the only page of its list.
            return httpx.Response(200, json=[])
        if isinstance(found, httpx.Response):
            return found
        if isinstance(found, int):
            return httpx.Response(found, json={"message": "no"})
        if isinstance(found, str):
            found = json.loads((RECORDINGS / f"{found}.json").read_text("utf-8"))
        return httpx.Response(200, json=found)


@pytest.fixture
def routes():
    return Routes


class Checked:
    """Transports of routes; what passes is compared with what the providers publish."""

    def __init__(self):
        self.opened = []

    def __call__(self, routes):
        self.opened.append(CheckedTransport(httpx.MockTransport(routes)))
        return self.opened[-1]


@pytest.fixture
def checked():
    transports = Checked()
    yield transports
    assert set().union(*(one.problems for one in transports.opened)) == set()


@pytest.fixture
def context(tmp_path, checked):
    def build(routes=None, **fields):
        transport = checked(routes or Routes({}))
        return Context(
            **{
                "base_dir": tmp_path,
                "now": datetime(2026, 2, 1, tzinfo=UTC),
                "env": dict.fromkeys(VARIABLES, TOKEN),
                "client": Clients(retry_policy=QUICK, transport=transport),
                **fields,
            }
        )

    return build


def component(name, kind="Component", **annotations):
    notes = {key.replace("__", "/").replace("_", "."): value for key, value in annotations.items()}
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", "annotations": notes},
        "spec": {},
    }


@pytest.fixture
def entity():
    return component


@pytest.fixture
def payments():
    """A repository on GitHub, with where its two components were read."""
    repository = Repository(
        id="github.com/acme/payments",
        name="payments",
        source="github",
        web_url="https://github.com/acme/payments",
        host="github",
        branch="trunk",
    )
    named = component("payments")
    named["metadata"]["annotations"] = dict(PIPELINES)
    origin = Origin(repository=repository.id, file="catalog-info.yaml", line=1)
    return {
        "entities": (named, component("ledger"), component("team", kind="Group")),
        "repositories": (repository,),
        "origins": {
            "component:default/payments": origin,
            "component:default/ledger": origin,
            "group:default/team": origin,
        },
        "packages": {"component:default/payments": PACKAGES},
    }
