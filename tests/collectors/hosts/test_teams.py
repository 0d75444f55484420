"""Teams and members of GitHub and GitLab become Groups and Users, all of them or none."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from tests.collectors.conftest import RECORDINGS
from tests.collectors.test_shapes import at, places, replaced

from catalogsite.collect.run_collector import run_source
from catalogsite.collectors.hosts import github, gitlab
from catalogsite.network.json_types import type_name

GITLAB = {
    "/api/v4/groups/acme/projects": "gitlab/projects",
    "/api/v4/groups/acme": "gitlab/group",
    "/api/v4/groups/acme/descendant_groups": "gitlab/descendant_groups",
    "/api/v4/groups/1/members": [],
    "/api/v4/groups/2/members": "gitlab/members",
    "/api/v4/groups/3/members": "gitlab/members",
}


def recorded(name):
    return json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))


def graphql(**answers):
    """A GraphQL API that answers by the list that a query asks for."""
    given = {"teams": recorded("github/teams"), "membersWithRole": recorded("github/people")}
    given["repositories"] = recorded("github/repositories")
    given |= answers
    asked = []

    def reply(request):
        body = json.loads(request.content)
        asked.append(body)
        names = ("repositories", "membersWithRole", "teams", "team")
        name = next(one for one in names if f"{one}(" in body["query"])
        answer = given[name]
        answer = answer(body["variables"]) if callable(answer) else answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    reply.asked = asked
    return reply


def on_github(reply, **routes):
    return {"/graphql": reply, **routes}


def run(collector, context, server, **settings):
    owner = {"organization": "acme"} if collector is github else {"group": "acme"}
    return run_source(
        collector, collector.Settings(**owner, teams=True, **settings), context(server)
    )


def entities(result):
    *_, request = result.items
    return {path: json.loads(text) for path, text in request.files}


def test_teams_of_github(context, routes):
    result = run(github, context, routes(on_github(graphql())))
    assert result.failures == []
    assert [one.name for one in result.items][-1] == "acme-teams"
    found = entities(result)
    assert list(found) == [
        "groups/engineering.json",
        "groups/payments.json",
        "users/Bob-Lee.json",
        "users/ann.json",
        "users/cleo.json",
    ]
    assert found["groups/payments.json"] == {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Group",
        "metadata": {
            "name": "payments",
            "annotations": {
                "github.com/team-slug": "acme/payments",
                "backstage.io/view-url": "https://github.com/orgs/acme/teams/payments",
            },
        },
        "spec": {
            "type": "team",
            "profile": {"displayName": "Payments", "picture": "https://avatars.example/payments"},
            "children": [],
            "parent": "engineering",
        },
    }
    assert found["users/ann.json"]["spec"]["memberOf"] == ["engineering", "payments"]
    assert found["users/cleo.json"]["spec"]["memberOf"] == []
    assert (
        found["users/Bob-Lee.json"]["metadata"]["annotations"]["github.com/user-login"] == "Bob-Lee"
    )


def test_teams_of_an_enterprise_server_are_asked_beside_its_rest_api(context, routes):
    answers = {"/api/graphql": graphql()}
    server = routes(answers)
    result = run(github, context, server, api_url="https://ghe.acme.example/api/v3")
    assert (result.failures, len(entities(result))) == ([], 5)
    assert result.items[0].web_url == "https://ghe.acme.example/acme/payments"
    assert {one.url.host for one in server.seen} == {"ghe.acme.example"}


def test_a_team_with_more_members_than_a_page(context, routes):
    teams = recorded("github/teams")
    teams["data"]["organization"]["teams"]["nodes"][0]["members"]["pageInfo"]["hasNextPage"] = True

    def members(variables):
        last = variables["after"] == "2"
        nodes = [{"login": "cleo"}] if last else [{"login": "ann"}]
        page = {"hasNextPage": not last, "endCursor": "2"}
        return {"data": {"organization": {"team": {"members": {"pageInfo": page, "nodes": nodes}}}}}

    result = run(github, context, routes(on_github(graphql(teams=teams, team=members))))
    found = entities(result)
    assert found["users/cleo.json"]["spec"]["memberOf"] == ["engineering"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"data": None, "errors": [{"message": "Your token lacks read:org"}]},
         r"refused the query: Your token lacks read:org"),
        ({"data": {"organization": None}}, r"there is no `acme`, or the token may not read it"),
        ({"data": {"organization": {"teams": {"nodes": None}}}}, r"expected a list .*, got null"),
        ([], r"expected an object, got a list"),
        (httpx.Response(200, text="<html>"), r"answered something that is not JSON"),
        (httpx.Response(502), r"answered 502"),
        ({"data": {"organization": {"teams": {"nodes": [], "pageInfo":
            {"hasNextPage": True, "endCursor": "1"}}}}}, r"the list leads back to a page that was read"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", ["teams", "membersWithRole"])
def test_teams_that_cannot_be_read_whole_are_not_told_at_all(part, answer, reason, context, routes):
    if isinstance(answer, dict):
        answer = json.loads(json.dumps(answer).replace('"teams"', f'"{part}"'))
    result = run(github, context, routes(on_github(graphql(**{part: answer}))))
    assert [one.name for one in result.items] == ["payments", "sandbox-ann", "flask"]
    (failure,) = result.failures
    assert re.match(reason, failure.reason)
    assert failure.url == "https://api.github.com/graphql"


def test_groups_of_gitlab(context, routes):
    result = run(gitlab, context, routes(GITLAB))
    assert result.failures == []
    found = entities(result)
    assert list(found) == [
        "groups/acme.json",
        "groups/money-cards.json",
        "groups/money.json",
        "users/ann.json",
    ]
    assert found["groups/money-cards.json"]["spec"]["parent"] == "money"
    assert found["groups/money.json"]["spec"]["parent"] == "acme"
    assert "parent" not in found["groups/acme.json"]["spec"]
    assert found["users/ann.json"]["spec"] == {
        "profile": {"displayName": "Ann", "email": "ann@acme.example"},
        "memberOf": ["money", "money-cards"],
    }
    assert (
        found["groups/money.json"]["metadata"]["annotations"]["gitlab.com/team-path"]
        == "acme/money"
    )


def test_a_group_without_its_subgroups(context, routes):
    server = routes(GITLAB)
    assert list(entities(run(gitlab, context, server, subgroups=False))) == ["groups/acme.json"]


@pytest.mark.parametrize("path", [path for path in GITLAB if "projects" not in path])
def test_groups_that_cannot_be_read_whole_are_not_told_at_all(path, context, routes):
    result = run(gitlab, context, routes({**GITLAB, path: 403}))
    assert [one.name for one in result.items] == ["payments", "sandbox-ann", "flask"]
    (failure,) = result.failures
    assert failure.reason == "refused access (403)"


CHANGED = {
    "github/teams": (github, lambda answer: on_github(graphql(teams=answer, team={}))),
    "github/people": (github, lambda answer: on_github(graphql(membersWithRole=answer))),
    "gitlab/group": (gitlab, lambda answer: {**GITLAB, "/api/v4/groups/acme": given(answer)}),
    "gitlab/descendant_groups": (
        gitlab,
        lambda answer: {**GITLAB, "/api/v4/groups/acme/descendant_groups": given(answer)},
    ),
    "gitlab/members": (
        gitlab,
        lambda answer: {**GITLAB, "/api/v4/groups/2/members": given(answer)},
    ),
}


def given(answer):
    return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)


@pytest.mark.parametrize("name", CHANGED)
def test_any_value_of_an_answer_may_be_of_any_type(name, context, routes):
    collector, answers = CHANGED[name]
    original = recorded(name)
    expected = entities(run(collector, context, routes(answers(original))))
    for path in places(original):
        for other in ({}, [], ["odd"], "odd", 3, True, None):
            before = at(original, path)
            answer = replaced(original, path, other)
            server = routes(answers(given(answer)))
            result = run(collector, context, server)
            assert not [one for one in result.failures if "the collector broke" in one.reason], path
            wrong_type = type_name(other) != type_name(before) and None not in (other, before)
            if wrong_type and not result.failures:
                # Nothing that is read was changed: it made no difference.
                assert entities(result) == expected, (path, other)
