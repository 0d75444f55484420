import os
import pickle
import re
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.crawl.fetch import KnownServers, fetch_all
from catalogsite.collectors.registry import host_flavours, registry
from catalogsite.execution.progress import NoProgress
from catalogsite.model.repository import RepositoryRequest, RepositoryState, Scope
from catalogsite.model.source_run import Failure
from catalogsite.repositories.mirror import Mirror, MirrorRecord, mirrors_in
from catalogsite.repositories.remote import GitCredential, Remote

GITLAB = "https://git.acme.example/api/v4"
DAY_1 = datetime(2026, 2, 1, tzinfo=UTC)
DAY_2 = datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture
def fetch(tmp_path):
    def run(*requests, now=DAY_1, jobs=None, **options):
        return fetch_all(requests, tmp_path / "state", {}, jobs, NoProgress(), now, **options)

    return run


def from_git(root, **fields):
    return RepositoryRequest(source="git", name=root.name, url=root.as_uri(), **fields)


def from_folder(root, **fields):
    return RepositoryRequest(source="folder", name=root.name, path=str(root), **fields)


def test_checkouts_come_in_the_order_asked_for_and_travel_between_processes(workshop, fetch):
    roots = [workshop.repository(name, files={"README.md": name}) for name in ("c", "a", "b")]
    found = fetch(from_git(roots[0]), from_folder(roots[1]), from_git(roots[2]))
    assert [checkout.repository.id for checkout in found] == ["c", "a", "b"]
    for checkout in pickle.loads(pickle.dumps(found)):
        assert checkout.open().read("README.md").decode() == checkout.repository.name
        assert checkout.repository.branch == "trunk"
        assert checkout.repository.committed == datetime(
            2026, 1, "cab".index(checkout.repository.id) + 1, 12, tzinfo=UTC
        )


def test_a_relative_state_folder(workshop, tmp_path, monkeypatch):
    root = workshop.repository(files={"a.md": "a"})
    monkeypatch.chdir(tmp_path)
    found = fetch_all([from_git(root)], Path(".catalogsite"), {}, None, NoProgress(), DAY_1)
    assert found[0].open().read("a.md") == b"a"


def test_one_that_fails_costs_no_other(workshop, fetch):
    good, empty = workshop.repository("good", files={"a.md": "a"}), workshop.repository("empty")
    gone = RepositoryRequest(source="folder", name="gone", path=str(good / "none"))
    refused = RepositoryRequest(source="git", name="x", url="https://u:hunter2@git.example.com/x")
    found = fetch(from_git(empty), gone, refused, from_git(good))
    assert [type(item) for item in found] == [Failure, Failure, Failure, Checkout]
    assert [item.reason for item in found[:3]] == [
        "empty: the repository has no commit on its default branch",
        "gone: there is no such folder",
        "x: the address holds a password",
    ]
    assert "hunter2" not in repr(found[:3])
    assert found[2].subjects == ("git.example.com/x",) or found[2].subjects == ("x",)


def test_an_unchanged_repository_is_reported_so(workshop, fetch):
    root = workshop.repository(files={"a.md": "a"})
    (first,), (second,) = fetch(from_git(root)), fetch(from_git(root), now=DAY_2)
    assert first.repository.state is RepositoryState.READ
    assert second.repository.state is RepositoryState.UNCHANGED
    assert first.key == second.key
    workshop.commit(root, {"a.md": "b"})
    (third,) = fetch(from_git(root))
    assert third.repository.state is RepositoryState.READ
    assert third.key != first.key


def test_a_remote_that_vanished_is_served_stale_since_its_last_success(workshop, fetch):
    root = workshop.repository(files={"a.md": "a"})
    fetch(from_git(root), now=DAY_1)
    root.rename(root.with_name("away"))
    checkout, failure = fetch(from_git(root), now=DAY_2)
    assert checkout.repository.state is RepositoryState.STALE
    assert checkout.repository.stale_since == DAY_1
    assert checkout.open().read("a.md") == b"a"
    assert "does not appear to be a git repository" in failure.reason
    root.with_name("away").rename(root)
    (back,) = fetch(from_git(root), now=DAY_2)
    assert back.repository.state is RepositoryState.UNCHANGED
    assert back.repository.stale_since is None


@pytest.mark.parametrize(
    ("remote", "id_", "web_url", "host"),
    [
        (
            "git@github.com:acme/pay.git",
            "github.com/acme/pay",
            "https://github.com/acme/pay",
            "github",
        ),
        (
            "https://u:pw@gitlab.com/a/b/c.git",
            "gitlab.com/a/b/c",
            "https://gitlab.com/a/b/c",
            "gitlab",
        ),
        (
            "https://code.acme.example/scm/shop/till.git",
            "code.acme.example/projects/SHOP/repos/till",
            "https://code.acme.example/projects/SHOP/repos/till",
            "bitbucket_server",
        ),
        (
            "git@git.acme.example:shop/till.git",
            "git.acme.example/shop/till",
            "https://git.acme.example/shop/till",
            "gitlab",
        ),
        ("/srv/git/pay.git", "payments", None, None),
        (None, "payments", None, None),
    ],
)
def test_a_clone_is_known_by_its_remote(workshop, fetch, remote, id_, web_url, host):
    root = workshop.repository(files={"a.md": "a"})
    if remote:
        workshop.git(root, "remote", "add", "origin", remote)
    # A source that lists the host says what it is, where its name does not.
    gitlab = registry().sources["gitlab"].Settings(group="x", api_url=GITLAB)
    (checkout,) = fetch(from_folder(root), servers=KnownServers({}, host_flavours([gitlab])))
    found = checkout.repository
    assert (found.id, found.web_url, found.host) == (id_, web_url, host)
    assert "pw@" not in repr(checkout)


