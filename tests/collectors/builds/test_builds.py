"""What every collector of builds reads from recorded answers, and what each costs."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import httpx
import pytest
from tests.collectors.providers import SETTINGS, TOKEN, recorded, recording
from tests.collectors.reference_words import reference_words

from catalogsite.collectors.registry import registry
from catalogsite.model.fact import FACT_ADAPTER, value_json
from catalogsite.model.source_run import Failure

PAY = "component:default/payments"


@pytest.fixture
def ask(context, routes, payments):
    """The result of a collector for recorded answers, some of them replaced, and the requests."""

    def asked(kind, answers=None, entities=None, settings=None, **fields):
        server = routes({**recorded(kind), **(answers or {})})
        given = {**payments, **({"entities": tuple(entities)} if entities else {}), **fields}
        collector = registry().enrichments[kind]
        chosen = collector.Settings(**{**SETTINGS[kind], **(settings or {})})
        return list(collector.collect(chosen, context(server, **given))), server

    return asked


EXPECTED = Path(__file__).parents[1] / "expected"
KINDS = sorted(path.stem for path in EXPECTED.glob("*.json"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_recorded_answers_are_one_fact(ask, kind):
    (fact, *_), server = ask(kind)
    expected = json.loads((EXPECTED / f"{kind}.json").read_text("utf-8"))
    assert (fact.subject, fact.key) == (PAY, f"ci.runs.{kind}")
    assert FACT_ADAPTER.validate_python(fact) == fact
    assert value_json(fact) == expected["value"]
    assert fact.provenance.url == expected["url"]
    assert [f"{one.method} {one.url.path}" for one in server.seen] == expected["requests"]


def gitlab(word):
    pipeline = {"id": 1, "status": word, "source": "push"}
    return {f"{GITLAB}/pipelines": [pipeline], f"{GITLAB}/pipelines/1": pipeline}


def jenkins(word):
    building = word == "building"
    build = {"number": 1, "result": None if building else word, "building": building}
    return {f"{JENKINS}/api/json": {"builds": [build]}}


def circleci(word):
    pipelines = [{"id": "p", "number": 1, "vcs": {"branch": "trunk"}}]
    errors = [{"type": "config", "message": "no such orb"}] if word == "errored" else []
    workflow = {"id": "w", "name": "build", "status": word, "created_at": "2026-01-31T10:00:01Z"}
    return {
        f"{CIRCLE}/pipeline": {"items": [{**pipelines[0], "errors": errors}]},
        "/api/v2/pipeline/p/workflow": {"items": [] if errors else [workflow]},
    }


def buildkite(word):
    build = {"number": 1, "state": word, "branch": "trunk"}
    if word == "BLOCKED_FAILED":
        build |= {"state": "BLOCKED", "blockedState": "FAILED"}
    answer = recording("buildkite/pipelines.json")
    edges = answer["data"]["organization"]["pipelines"]["edges"]
    edges[0]["node"]["builds"] = {"edges": [{"node": build}]}
    return {"/v1": answer}


def azure_pipelines(word):
    done = word in ("succeeded", "partiallySucceeded", "failed", "canceled", "none")
    build = {"id": 1, "status": "completed" if done else word, "result": word if done else None}
    named = {"definition": {"id": 5, "name": "CI"}, "repository": {"name": "payments"}}
    return {AZURE: {"value": [{**build, **named}]}}


AZURE = "/acme/shop/_apis/build/builds"
CIRCLE = "/api/v2/project/github/acme/payments"
GITLAB, JENKINS = "/api/v4/projects/acme/payments", "/job/acme/job/payments"
ONE_RUN = {"gitlab_ci": gitlab, "jenkins": jenkins, "circleci": circleci, "buildkite": buildkite}
ONE_RUN["azure_pipelines"] = azure_pipelines
"""The answers of a provider whose last run has a status, by its own word."""
WORDS = [
    (kind, word, state)
    for kind in ONE_RUN
    for word, state in {**registry().enrichments[kind].STATES, "of tomorrow": "unknown"}.items()
    if word != "success-with-warnings"
]


@pytest.mark.parametrize(("kind", "word", "state"), WORDS)
def test_every_word_of_a_provider_has_one_of_ours(ask, kind, word, state):
    (fact, *_), _ = ask(kind, ONE_RUN[kind](word))
    (workflow,) = fact.value.workflows
    assert (workflow.status, workflow.raw, fact.value.status) == (state, word, state)


def test_the_reference_lists_every_word():
    listed = reference_words("builds.md", "Words for a status")
    enrichments = registry().enrichments
    assert listed == {
        (enrichments[kind].TITLE, word): state
        for kind in (*ONE_RUN, "github_actions")
        for word, state in enrichments[kind].STATES.items()
    }


GITLAB_URL = "https://gitlab.com/acme/payments"
# Annotations, the page of the repository, settings, and the first address that is asked for.
PLACES = {
    "gitlab_ci": [
        ({}, GITLAB_URL, {}, f"{GITLAB}/pipelines?per_page=50&ref=trunk"),
        ({}, "https://gitlab.com/a/b/c", {}, "/api/v4/projects/a/b/c/pipelines?per_page=50&ref=trunk"),
        ({}, "https://github.com/acme/payments", {}, None),
        ({"gitlab.com/project-slug": "acme/other"}, GITLAB_URL, {}, "/api/v4/projects/acme/other?"),
        ({"gitlab.com/project-id": "7"}, GITLAB_URL, {}, "/api/v4/projects/7/pipelines?per_page=50&ref=trunk"),
        ({"gitlab.com/project-slug": ""}, GITLAB_URL, {}, None),
        ({"gitlab.com/project-slug": "../x"}, GITLAB_URL, {}, None),
        ({"gitlab.com/project-slug": "acme"}, GITLAB_URL, {}, None),
        ({"gitlab.com/project-slug": "a/b", "gitlab.com/instance": "two"}, None, {"instance": "one"}, None),
        ({"gitlab.com/project-slug": "a/b", "gitlab.com/instance": "one"}, None, {"instance": "one"}, "/api/v4/projects/a/b/pipelines?"),
    ],
    "jenkins": [
        ({}, GITLAB_URL, {}, None),
        ({"jenkins.io/job-full-name": "acme/pay"}, None, {}, "/job/acme/job/pay/api/json?"),
        ({"jenkins.io/github-folder": "acme/pay"}, None, {}, "/job/acme/job/pay/api/json?"),
        ({"jenkins.io/job-full-name": "one:acme/pay"}, None, {"instance": "one"}, "/job/acme/job/pay/api/json?"),
        ({"jenkins.io/job-full-name": "one:acme/pay"}, None, {"instance": "two"}, None),
        ({"jenkins.io/job-full-name": "two:x, one:a b"}, None, {"instance": "one"}, "/job/a b/api/json?"),
        ({"jenkins.io/job-full-name": "../x"}, None, {}, None),
        ({"jenkins.io/job-full-name": "a/../x"}, None, {}, None),
        ({"jenkins.io/job-full-name": ""}, None, {}, None),
    ],
    "azure_pipelines": [
        ({}, "https://dev.azure.com/acme/shop/_git/pay", {}, "/acme/shop/_apis/build/builds?branchName=refs%2Fheads%2Ftrunk&"),
        ({}, "https://dev.azure.com/acme/My%20shop/_git/pay", {}, "/acme/My shop/_apis/build/builds?"),
        ({}, "https://dev.azure.com/acme/_git/shop", {}, "/acme/shop/_apis/build/builds?"),
        ({}, "https://dev.azure.com/other/shop/_git/pay", {}, None),
        ({}, GITLAB_URL, {}, None),
        ({"dev.azure.com/project-repo": "shop/pay"}, GITLAB_URL, {}, "/acme/shop/_apis/build/builds?"),
        ({"dev.azure.com/project": "shop", "dev.azure.com/build-definition": "CI"}, None, {}, "/acme/shop/_apis/build/builds?"),
        ({"dev.azure.com/project-repo": "shop/pay", "dev.azure.com/host-org": "dev.azure.com/acme"}, None, {}, "/acme/shop/_apis/build/builds?"),
        ({"dev.azure.com/project-repo": "shop/pay", "dev.azure.com/host-org": "dev.azure.com/other"}, None, {}, None),
        ({"dev.azure.com/project-repo": "../pay"}, None, {}, None),
        ({"dev.azure.com/project-repo": "shop"}, None, {}, None),
    ],
    "circleci": [
        ({}, GITLAB_URL, {}, None),
        ({}, "https://github.com/acme/payments", {}, None),
        ({}, "https://github.com/acme/payments", {"annotated": False}, "/api/v2/project/gh/acme/payments/pipeline?branch=trunk"),
        ({}, "https://bitbucket.org/acme/pay", {"annotated": False}, "/api/v2/project/bb/acme/pay/pipeline?"),
        ({"circleci.com/project-slug": "gh/acme/pay"}, GITLAB_URL, {}, "/api/v2/project/github/acme/pay/pipeline?"),
        ({"circleci.com/project-slug": "circleci/a1/b2"}, None, {}, "/api/v2/project/circleci/a1/b2/pipeline?"),
        ({"circleci.com/project-slug": "gh/../pay"}, None, {}, None),
        ({"circleci.com/project-slug": "acme/pay"}, None, {}, None),
    ],
}  # fmt: skip
CASES = [(kind, *case) for kind, cases in PLACES.items() for case in cases]


@pytest.mark.parametrize(("kind", "annotations", "page", "settings", "first"), CASES)
def test_annotations_or_the_repository_name_the_pipeline(
    ask, payments, entity, kind, annotations, page, settings, first
):
    named = entity("payments")
    named["metadata"]["annotations"] = annotations
    repository = payments["repositories"][0].model_copy(update={"web_url": page})
    also = {"instance": "one" if settings.get("instance") == "two" else "two"}
    if "instance" not in registry().enrichments[kind].Settings.model_fields:
        also = {}
    other = registry().enrichments[kind].Settings(**{**SETTINGS[kind], **also})
    mine = registry().enrichments[kind].Settings(**{**SETTINGS[kind], **settings})
    _, server = ask(
        kind,
        {"*": 404},
        [named],
        settings,
        repositories=(repository,),
        enrichments=(mine, other),
    )
    asked = [one.url for one in server.seen]
    shown = f"{asked[0].path}?{asked[0].query.decode()}" if asked else None
    assert (shown and shown[: len(first or "")]) == first


@pytest.mark.parametrize("kind", KINDS)
def test_an_archived_repository_is_not_asked(ask, payments, kind):
    archived = payments["repositories"][0].model_copy(update={"archived": True})
    found, server = ask(kind, repositories=(archived,))
    assert (found, server.seen) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_refused_credentials_end_it(ask, payments, kind):
    many = [
        {
            **payments["entities"][0],
            "metadata": {**payments["entities"][0]["metadata"], "name": f"c{n}"},
        }
        for n in range(40)
    ]
    (failure,), server = ask(kind, {**dict.fromkeys(recorded(kind), 401), "*": 401}, many)
    assert failure.subjects == ()
    assert len(server.seen) < 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_that_is_refused_costs_no_other(ask, kind):
    answers = recorded(kind)
    first = json.loads((EXPECTED / f"{kind}.json").read_text("utf-8"))["requests"]
    for path in [one.split(" ", 1)[1] for one in first[1:]]:
        found, _ = ask(kind, {path: 403})
        failures = [one for one in found if isinstance(one, Failure)]
        assert [one.subjects for one in failures] == [(PAY,)] * len(failures)
        assert failures
    assert answers


@pytest.mark.parametrize("kind", KINDS)
def test_no_secret_is_in_what_is_found(ask, kind, caplog):
    with caplog.at_level(0):
        found, server = ask(kind)
    sent = {TOKEN, b64encode(f":{TOKEN}".encode()).decode()}
    assert not [one for one in sent if one in repr(found) + caplog.text]
    assert all(sent & set(" ".join(one.headers.values()).split()) for one in server.seen)


@pytest.mark.parametrize("kind", [*sorted(set(KINDS) - {"buildkite"}), "github_actions"])
def test_failing_builds_beyond_the_limit_are_counted_and_not_looked_into(ask, kind):
    failing = json.dumps(recording("github/builds.json")).replace('"SUCCESS"', '"FAILURE"')
    more = {"/graphql": json.loads(failing)} if kind == "github_actions" else {}
    facts, server = ask(kind, more)
    limited, quiet = ask(kind, more, settings={"max_failing": 0})
    *found, failure = limited
    assert [one.failed for one in found[0].value.workflows] == [()] * len(found[0].value.workflows)
    assert failure.reason == (
        "1 of 1 failing builds were not looked into: at most 0 are in one run"
    )
    assert (failure.fix, PAY in failure.subjects) == ("raise `max_failing`", True)
    assert len(quiet.seen) < len(server.seen)
    assert len(found) == len([one for one in facts if not isinstance(one, Failure)])


MISSING = {
    "another organisation": ({"buildkite.com/project-slug": "other/payments"}, None, 0, 0),
    "no such pipeline": ({"buildkite.com/project-slug": "acme/gone"}, None, 0, 1),
    "with a branch": ({"buildkite.com/project-slug": "acme/payments/trunk"}, None, 1, 0),
    "by its repository": ({}, "https://github.com/acme/payments", 1, 0),
    "in another case": ({}, "https://github.com/Acme/payments", 1, 0),
    "of another repository": ({}, "https://github.com/acme/other", 0, 0),
    "without builds": ({"buildkite.com/project-slug": "acme/docs"}, None, 0, 0),
    "not read": ({"buildkite.com/project-slug": "../x"}, None, 0, 0),
}


@pytest.mark.parametrize(
    ("annotations", "page", "facts", "failures"), MISSING.values(), ids=MISSING
)
def test_pipelines_of_buildkite_by_annotation_or_repository(
    ask, payments, entity, annotations, page, facts, failures
):
    named = entity("payments")
    named["metadata"]["annotations"] = annotations
    repository = payments["repositories"][0].model_copy(update={"web_url": page})
    found, _ = ask("buildkite", None, [named], repositories=(repository,))
    told = [one for one in found if isinstance(one, Failure)]
    assert (len(found) - len(told), len(told)) == (facts, failures)


def test_every_page_of_buildkite_is_read(ask):
    pages = [recording("buildkite/pipelines.json") for _ in range(3)]
    for number, page in enumerate(pages):
        listed = page["data"]["organization"]["pipelines"]
        listed["pageInfo"] = {"hasNextPage": number < 2, "endCursor": f"c{number}"}
        listed["edges"][0]["node"]["name"] = f"build {number}"

    def answer(request):
        after = json.loads(request.content)["variables"]["after"]
        return httpx.Response(200, json=pages[0 if after is None else int(after[1:]) + 1])

    (fact, *_), server = ask("buildkite", {"/v1": answer})
    assert [one.name for one in fact.value.workflows] == ["build 0", "build 1", "build 2"]
    assert len(server.seen) == 3


def test_a_list_of_buildkite_that_does_not_end_is_a_failure_of_all(ask):
    page = recording("buildkite/pipelines.json")
    page["data"]["organization"]["pipelines"]["pageInfo"]["hasNextPage"] = True
    found, server = ask("buildkite", {"/v1": page})
    (failure,) = [one for one in found if isinstance(one, Failure)]
    assert (failure.reason, failure.subjects) == (
        "acme: the list leads back to a page that was read",
        (PAY, "component:default/ledger"),
    )
    assert len(server.seen) == 2


def test_an_error_of_graphql_is_a_failure(ask):
    (failure,), _ = ask(
        "buildkite", {"/v1": {"data": None, "errors": [{"message": "too complex"}]}}
    )
    assert failure.reason == "acme: refused the query: too complex"


def test_a_project_that_nobody_named_may_not_be_on_circleci(ask, entity):
    def first(annotations):
        named = entity("payments")
        named["metadata"]["annotations"] = annotations
        found, _ = ask("circleci", {f"{CIRCLE}/pipeline": 404}, [named], {"annotated": False})
        return found

    assert first({}) == []
    (failure,) = first({"circleci.com/project-slug": "gh/acme/payments"})
    assert failure.reason == "github/acme/payments: not found, or not allowed (404)"


def test_every_page_of_azure_is_read(ask):
    builds = recording("azure_pipelines/builds.json")["value"]

    def answer(request):
        token = request.url.params.get("continuationToken")
        first = token is None
        headers = {"X-MS-ContinuationToken": "next"} if first else {}
        body = {"value": builds[:1] if first else builds[1:]}
        return httpx.Response(200, json=body, headers=headers)

    (fact,), server = ask("azure_pipelines", {AZURE: answer})
    (workflow,) = fact.value.workflows
    assert [one.number for one in workflow.past] == [43, 42]
    assert [one.url.path for one in server.seen][:2] == [AZURE, AZURE]


def test_a_list_of_azure_that_does_not_end_is_a_failure(ask):
    def answer(request):
        return httpx.Response(200, json={"value": []}, headers={"X-MS-ContinuationToken": "same"})

    (failure,), server = ask("azure_pipelines", {AZURE: answer})
    assert failure.reason == "shop: the list leads back to a page that was read"
    assert failure.subjects == (PAY,)
    assert len(server.seen) == 2


NOTHING = {
    "gitlab_ci": {"/api/v4/projects/acme/payments/pipelines": []},
    "jenkins": {"/job/acme/job/payments/api/json": {"builds": []}},
    "circleci": {"/api/v2/project/github/acme/payments/pipeline": {"items": []}},
    "azure_pipelines": {AZURE: {"value": []}},
}


@pytest.mark.parametrize("kind", NOTHING)
def test_what_has_no_builds_is_no_failure(ask, kind):
    assert ask(kind, NOTHING[kind])[0] == []
