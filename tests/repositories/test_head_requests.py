import subprocess
from contextlib import closing

import pytest
from tests.repositories.git_server import git_server

from catalogsite.repositories.head_requests import HeadRequests
from catalogsite.repositories.ref_listing import Head, head_of_answer, head_request
from catalogsite.repositories.remote import GitCredential, Remote

COMMIT = "3d1c4b3a" * 5
ASKED = "POST /payments/.git/git-upload-pack"


@pytest.fixture
def served(workshop):
    root = workshop.repository(files={"README.md": "one"}, branch="trunk")
    workshop.git(root, "branch", "old/er")
    with git_server(root.parent) as server:
        yield server, root


@pytest.fixture
def heads():
    with closing(HeadRequests(4)) as opened:
        yield opened


def remote(server, branch=None, credential=None):
    return Remote(f"{server.origin}/payments/.git", branch, credential)


@pytest.mark.parametrize("branch", [None, "trunk", "old/er"])
def test_one_request_tells_the_tip_that_git_tells(served, heads, branch):
    server, root = served
    assert heads.head(remote(server, branch)) == Remote(root.as_uri(), branch).head()
    assert server.asked() == [ASKED]


def test_a_branch_that_is_not_there_is_left_to_git(served, heads):
    assert heads.head(remote(served[0], "none")) is None


def test_a_head_on_no_branch_is_left_to_git(served, heads, workshop):
    server, root = served
    workshop.git(root, "checkout", "-q", "--detach")
    assert heads.head(remote(server)) is None
    assert heads.head(remote(server, "trunk")) == Remote(root.as_uri(), "trunk").head()


def test_the_token_of_the_server_is_sent_at_once(served, heads, monkeypatch):
    server, root = served
    server.token = "s3cret"
    monkeypatch.setenv("ACME_TOKEN", "s3cret")
    found = heads.head(remote(server, credential=GitCredential("ACME_TOKEN", "ann")))
    assert found == Remote(root.as_uri()).head()
    assert server.asked() == [ASKED]


@pytest.mark.parametrize("status", [401, 403, 404, 500, 501])
def test_a_server_that_never_answers_so_is_asked_three_times(served, heads, status):
    server, _ = served
    server.post_status = status
    assert [heads.head(remote(server)) for _ in range(5)] == [None] * 5
    assert server.asked() == [ASKED] * 3


def test_a_server_that_has_answered_so_is_asked_for_every_repository(served, heads):
    server, _ = served
    assert heads.head(remote(server)) is not None
    gone = Remote(f"{server.origin}/gone.git")
    assert [heads.head(gone) for _ in range(5)] == [None] * 5
    assert heads.head(remote(server)) is not None


@pytest.mark.parametrize(
    "option",
    ["http.proxy=http://127.0.0.1:9", "url.file:///srv/.insteadOf=http://127.0.0.1/"],
)
def test_what_only_git_can_reach_is_left_to_git(served, heads, tmp_path, monkeypatch, option):
    config = tmp_path / "gitconfig"
    name, _, value = option.partition("=")
    subprocess.run(["git", "config", "--file", str(config), name, value], check=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert heads.head(remote(served[0])) is None
    assert served[0].asked() == []


@pytest.mark.parametrize(
    "url",
    ["file:///srv/pay.git", "/srv/pay.git", "git@127.0.0.1:pay.git", "http://127.0.0.1/p?x=1"],
)
def test_other_addresses_are_left_to_git(heads, url):
    assert heads.head(Remote(url)) is None


def packets(*lines):
    return b"".join(
        line if isinstance(line, bytes) else f"{len(line) + 5:04x}{line}\n".encode()
        for line in lines
    )


@pytest.mark.parametrize(
    ("branch", "answer", "expected"),
    [
        (
            None,
            packets(f"{COMMIT} HEAD symref-target:refs/heads/trunk", b"0000"),
            Head("trunk", COMMIT),
        ),
        (
            None,
            packets(f"{COMMIT} HEADER", f"{COMMIT} HEAD symref-target:refs/heads/a/b", b"0000"),
            Head("a/b", COMMIT),
        ),
        ("a", packets(f"{COMMIT} refs/heads/ab", f"{COMMIT} refs/heads/a", b"0000"), ("a", COMMIT)),
        ("a", packets(f"{COMMIT} refs/heads/ab", b"0000"), None),
        (None, packets(f"{COMMIT} HEAD", b"0000"), None),
        (None, packets(f"{COMMIT} HEAD symref-target:refs/notes/x", b"0000"), None),
        (None, packets("unborn HEAD symref-target:refs/heads/trunk", b"0000"), None),
        (None, packets("ERR upload-pack: not our ref", b"0000"), None),
        ("a", packets(f"{COMMIT} refs/heads/a"), None),
        ("a", packets("--version refs/heads/a", b"0000"), None),
        ("a", b"0003" + packets(f"{COMMIT} refs/heads/a", b"0000"), None),
        ("a", b"<!DOCTYPE html><title>Sign in</title>", None),
        ("a", b"", None),
    ],
)
def test_only_a_whole_answer_counts(branch, answer, expected):
    assert head_of_answer(answer, branch) == expected


def test_the_request_is_as_git_documents_it():
    assert head_request("main").split(b"\n")[0] == b"0014command=ls-refs"
    assert head_request("main").endswith(b"0001000csymrefs\n001fref-prefix refs/heads/main\n0000")