def test_values_of_the_source_stand_in_the_repository(workshop, fetch):
    root = workshop.repository(files={"a.md": "a"})
    values = {"description": "Takes money", "topics": ("go",), "archived": True}
    (checkout,) = fetch(from_git(root, web_url="https://ghe.example.com/acme/pay", **values))
    assert checkout.repository.model_dump(include=set(values)) == values
    assert checkout.repository.id == "ghe.example.com/acme/pay"


def test_folders_of_one_name_get_ids_of_their_own(workshop, fetch):
    roots = [workshop.repository(f"{team}/api", files={"a.md": team}) for team in ("a", "b")]
    found = fetch(*(from_folder(root) for root in roots))
    assert [checkout.repository.id for checkout in found] == ["api", "b/api"]


@pytest.mark.parametrize(
    ("first", "second", "descriptors", "also"),
    [
        ((), (), (), ()),
        ((), ("services/all.yaml",), (), ("services/all.yaml",)),
        (("services/all.yaml",), (), (), ("services/all.yaml",)),
        (("a.yaml",), ("b.yaml", "a.yaml"), ("a.yaml", "b.yaml"), ()),
    ],
)
def test_a_repository_that_two_sources_name_is_read_once(
    workshop, fetch, first, second, descriptors, also
):
    root = workshop.repository(files={"a.md": "a"})
    (found,) = fetch(from_git(root, descriptors=first), from_git(root, descriptors=second))
    assert (found.request.descriptors, found.request.also) == (descriptors, also)
    assert found.request.source == "git"


def test_a_source_of_single_files_does_not_make_a_repository_less(workshop, fetch):
    root = workshop.repository(files={"a.md": "a"})
    file = RepositoryRequest(
        source="catalog",
        name="x",
        scope=Scope.FILES,
        url=root.as_uri(),
        descriptors=("a.yaml",),
        also=("a.yaml",),
    )
    (found,) = fetch(file, from_git(root))
    assert (found.request.source, found.request.descriptors) == ("git", ())
    assert found.request.also == ("a.yaml",)


def test_a_checkout_holds_the_name_of_a_token_and_never_the_token(workshop, fetch, monkeypatch):
    monkeypatch.setenv("ACME_TOKEN", "s3cret")
    root = workshop.repository(files={"a.md": "a"})
    (checkout,) = fetch(
        from_git(root), servers=KnownServers({"file://": GitCredential("ACME_TOKEN")})
    )
    assert checkout.remote.credential.variable == "ACME_TOKEN"
    assert b"s3cret" not in pickle.dumps(checkout)
    assert replace(checkout).open().read("a.md") == b"a"


@pytest.fixture
def git_calls(tmp_path, monkeypatch):
    """The addresses that git was called for."""
    log, wrapper = tmp_path / "calls", tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    log.touch()
    return lambda: re.findall(r"remote\.origin\.url=(\S+)", log.read_text())


@pytest.mark.parametrize(
    ("host", "reason"),
    [("127.0.0.1:1", "onnect"), ("host.invalid", "resolve host"), ("[::1]:1", "onnect")],
)
def test_a_server_that_is_down_is_asked_twice(workshop, fetch, git_calls, host, reason):
    good = workshop.repository("good", files={"a.md": "a"})
    urls = [f"http://{host}/acme/{n}.git" for n in range(6)]
    requests = [RepositoryRequest(source="git", name=url, url=url) for url in urls]
    found = fetch(*requests, from_git(good), jobs=1)
    assert [type(item) for item in found] == [Failure] * 6 + [Checkout]
    assert all(reason in item.reason for item in found[:6])
    assert [url for url in git_calls() if url.startswith("http")] == urls[:2]


def test_what_a_server_refuses_is_no_outage(tmp_path, fetch, git_calls):
    (tmp_path / "empty").mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path / "empty")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        urls = [f"http://127.0.0.1:{server.server_port}/acme/{n}.git" for n in range(4)]
        requests = [RepositoryRequest(source="git", name=url, url=url) for url in urls]
        assert all(isinstance(item, Failure) for item in fetch(*requests))
        server.shutdown()
    assert sorted(set(git_calls())) == urls


def hosted(workshop, root, **fields):
    """A request with the commit that a host names as the tip of the branch."""
    head = workshop.git(root, "rev-parse", "HEAD").strip()
    page = f"https://git.acme.example/acme/{root.name}"
    named = {"branch": "trunk", "head": head, "web_url": page, "native_id": "R_1", **fields}
    return from_git(root, **named)


