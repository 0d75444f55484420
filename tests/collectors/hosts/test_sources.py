import pytest
from pydantic import ValidationError

from catalogsite.collectors.hosts import catalog as descriptor
from catalogsite.collectors.hosts import folder, github
from catalogsite.collectors.hosts import git as git_url
from catalogsite.collectors.registry import git_credentials
from catalogsite.model.source_run import Failure
from catalogsite.repositories.remote import GitCredential, credential_for


def write(root, *paths):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x", "utf-8")


def names(requests):
    return [request.name for request in requests]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"path": "repos/*"}, ["b", "a"]),
        ({"path": "repos"}, ["b", "a"]),
        ({"path": "repos/b"}, ["b"]),
        ({"path": "repos/*", "exclude": ["a*"]}, ["b"]),
        ({"path": "./repos/[b]"}, ["b"]),
        ({"path": "odd[1]/*"}, ["c"]),
    ],
)
def test_folder(context, tmp_path, settings, expected):
    write(tmp_path, "repos/b/README.md", "repos/a/catalog-info.yaml", "repos/no/x.csv")
    write(tmp_path, "odd1/c/README.md")
    found = list(folder.collect(folder.Settings(**settings), context()))
    assert sorted(names(found)) == sorted(expected)
    assert all(request.path.startswith(str(tmp_path)) for request in found)


def test_folder_with_special_letters_in_its_own_name(context, tmp_path):
    write(tmp_path, "odd[1]/README.md")
    assert names(folder.collect(folder.Settings(path="odd[1]"), context())) == ["odd[1]"]


def test_a_pattern_below_a_folder_with_special_letters_in_its_name(context, tmp_path):
    write(tmp_path, "[acme]/repos/a/README.md", "[acme]/repos/b/README.md")
    below = context(base_dir=tmp_path / "[acme]")
    assert names(folder.collect(folder.Settings(path="repos/*"), below)) == ["a", "b"]


@pytest.mark.parametrize("path", ["none/*", "none", "empty"])
def test_folder_that_matches_nothing(context, tmp_path, path):
    (tmp_path / "empty").mkdir()
    (failure,) = folder.collect(folder.Settings(path=path), context())
    assert isinstance(failure, Failure)
    assert failure.fix


@pytest.mark.parametrize(
    ("url", "name", "web_url"),
    [
        ("https://git.acme.example/a/pay.git", "pay", "https://git.acme.example/a/pay"),
        ("git@github.com:acme/pay.git", "pay", "https://github.com/acme/pay"),
        ("file:///srv/git/pay.git/", "pay", None),
        ("git@host:pay", "pay", "https://host/pay"),
    ],
)
def test_git(context, url, name, web_url):
    (request,) = git_url.collect(git_url.Settings(url=url), context())
    assert (request.name, request.url, request.web_url) == (name, url, web_url)


@pytest.mark.parametrize(
    ("url", "given", "web_url"),
    [
        (
            "file:///srv/mirror/pay.git",
            "https://github.com/acme/pay",
            "https://github.com/acme/pay",
        ),
        ("/srv/mirror/pay", "https://github.com/acme/pay.git/", "https://github.com/acme/pay"),
        (
            "https://mirror.example/x/y",
            "http://git.acme.example:8080/a",
            "http://git.acme.example:8080/a",
        ),
    ],
)
def test_a_mirror_has_the_web_address_of_its_original(context, url, given, web_url):
    (request,) = git_url.collect(git_url.Settings(url=url, web_url=given), context())
    assert (request.url, request.web_url) == (url, web_url)


@pytest.mark.parametrize(
    "web_url",
    [
        "github.com/acme/pay",
        "javascript:alert(1)",
        "https://ann:pw@github.com/a/b",
        "https://github.com",
        "file:///x/y",
    ],
)
def test_a_web_address_is_that_of_a_repository(web_url):
    with pytest.raises(ValidationError):
        git_url.Settings(url="file:///srv/x.git", web_url=web_url)


@pytest.mark.parametrize("url", ["https://ann:pw@host/x.git", "-oProxyCommand=x"])
def test_git_refuses_addresses(url):
    with pytest.raises(ValidationError) as caught:
        git_url.Settings(url=url)
    assert "pw" not in caught.value.errors(include_input=False)[0]["msg"].replace("password", "")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("./all.yaml", (".", ("all.yaml",))),
        ("org/*.yaml", (".", ("org/*.yaml",))),
        ("org/**/*.yaml", (".", ("org/**/*.yaml",))),
        ("../beside/all.yaml", ("../beside", ("all.yaml",))),
        ("../clone/org/all.yaml", ("../clone", ("org/all.yaml",))),
    ],
)
def test_catalog_of_files(context, tmp_path, target, expected):
    write(tmp_path, "all.yaml", "org/users.yaml", "../beside/all.yaml")
    write(tmp_path, "../clone/.git/HEAD", "../clone/org/all.yaml")
    (request,) = descriptor.collect(descriptor.Settings(target=target), context())
    assert (request.path, request.descriptors) == (
        str((tmp_path / expected[0]).resolve()),
        expected[1],
    )


