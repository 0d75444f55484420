"""Every collector that asks a server against every fault: nothing is lost, and all is said."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace

import httpx
import pytest
from tests.collectors.conftest import QUICK
from tests.collectors.faults import FAULTS, emptied, leading_on
from tests.collectors.providers import HOSTS, RECORDED, SETTINGS, TOKEN, recorded

from catalogsite.collect.facts.enrich import enrich
from catalogsite.collect.run_collector import run_source
from catalogsite.collectors.registry import registry
from catalogsite.network.client import Clients

NAMED = "component:default/payments"
"""The entity with annotations."""

SOURCES, ENRICHERS = registry().sources, registry().enrichments
KINDS = sorted(RECORDED)
NO_PAGES = {
    "github_actions": "a query has one answer; pages of its REST API are in test_github_actions.py",
    "gitlab_ci": "the newest 50 pipelines of a project are one answer",
    "argocd": "all applications are one answer",
    "github_deployments": "a query has one answer",
    "gitlab_deployments": "the newest 100 deployments and environments are one answer each",
    "jenkins": "a job has its newest builds in its answer",
    "circleci": "the first page has more pipelines than are read",
    "prometheus": "a result is one answer",
    "alertmanager": "all alerts are one answer",
    "sonarqube": "projects are asked for by their keys, a hundred at a time",
    "scorecard": "a repository has one answer",
    "osv": "the pages of a version are in test_vulnerabilities.py",
    "grafana": "its pages of a thousand and more dashboards are in test_grafana.py",
    "newrelic": "entities are asked for by their GUIDs, 25 at a time",
    "datadog": "the pages of its lists are in test_datadog.py",
    "facts": "a file is one answer",
}
"""Collectors whose lists have no second page that would be read."""

PAGED = {
    "azure_pipelines": ("/acme/shop/_apis/build/builds", "value", "token"),
    "buildkite": ("/v1", "data.organization.pipelines.edges", "cursor"),
    "kubernetes": ("/apis/apps/v1/deployments", "items", "continue"),
    "pagerduty": ("/incidents", "incidents", "offset"),
    "opsgenie": ("/v1/incidents/", "data", "paging"),
    "grafana_oncall": ("/api/v1/alert_groups/", "results", "next"),
    "codecov": ("/api/v2/github/acme/repos/", "results", "next"),
    "sentry": ("/api/0/organizations/acme/issues/", "", "link"),
    "dependabot_alerts": ("/graphql", "data.organization.repositories.nodes", "cursor"),
}
"""Enrichments that read pages: an address, the key of its list (empty: the answer is the list), and
how a page tells the next one."""

ABSENT = {("codecov", "not found"), ("scorecard", "not found")}
"""Faults that say of a repository that no annotation names that the provider does not have it."""

NO_TOKEN = {"osv", "scorecard"}
"""Collectors that send no token, so that no server can know it."""

WAITS = 60
"""Requests that no fault may exceed: a thousand repositories would ask all of it again."""


class Night:
    """What a run with one collector gives: the facts or repositories, and its failures."""

    def __init__(self, context, payments):
        self._context, self._payments = context, payments
        self.seen = []

    def __call__(self, kind, answer, previous=(), **settings):
        def reply(request):
            self.seen.append(request)
            return answer(request)

        policy = replace(QUICK, body=0.05)
        client = Clients(retry_policy=policy, transport=httpx.MockTransport(reply))
        given = self._context(client=client, **self._payments)
        if kind in SOURCES:
            chosen = SOURCES[kind].Settings(**{**SETTINGS[kind], **settings})
            found = run_source(SOURCES[kind], chosen, given)
            return found.items, found.failures
        chosen = ENRICHERS[kind].Settings(**{**SETTINGS[kind], **settings})
        facts, (run,) = enrich([chosen], given, previous)
        assert run.state == ("ok" if not run.failures else "stale" if facts else "failed")
        return facts, list(run.failures)


@pytest.fixture
def night(context, payments):
    return Night(context, payments)


@pytest.fixture
def ordinary(routes):
    return lambda kind: routes(recorded(kind))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_keeps_the_last_facts_and_says_what_to_do(kind, fault, night, ordinary, caplog):
    good, _ = night(kind, ordinary(kind))
    assert good
    before = len(night.seen)
    with caplog.at_level(0):
        found, failures = night(kind, FAULTS[fault].reply, good)
    assert failures
    for one in failures:
        assert re.search(FAULTS[fault].says, one.reason), one.reason
        assert one.fix, one.reason
    if kind in ENRICHERS:
        # Each of the last facts is still there, and says since when it is stale.
        kept = [one for one in good if (kind, fault) not in ABSENT or one.subject == NAMED]
        assert [(one.subject, one.key, one.value) for one in found] == [
            (one.subject, one.key, one.value) for one in kept
        ]
        assert all(one.provenance.stale_since for one in found)
    else:
        assert found == []
    assert len(night.seen) - before < WAITS
    assert {one.url.host for one in night.seen} <= HOSTS
    assert kind in NO_TOKEN or TOKEN not in repr(found) + repr(failures) + caplog.text


PARTS = [(kind, path) for kind in KINDS for path in RECORDED[kind]]


@pytest.mark.parametrize("fault", ["500", "no answer", "login page", "truncated"])
@pytest.mark.parametrize(("kind", "path"), PARTS)
def test_a_fault_of_one_address_is_reported_and_costs_no_fact(
    kind, path, fault, night, routes, ordinary
):
    good, _ = night(kind, ordinary(kind))
    answers = {**recorded(kind), path: FAULTS[fault].reply}
    found, failures = night(kind, routes(answers), good)
    is_log = not RECORDED[kind][path].endswith(".json")
    assert failures or (is_log and fault in ("login page", "truncated"))
    assert all(one.fix for one in failures)
    if kind in ENRICHERS:
        assert {(one.subject, one.key) for one in found} == {(one.subject, one.key) for one in good}


# OSV has one result for each query, and Datadog says how many objectives there are.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("osv", "datadog")])
def test_an_empty_answer_has_no_facts_and_is_no_failure_of_the_provider(kind, night, routes):
    answers = {
        path: value if isinstance(value, httpx.Response) else emptied(value)
        for path, value in recorded(kind).items()
    }
    found, failures = night(kind, routes(answers))
    assert found == []
    # What an annotation names and the provider does not have is the mistake of an entity.
    assert all(re.search("no such|not found", one.reason) for one in failures)


def followed(kind, target_of, routes, numbers=None):
    """The recorded answers, each of which says in every way that there is a further page."""
    numbers = numbers or itertools.count(1)
    server = routes(recorded(kind))

    def reply(request):
        number = next(numbers)
        url = request.url.copy_remove_param("page")
        ordinary = server(httpx.Request(request.method, url, content=request.content))
        if ordinary.status_code != httpx.codes.OK or not RECORDED[kind].get(
            request.url.path, ""
        ).endswith("json"):
            return ordinary
        content, headers = leading_on(ordinary.json(), target_of(request, number), number)
        return httpx.Response(200, json=content, headers=headers)

    return reply


def test_every_collector_has_pages_here_or_says_why_not():
    # The pages of hosts are in test_hosts.py.
    hosts = {kind for kind in KINDS if kind in SOURCES}
    assert set(KINDS) == hosts | set(PAGED) | set(NO_PAGES)
    assert not set(PAGED) & set(NO_PAGES)


def in_two_pages(kind, routes):
    """The recorded answers, one list of which comes in two pages."""
    path, keys, style = PAGED[kind]
    server = routes(recorded(kind))

    def reply(request):
        if request.url.path != path:
            return server(request)
        query = dict(request.url.params)
        after = json.loads(request.content or b"{}").get("variables", {}).get("after")
        cursors = {"part", "offset", "continuationToken", "continue"}
        second = bool(cursors & set(query) or after)
        *outer, key = keys.split(".")
        content = recorded(kind)[path]
        inner = content if key else {"": content}
        for name in outer:
            inner = inner[name]
        inner[key] = inner[key][1:] if second else inner[key][:1]
        target = str(request.url.copy_set_param("part", 2))
        more = {
            "cursor": {"pageInfo": {"hasNextPage": not second, "endCursor": "c1"}},
            "offset": {"more": not second},
            "continue": {"metadata": {} if second else {"continue": "c1"}},
            "paging": {"paging": {} if second else {"next": target}},
            "next": {"next": None if second else target},
        }
        inner.update(more.get(style, {}))
        headers = {
            "link": {"Link": f'<{target}>; rel="next"'},
            "token": {"X-MS-ContinuationToken": "2"},
        }
        told = {} if second else headers.get(style, {})
        return httpx.Response(200, json=content if key else inner[""], headers=told)

    return reply


@pytest.mark.parametrize("kind", PAGED)
def test_many_pages_give_what_one_page_gives(kind, night, ordinary, routes):
    good, _ = night(kind, ordinary(kind))
    asked = len(night.seen)
    assert night(kind, in_two_pages(kind, routes)) == (good, [])
    assert len(night.seen) - asked > asked


@pytest.mark.parametrize("kind", KINDS)
def test_pages_that_go_on_for_ever_end_within_the_budget(kind, night, routes):
    def another(request, number):
        return str(request.url.copy_set_param("number", number))

    _, failures = night(kind, followed(kind, another, routes), max_requests=25)
    assert len(night.seen) <= 25
    reasons = " ".join(one.reason for one in failures)
    ended = re.search("budget of 25 requests is used up|goes on after|leads back", reasons)
    assert ended or kind in NO_PAGES, reasons


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_leads_back_ends_the_list(kind, night, routes):
    answer = followed(
        kind, lambda request, _: str(request.url), routes, numbers=itertools.repeat(1)
    )
    _, failures = night(kind, answer, max_requests=25)
    assert len(night.seen) <= 25
    assert all(one.fix for one in failures)
    reasons = " ".join(one.reason for one in failures)
    # PagerDuty says only that there is more, and not where.
    ended = re.search("leads back" if kind != "pagerduty" else "budget of 25", reasons)
    assert ended or kind in NO_PAGES, reasons


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_on_another_host_is_asked(kind, night, routes):
    def elsewhere(request, number):
        return f"https://evil.example.com/next?number={number}"

    night(kind, followed(kind, elsewhere, routes), max_requests=25)
    assert night.seen
    assert {one.url.host for one in night.seen} <= HOSTS
