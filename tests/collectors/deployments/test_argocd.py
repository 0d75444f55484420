"""What Argo CD's applications say, and which entity each belongs to."""

from __future__ import annotations

import httpx
import pytest
from tests.collectors.providers import SETTINGS, recording

from catalogsite.collectors.registry import registry
from catalogsite.model.source_run import Failure

ARGOCD = registry().enrichments["argocd"]
PATH = "/api/v1/applications"
PAY, LEDGER = "component:default/payments", "component:default/ledger"


def app(name, **changed):
    """The recorded application with another name, label, repository, destination or status."""
    one = recording("argocd/applications.json")["items"][0]
    one["metadata"] |= {"name": name, "labels": changed.pop("labels", {})}
    one["metadata"]["namespace"] = changed.pop("namespace", "argocd")
    one["spec"]["source"]["repoURL"] = changed.pop("repository", "https://x.example/a/b")
    one["spec"]["destination"] = changed.pop("destination", {"namespace": name})
    one["spec"]["project"] = changed.pop("project", "shop")
    one["status"].pop("operationState")
    one["status"]["summary"] = {"images": [f"registry:5000/acme/{name}:1.4.0", "envoy:v1.30"]}
    one["status"] |= changed
    return one


@pytest.fixture
def ask(context, routes, payments, entity):
    """The facts by subject, the failures and the requests for applications and annotations."""

    def asked(items=None, annotations=None, settings=None, **fields):
        given = dict(payments)
        named = entity("payments")
        named["metadata"]["annotations"] = annotations or {}
        given |= {"entities": (named,)}
        answer = recording("argocd/applications.json") if items is None else {"items": items}
        server = routes({PATH: answer})
        chosen = ARGOCD.Settings(**{**SETTINGS["argocd"], **(settings or {})})
        found = list(ARGOCD.collect(chosen, context(server, **{**given, **fields})))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {one.subject: one for one in found if not isinstance(one, Failure)}
        return facts, failures, server

    return asked


def shown(fact):
    return [(one.environment, one.state, one.version) for one in fact.value.deployments]


APPS = [
    app("till-prod", labels={"service": "till", "stage": "prod"}),
    app("till-qa", labels={"service": "till", "stage": "qa"}, project="qa"),
    app("till-qa", labels={"service": "till", "stage": "qa"}, namespace="team-a", project="qa"),
    app("shelf", labels={"service": "shelf"}),
    app(
        "tills",
        labels={"service": "till"},
        resources=[{"group": "argoproj.io", "kind": "Application", "name": "till-qa"}],
    ),
]
NAMED = {
    "a name": ({"argocd/app-name": "shelf"}, ["argocd/shelf"]),
    "a name in two namespaces": (
        {"argocd/app-name": "till-qa"},
        ["argocd/till-qa", "team-a/till-qa"],
    ),
    "a name and a namespace": (
        {"argocd/app-name": "till-qa", "argocd/app-namespace": "team-a"},
        ["team-a/till-qa"],
    ),
    "a selector": (
        {"argocd/app-selector": "service=till,stage in (prod, qa)"},
        ["argocd/till-prod", "argocd/till-qa", "team-a/till-qa"],
    ),
    "a selector and a project": (
        {"argocd/app-selector": "service=till", "argocd/project-name": "shop"},
        ["argocd/till-prod"],
    ),
    "a project": ({"argocd/project-name": "qa"}, ["argocd/till-qa", "team-a/till-qa"]),
    "an application of applications, by name": ({"argocd/app-name": "tills"}, ["argocd/tills"]),
    "nothing": ({}, []),
    "an empty name": ({"argocd/app-name": " "}, []),
}


@pytest.mark.parametrize(("annotations", "names"), NAMED.values(), ids=NAMED)
def test_an_entity_has_the_applications_that_it_names(ask, annotations, names):
    facts, failures, server = ask(APPS, annotations)
    live = [one for fact in facts.values() for one in fact.value.deployments if one.state == "live"]
    assert sorted(one.url.partition("/applications/")[2] for one in live) == names
    assert failures == []
    assert len(server.seen) == 1


UNKNOWN = {
    "a name": {"argocd/app-name": "gone"},
    "a name in another project": {"argocd/app-name": "shelf", "argocd/project-name": "qa"},
    "an application of applications, by its label": {"argocd/app-selector": "service==till,!stage"},
}