def test_git_does_not_ask_for_a_tip_that_the_host_has_named(workshop, fetch, git_calls):
    root = workshop.repository(files={"a.md": "a"})
    fetch(hosted(workshop, root))
    asked = len(git_calls())
    (again,) = fetch(hosted(workshop, root), now=DAY_2)
    assert (again.repository.state, len(git_calls())) == (RepositoryState.UNCHANGED, asked)
    workshop.commit(root, {"a.md": "b"})
    (changed,) = fetch(hosted(workshop, root))
    assert (changed.repository.state, changed.open().read("a.md")) == (RepositoryState.READ, b"b")
    assert changed.repository.commit == changed.request.head


def test_a_tip_that_is_not_there_yet_is_read_when_it_is(workshop, fetch):
    root = workshop.repository(files={"a.md": "a"})
    (first,) = fetch(hosted(workshop, root, head="f" * 40))
    assert first.open().read("a.md") == b"a"
    (second,) = fetch(hosted(workshop, root))
    assert second.repository.commit == first.repository.commit


RENAMED = {
    "renamed": ({"native_id": "R_1"}, False, 0),
    "another repository": ({"native_id": "R_2"}, False, 1),
    "without an id": ({"native_id": None}, False, 1),
    "on another server": ({"web_url": "https://other.example/acme/pay"}, False, 1),
    "of another branch": ({"branch": "next"}, False, 1),
    "both are requested": ({}, True, 1),
}


@pytest.mark.parametrize(("fields", "both", "fetches"), RENAMED.values(), ids=RENAMED)
def test_a_renamed_repository_keeps_its_mirror(
    workshop, tmp_path, git_calls, fields, both, fetches
):
    old = workshop.repository("old", files={"a.md": "a"})
    workshop.git(old, "branch", "next")
    state = tmp_path / "state"
    before = fetch_all([hosted(workshop, old)], state, {}, None, NoProgress(), DAY_1)
    previous = {one.repository.id: one.repository for one in before}
    new = old.with_name("new")
    shutil.copytree(old, new) if both else old.rename(new)
    requests = [hosted(workshop, new, **fields), *([hosted(workshop, old)] if both else [])]
    asked = len(git_calls())
    first, *_ = fetch_all(requests, state, previous, None, NoProgress(), DAY_2)
    assert first.open().read("a.md") == b"a"
    assert len({url for url in git_calls()[asked:] if url == new.as_uri()}) == fetches
    # Its mirror is known by the new address from now on.
    (again, *_) = fetch_all(requests, state, previous, None, NoProgress(), DAY_2)
    assert again.repository.state is RepositoryState.UNCHANGED


def kept_mirror(folder, url, native_id="123"):
    """The mirror of an address that was fetched before; its files do not matter."""
    made = Mirror(Remote(url, "main"), folder)
    made.git_dir.mkdir(parents=True)
    made.write_record(
        MirrorRecord(
            url=url, wanted="main", branch="main", commit="c1", fetched=DAY_1, native_id=native_id
        )
    )
    return made


def test_a_mirror_of_another_server_with_the_same_number_is_left_alone(tmp_path):
    other = kept_mirror(tmp_path, "https://a.example.com/acme/pay.git")
    own = kept_mirror(tmp_path, "https://b.example.com/acme/old.git")
    renamed = Mirror(Remote("https://b.example.com/acme/new.git", "main"), tmp_path)
    renamed.adopt("123")
    assert [one.git_dir.exists() for one in (other, own, renamed)] == [True, False, True]


def test_a_mirror_that_was_adopted_is_known_by_its_new_address_at_once(tmp_path):
    """A fetch may fail in the night of the rename, and the next rename come before one succeeds."""
    kept_mirror(tmp_path, "https://a.example.com/acme/one.git")
    for name in ("two", "three"):
        renamed = Mirror(Remote(f"https://a.example.com/acme/{name}.git", "main"), tmp_path)
        renamed.adopt("123")
        assert renamed.record().url == renamed.remote.url
    assert [mirror.remote.url for mirror, _ in mirrors_in(tmp_path)] == [renamed.remote.url]


class Redirects(BaseHTTPRequestHandler):
    """Sends everybody to an address that holds a secret."""

    def do_GET(self):
        self.send_response(302)
        self.send_header(
            "Location", "https://ann:hunter2@elsewhere.invalid/x?private_token=hunter2"
        )
        self.end_headers()

    def log_message(self, *_):
        pass


def test_no_message_of_git_shows_a_secret(fetch, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Redirects) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/acme/x.git"
        (redirected,) = fetch(RepositoryRequest(source="git", name="x", url=address))
        server.shutdown()
    assert "redirects the address" in redirected.reason
    monkeypatch.setenv("http_proxy", "http://ann:hunter2@127.0.0.1:1/?token=hunter2")
    monkeypatch.setenv("no_proxy", "")
    url = "http://git.invalid/acme/x.git"
    (by_proxy,) = fetch(RepositoryRequest(source="git", name="x", url=url))
    assert "hunter2" not in f"{redirected!r}{by_proxy!r}"