def test_catalog_of_a_link(context):
    target = "https://github.com/acme/catalog/blob/main/org/all.yaml"
    (request,) = descriptor.collect(descriptor.Settings(target=target), context())
    assert request.url == "https://github.com/acme/catalog.git"
    assert (request.branch, request.descriptors) == ("main", ("org/all.yaml",))


@pytest.mark.parametrize("target", ["none.yaml", "https://example.com/all.yaml"])
def test_catalog_that_is_not_there(context, target):
    (failure,) = descriptor.collect(descriptor.Settings(target=target), context())
    assert isinstance(failure, Failure)


@pytest.mark.parametrize(
    ("given", "visibility"),
    [
        ({"private": False}, "public"),
        ({"private": True}, "private"),
        ({"private": True, "visibility": "internal"}, "internal"),
        ({"visibility": "public"}, "public"),
        ({"private": True, "visibility": "secret"}, None),
        ({"private": "yes"}, None),
        ({"visibility": ["public"]}, None),
        ({}, None),
    ],
)
def test_who_may_read_a_repository_of_github(context, routes, given, visibility):
    item = {"name": "a", "full_name": "acme/a", "html_url": "https://github.com/acme/a", **given}
    server = routes({"/orgs/acme/repos": [item]})
    request, *_ = github.collect(github.Settings(organization="acme"), context(server, env={}))
    assert request.visibility == visibility


def test_a_github_whose_pages_lie_elsewhere(context, routes):
    given = {"api_url": "https://api.acme.example", "web_url": "https://github.com"}
    settings = github.Settings(organization="acme", **given)
    known = git_credentials([settings])
    assert credential_for(known, "https://github.com/x/y") == GitCredential("GITHUB_TOKEN")
    server = routes({"/graphql": "github/repositories"})
    assert names(github.collect(settings, context(server))) == ["payments", "sandbox-ann", "flask"]


@pytest.mark.parametrize("path", ["/orgs/acme/repos", "/users/acme/repos"])
def test_github_without_a_token_is_asked_by_rest(context, routes, path):
    server = routes({path: "github/repos"})
    found = list(github.collect(github.Settings(organization="acme"), context(server, env={})))
    assert names(found) == ["payments", "sandbox-ann", "flask"]
    assert {one.head for one in found} == {None}
    assert all("Authorization" not in request.headers for request in server.seen)
    assert server.seen[-1].url.params["per_page"] == "100"


def test_a_token_that_may_not_read_heads_still_lists(context, routes):
    error = {"type": "FORBIDDEN", "message": "Resource not accessible by personal access token"}
    refused = {"data": None, "errors": [error]}
    server = routes({"/graphql": refused, "/orgs/acme/repos": "github/repos"})
    found = list(github.collect(github.Settings(organization="acme"), context(server)))
    assert names(found) == ["payments", "sandbox-ann", "flask"]


@pytest.mark.parametrize(("branch", "known"), [(None, True), ("trunk", True), ("next", False)])
def test_the_head_is_that_of_the_branch_that_is_read(context, routes, branch, known):
    server = routes({"/graphql": "github/repositories"})
    settings = github.Settings(organization="acme", branch=branch)
    first, *_ = github.collect(settings, context(server))
    assert (first.head is not None) == known


@pytest.mark.parametrize(
    ("api_url", "origin"),
    [
        ("https://api.github.com", "https://github.com"),
        ("https://api.github.com/", "https://github.com"),
        ("https://ghe.acme.example/api/v3", "https://ghe.acme.example"),
        ("https://api.acme.ghe.com", "https://acme.ghe.com"),
    ],
)
def test_the_token_is_for_git_on_the_same_github_only(api_url, origin):
    settings = github.Settings(organization="acme", api_url=api_url, token={"env": "ACME_TOKEN"})
    known = git_credentials([folder.Settings(path="x"), settings])
    for path in ("", "/acme/x.git", "/other/x.git"):
        assert credential_for(known, f"{origin}{path}") == GitCredential("ACME_TOKEN")
    for other in (
        "http" + origin.removeprefix("https"),
        f"{origin}.evil.example",
        f"{origin}:8443",
    ):
        assert credential_for(known, f"{other}/acme/x.git") is None