@pytest.mark.parametrize("annotations", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_there_is_a_failure_of_the_entity(ask, annotations):
    facts, (failure,), _ = ask(APPS, annotations)
    named = next(iter(annotations.values()))
    assert (facts, failure.subjects) == ({}, (PAY,))
    assert failure.reason == f"{named}: not found, or not allowed"


WRONG = {
    "a wrong selector": (
        {"argocd/app-selector": "service=till,(x"},
        f"{PAY}: `(x` is not a requirement of a label selector",
    ),
    "a name and a selector": (
        {"argocd/app-name": "a", "argocd/app-selector": "b=c"},
        f"{PAY}: `argocd/app-name` and `argocd/app-selector` are both given, and only one may be",
    ),
}


@pytest.mark.parametrize(("annotations", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_annotation_is_a_failure_of_the_entity(ask, annotations, reason):
    facts, (failure,), _ = ask(APPS, annotations)
    assert (facts, failure.reason, failure.subjects) == ({}, reason, (PAY,))
    assert failure.fix


def test_applications_in_one_environment_are_told_apart(ask):
    place = {"name": "prod-eu", "namespace": "till"}
    two = [app(name, labels={"a": "b"}, destination=place) for name in ("web", "worker")]
    facts, failures, _ = ask(two, {"argocd/app-selector": "a"})
    assert failures == []
    names = {one.environment for one in facts[PAY].value.deployments}
    assert names == {"prod-eu/till/web", "prod-eu/till/worker"}
    assert all(one.production for one in facts[PAY].value.deployments)


PLACES = {
    "the own cluster": ({"server": "https://kubernetes.default.svc", "namespace": "qa"}, "qa"),
    "the own cluster by name": ({"name": "in-cluster", "namespace": "qa"}, "qa"),
    "another by name": ({"name": "eu-1", "namespace": "pay"}, "eu-1/pay"),
    "another by address": ({"server": "https://10.0.0.1:6443", "namespace": "p"}, "10.0.0.1:6443/p"),
    "no namespace": ({"server": "https://kubernetes.default.svc"}, "in-cluster"),
}  # fmt: skip


@pytest.mark.parametrize(("destination", "name"), PLACES.values(), ids=PLACES)
def test_the_destination_is_the_environment(ask, destination, name):
    facts, _, _ = ask([app("pay", destination=destination)], {"argocd/app-name": "pay"})
    assert {one.environment for one in facts[PAY].value.deployments} == {name}


def test_a_label_names_the_environment(ask):
    one = app("pay", labels={"environment": "eu", "tier": "live"})
    for settings, name in (({}, "eu"), ({"environment_label": "tier"}, "live")):
        facts, _, _ = ask([one], {"argocd/app-name": "pay"}, settings)
        assert {one.environment for one in facts[PAY].value.deployments} == {name}


HEALTH = {
    "Healthy": ["live"],
    "Degraded": ["failed", "live"],
    "Progressing": ["in progress", "live"],
    "Suspended": ["waiting", "live"],
    "Missing": ["failed", "stopped"],
    "Unknown": ["unknown", "live"],
    "of tomorrow": ["unknown", "live"],
}


@pytest.mark.parametrize(("word", "states"), HEALTH.items())
def test_health_is_a_state_of_what_was_deployed(ask, word, states):
    one = app("pay", health={"status": word, "lastTransitionTime": "2026-01-31T23:00:00Z"})
    facts, failures, _ = ask([one], {"argocd/app-name": "pay"})
    found = facts[PAY].value.deployments
    assert ([one.state for one in found][:-1], failures) == (states, [])
    # Only what was deployed has an end: a service that is ill later was deployed well.
    assert [bool(one.finished) for one in found] == [state in ("live", "stopped") for state in states] + [True]  # fmt: skip
    assert found[0].version == "1.4.0"


IMAGES = {
    "the tag of its own image": (["acme/pay:2", "envoy:1"], "2"),
    "a tag that is a commit": ([f"acme/pay:{'a' * 40}"], None),
    "images that differ": (["acme/web:2", "acme/job:1"], None),
}


@pytest.mark.parametrize(("images", "version"), IMAGES.values(), ids=IMAGES)
def test_images_say_which_version_runs(ask, images, version):
    one = app("pay-prod", summary={"images": images})
    facts, _, _ = ask([one], {"argocd/app-name": "pay-prod"})
    assert [found.version for found in facts[PAY].value.deployments] == [version, None]


def test_what_is_out_of_sync_is_not_unhealthy(ask):
    one = app("pay", sync={"status": "OutOfSync", "revision": "9" * 40})
    facts, _, _ = ask([one], {"argocd/app-name": "pay"})
    newest = facts[PAY].value.deployments[0]
    assert (newest.state, newest.commit) == ("live", "b" * 40)


def test_an_application_without_a_history_has_its_health_alone(ask):
    one = app("pay", history=[])
    facts, _, _ = ask([one], {"argocd/app-name": "pay"})
    (found,) = facts[PAY].value.deployments
    assert (found.state, found.commit, found.finished) == ("live", None, None)


@pytest.mark.parametrize("phase", ["Running", "Terminating", "Succeeded", "Error"])
def test_an_operation_is_shown_until_it_has_succeeded(ask, phase):
    operation = {"phase": phase, "startedAt": "2026-01-31T10:00:00Z", "operation": {}}
    facts, _, _ = ask([app("pay", operationState=operation)], {"argocd/app-name": "pay"})
    newest = facts[PAY].value.deployments[0]
    expected = {"Succeeded": "live", "Error": "failed"}.get(phase, "in progress")
    assert (newest.state, newest.version) == (expected, "1.4.0" if phase == "Succeeded" else None)


def test_several_sources_have_a_chart_version_and_a_commit(ask):
    items = recording("argocd/several_sources.json")["items"]
    facts, failures, _ = ask(items, {"argocd/app-name": "payments-eu"})
    assert failures == []
    assert shown(facts[PAY]) == [
        ("prod-eu/payments", "failed", "3.2.1"),
        ("prod-eu/payments", "live", "3.2.1"),
    ]
    assert {one.commit for one in facts[PAY].value.deployments} == {"f" * 40}


OWN = "git@github.com:acme/payments.git"
GITOPS = "https://github.com/acme/gitops"
BY_REPOSITORY = {
    "one for each environment": ([app("qa", repository=OWN), app("prod", repository=OWN)], True),
    "two in one environment": (
        [app(name, repository=OWN, destination={"namespace": "x"}) for name in ("a", "b")],
        False,
    ),
    "another repository": ([app("qa", repository=GITOPS)], False),
    "one that manages others": ([app("qa", repository=OWN, summary={"isAppOfApps": True})], False),
}


@pytest.mark.parametrize(("items", "found"), BY_REPOSITORY.values(), ids=BY_REPOSITORY)
def test_without_an_annotation_the_repository_decides_where_it_is_clear(ask, items, found):
    facts, failures, _ = ask(items)
    assert (set(facts), failures) == ({PAY} if found else set(), [])


def test_a_repository_of_two_components_does_not_decide(ask, payments):
    facts, failures, _ = ask([app("qa", repository=OWN)], entities=payments["entities"][1:])
    assert set(facts) == {LEDGER}
    two = (payments["entities"][1], {**payments["entities"][1], "metadata": {"name": "x", "namespace": "default"}})  # fmt: skip
    origins = {**payments["origins"], "component:default/x": payments["origins"][LEDGER]}
    facts, failures, _ = ask([app("qa", repository=OWN)], entities=two, origins=origins)
    assert (facts, failures) == ({}, [])


def test_an_application_that_an_entity_names_is_not_given_to_another(ask, payments, entity):
    named = entity("other")
    named["metadata"]["annotations"] = {"argocd/app-name": "qa"}
    entities = (payments["entities"][1], named)
    facts, _, _ = ask([app("qa", repository=OWN)], entities=entities)
    assert set(facts) == {"component:default/other"}


INSTANCES = {
    "no instance is named": ({}, ["eu", "us"], False),
    "one": ({"argocd/instance-name": "eu"}, ["eu"], True),
    "two": ({"argocd/instance-name": "eu, us"}, ["eu", "us"], False),
}


@pytest.mark.parametrize(("named", "asked", "missed"), INSTANCES.values(), ids=INSTANCES)
def test_an_entity_may_be_in_several_instances(ask, named, asked, missed):
    both = tuple(
        ARGOCD.Settings(**SETTINGS["argocd"], instance=instance) for instance in ("eu", "us")
    )
    found, failures = {}, []
    for one in both:
        for items in ([app("pay")], []):
            facts, failed, _ = ask(
                items,
                {"argocd/app-name": "pay", **named},
                {"instance": one.instance},
                enrichments=both,
            )
            failures += failed
            found |= {fact.key: one.instance for fact in facts.values()}
    assert found == {f"deployments.argocd.{name}": name for name in asked}
    assert bool(failures) == missed


def test_a_list_of_another_shape_is_a_failure(ask):
    facts, failures, _ = ask({"a": 1}, {})
    assert (facts, failures[0].reason) == ({}, "expected a list at `items`, got an object")


def test_null_is_no_application(context, routes):
    server = routes({PATH: {"items": None}})
    chosen = ARGOCD.Settings(**SETTINGS["argocd"])
    assert list(ARGOCD.collect(chosen, context(server))) == []


def test_projects_are_asked_for(ask):
    _, _, server = ask(APPS, {}, {"projects": ["shop", "qa"]})
    assert str(server.seen[0].url.params) == "projects=shop&projects=qa"


def test_more_than_one_answer_may_hold_is_a_failure(ask, context):
    def answer(_):
        return httpx.Response(200, content=b"[" + b" " * (65 * 1024 * 1024))

    server = answer
    chosen = ARGOCD.Settings(**SETTINGS["argocd"])
    (failure,) = ARGOCD.collect(chosen, context(server))
    assert failure.reason == "answered more than 64 MB"
