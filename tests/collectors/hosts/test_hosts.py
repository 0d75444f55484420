"""Every host that lists repositories: what is asked, what is told of each, and what filters leave."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
import yaml
from tests.collectors.conftest import RECORDINGS

from catalogsite.collectors.registry import git_credentials, registry
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.remote import GitCredential, credential_for

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/hosts.yaml").read_text("utf-8"))
FILTERS = [(kind, *row) for kind, case in CASES.items() for row in case["filters"]]


def settings_of(kind, **more):
    return registry().sources[kind].Settings(**{**CASES[kind]["settings"], **more})


def collected(kind, context, server, **more):
    settings = settings_of(kind, **more)
    return list(registry().sources[kind].collect(settings, context(server)))


def names(found):
    return [one.name for one in found]


def test_every_host_has_a_case():
    hosts = {kind for kind, one in registry().sources.items() if hasattr(one, "host")}
    assert hosts == set(CASES)


@pytest.mark.parametrize(("kind", "filters", "expected"), FILTERS)
def test_filters(kind, filters, expected, context, routes):
    server = routes(CASES[kind]["answers"])
    assert names(collected(kind, context, server, **filters)) == expected


@pytest.mark.parametrize("kind", CASES)
def test_what_is_asked_and_what_is_told_of_a_repository(kind, context, routes):
    case = CASES[kind]
    server = routes(case["answers"])
    first, *_ = collected(kind, context, server)
    assert first == RepositoryRequest.model_validate(case["first"])
    (asked,) = server.seen[:1]
    assert f"{asked.url.scheme}://{asked.url.netloc.decode()}" == case["origin"]
    assert asked.headers["Authorization"] == case["authorization"]
    assert case.get("query", {}).items() <= dict(asked.url.params).items()


@pytest.mark.parametrize("kind", CASES)
def test_how_git_fetches(kind, context, routes):
    server = routes(CASES[kind]["answers"])
    first, *_ = collected(kind, context, server, clone="ssh", branch="next", descriptors=["a.yaml"])
    assert (first.url, first.branch) == (CASES[kind]["ssh"], "next")
    assert first.descriptors == ("a.yaml",)
    expected = {origin: GitCredential(*parts) for origin, parts in CASES[kind]["git"].items()}
    known = git_credentials([settings_of(kind)])
    assert {origin: credential_for(known, f"{origin}/x/y.git") for origin in expected} == expected
    assert credential_for(known, "https://elsewhere.example.com/acme/x.git") is None


@pytest.mark.parametrize("kind", CASES)
def test_no_answer_leads_to_another_server(kind, context, routes):
    found = collected(kind, context, routes(CASES[kind]["answers"]), archived=True)
    (origin,) = CASES[kind]["git"]
    assert all(one.url.startswith(f"{origin}/") for one in found)
    assert all(one.web_url.startswith(f"{origin}/") for one in found)


@pytest.mark.parametrize(
    ("kind", "settings", "path", "recording", "web_url"),
    [
        ("github", {"organization": "ann"}, "/graphql", "github/repositories",
         "https://github.com/acme/payments"),
        ("github", {"organization": "acme", "api_url": "https://ghe.acme.example/api/v3"},
         "/api/graphql", "github/repositories", "https://ghe.acme.example/acme/payments"),
        ("gitlab", {"group": "ann"}, "/api/v4/users/ann/projects", "gitlab/projects",
         "https://gitlab.com/acme/money/payments"),
        ("gitlab", {"group": "/acme/money/"}, "/api/v4/groups/acme/money/projects",
         "gitlab/projects", "https://gitlab.com/acme/money/payments"),
        ("gitlab", {"group": "acme", "api_url": "https://acme.example/git/api/v4/"},
         "/git/api/v4/groups/acme/projects", "gitlab/projects",
         "https://acme.example/git/acme/money/payments"),
        ("gitea", {"organization": "ann", "api_url": "https://codeberg.org/api/v1"},
         "/api/v1/users/ann/repos", "gitea/repos", "https://codeberg.org/acme/payments"),
        ("bitbucket_server", {"api_url": "https://acme.example/bitbucket/rest/api/latest", "project": None},
         "/bitbucket/rest/api/latest/repos", "bitbucket_server/repos",
         "https://acme.example/bitbucket/projects/SHOP/repos/payments"),
        ("azure_devops", {"organization": "acme", "project": "Shop floor"},
         "/acme/Shop floor/_apis/git/repositories", "azure_devops/repositories",
         "https://dev.azure.com/acme/Shop%20floor/_git/payments"),
        ("azure_devops", {"organization": "DefaultCollection", "api_url": "https://tfs.acme.example/tfs"},
         "/tfs/DefaultCollection/_apis/git/repositories", "azure_devops/repositories",
         "https://tfs.acme.example/tfs/DefaultCollection/Shop%20floor/_git/payments"),
    ],
)  # fmt: skip
def test_other_owners_and_servers(kind, settings, path, recording, web_url, context, routes):
    found = collected(kind, context, routes({path: recording}), **settings)
    assert found[0].web_url == web_url
    assert not [one for one in found if isinstance(one, Failure)]


def test_a_project_of_a_workspace_and_the_user_of_an_api_token(context, routes):
    server = routes(CASES["bitbucket"]["answers"])
    more = {"project": "SHOP", "user": "ann@acme.example"}
    assert names(collected("bitbucket", context, server, **more))[0] == "payments"
    (asked,) = server.seen
    assert asked.url.params["q"] == 'project.key="SHOP"'
    assert asked.headers["Authorization"].startswith("Basic ")
    known = git_credentials([settings_of("bitbucket", **more)])
    credential = credential_for(known, "https://bitbucket.org/acme/x.git")
    assert credential.user == "x-bitbucket-api-token-auth"


def items_of(kind):
    """The recorded items, and the key of their list, if any."""
    (name,) = CASES[kind]["answers"].values()
    recorded = json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))
    if kind == "github":
        return recorded["data"]["repositoryOwner"]["repositories"]["nodes"], "nodes"
    if isinstance(recorded, list):
        return recorded, None
    (key,) = (key for key, value in recorded.items() if isinstance(value, list))
    return recorded[key], key


def connection(nodes, cursor, *, more):
    """A page of a list as GraphQL gives it."""
    page = {"pageInfo": {"hasNextPage": more, "endCursor": cursor}, "nodes": nodes}
    return {"data": {"repositoryOwner": {"repositories": page}}}


def paged(kind, pages, *, last=200):
    """A server that gives a list page by page, as the host does, and the status `last` after them."""
    _, key = items_of(kind)
    asked = []

    def reply(request):
        asked.append(request)
        asked_for = request.url.params
        names = ("page", "continuationToken", "start")
        number = int(next(filter(None, map(asked_for.get, names)), 1))
        if kind == "github":
            number = int(json.loads(request.content)["variables"]["after"] or 1)
        if number > len(pages):
            return httpx.Response(last, json=[])
        more = str(request.url.copy_set_param("page", number + 1))
        ends = number == len(pages) and last == httpx.codes.OK
        body = {key: pages[number - 1]} if key else pages[number - 1]
        headers = {}
        if kind == "github":
            body = connection(pages[number - 1], str(number + 1), more=not ends)
        if kind == "bitbucket" and not ends:
            body["next"] = more
        elif kind == "bitbucket_server" and not ends:
            body["nextPageStart"] = number + 1
        elif kind == "azure_devops" and not ends:
            headers["x-ms-continuationtoken"] = str(number + 1)
        elif kind == "gitlab" and not ends:
            headers["Link"] = f'<{more}>; rel="next"'
        return httpx.Response(200, json=body, headers=headers)

    return reply


@pytest.mark.parametrize("kind", CASES)
def test_many_pages(kind, context, routes):
    items, _ = items_of(kind)
    (path,) = CASES[kind]["answers"]
    whole = collected(kind, context, routes(CASES[kind]["answers"]))
    # A repository that is listed twice, because the list moved on while it was read, is read once.
    server = routes({path: paged(kind, [items[:2], items[1:3], items[3:]])})
    assert collected(kind, context, server) == whole


@pytest.mark.parametrize("kind", CASES)
def test_an_empty_list_is_no_failure(kind, context, routes):
    (path,) = CASES[kind]["answers"]
    assert collected(kind, context, routes({path: paged(kind, [[]])})) == []


@pytest.mark.parametrize("kind", CASES)
def test_a_list_that_breaks_off_keeps_what_it_gave(kind, context, routes):
    items, _ = items_of(kind)
    (path,) = CASES[kind]["answers"]
    server = routes({path: paged(kind, [items[:2]], last=500)})
    *requests, failure = collected(kind, context, server)
    assert names(requests) == ["payments", "sandbox-ann"]
    assert (failure.source, failure.reason) == (kind, "answered 500")


@pytest.mark.parametrize(
    "kind", sorted(set(CASES) - {"github", "gitea", "azure_devops", "bitbucket_server"})
)
def test_a_next_page_on_another_server_is_not_asked(kind, context, routes):
    items, key = items_of(kind)
    (path,) = CASES[kind]["answers"]
    evil = "https://evil.example.com/next"
    body = {key: items, "next": evil} if key else items
    reply = httpx.Response(200, json=body, headers={"Link": f'<{evil}>; rel="next"'})
    server = routes({path: reply})
    *requests, failure = collected(kind, context, server)
    assert "payments" in names(requests)
    assert failure.reason == "points to another server: evil.example.com"
    assert "evil.example.com" not in {request.url.host for request in server.seen}


@pytest.mark.parametrize("kind", CASES)
def test_a_list_without_an_end_is_a_failure(kind, context, routes):
    items, key = items_of(kind)
    (path,) = CASES[kind]["answers"]

    def again(request):
        body = {key: items, "next": str(request.url), "nextPageStart": 1} if key else items
        body = connection(items, "1", more=True) if kind == "github" else body
        link = {"Link": f'<{request.url}>; rel="next"'}
        if kind == "azure_devops":
            link = {"x-ms-continuationtoken": "1"}
        return httpx.Response(200, json=body, headers=link)

    *requests, failure = collected(kind, context, routes({path: again}))
    assert "payments" in names(requests)
    assert failure.reason == "the list leads back to a page that was read"


@pytest.mark.parametrize("kind", CASES)
def test_an_owner_that_moved_is_found_on_the_same_server_only(kind, context, routes):
    (path,) = CASES[kind]["answers"]
    (name,) = CASES[kind]["answers"].values()
    moved = routes({path: httpx.Response(301, headers={"Location": "/moved?x=1"}), "/moved": name})
    assert names(collected(kind, context, moved))[0] == "payments"
    assert "Authorization" in moved.seen[1].headers
    away = routes({path: httpx.Response(301, headers={"Location": "https://evil.example.com/x"})})
    (failure,) = collected(kind, context, away)
    assert failure.reason == "points to another server: evil.example.com"
    assert {one.url.host for one in away.seen} == {one.url.host for one in moved.seen}


def test_a_server_that_lists_no_topics_is_no_empty_answer(context, routes):
    items = [
        {key: value for key, value in one.items() if key != "topics"}
        for one in items_of("gitea")[0]
    ]
    server = routes({"/api/v1/orgs/acme/repos": paged("gitea", [items])})
    (failure,) = collected("gitea", context, server, topics=["go"])
    assert (
        failure.reason
        == "acme: expected a list at `[0].topics`, got null, and 3 more of another shape"
    )
