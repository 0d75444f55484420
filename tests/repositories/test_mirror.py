import base64
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalogsite.errors import GitError, SourceError
from catalogsite.network.redaction import redact
from catalogsite.repositories.blob_batch import read_blobs
from catalogsite.repositories.git import run_git
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.remote import GitCredential, Remote, _is_same_server
from catalogsite.repositories.trees.mirror_tree import GitTree
from catalogsite.repositories.trees.visible_paths import MAX_FILE_BYTES

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def open_mirror(root, tmp_path, branch=None, **settings):
    return Mirror(Remote(root.as_uri(), branch), tmp_path / "state/git", **settings)


def fetch(mirror, **settings):
    record, fetched = mirror.update(NOW)
    tree = GitTree(mirror, record.commit)
    tree.prefetch(**settings)
    mirror.write_record(record)
    return tree, fetched


def test_the_default_branch_is_read_whatever_its_name(workshop, tmp_path):
    root = workshop.repository(files={"README.md": "one", "docs/a.md": "a"}, branch="trunk")
    tree, fetched = fetch(open_mirror(root, tmp_path))
    assert fetched
    assert dict(tree.paths()) == {"README.md": 3, "docs/a.md": 1}
    assert tree.read_many(["README.md", "docs/a.md", "x"]) == {
        "README.md": b"one",
        "docs/a.md": b"a",
    }
    assert open_mirror(root, tmp_path).record().branch == "trunk"


def test_the_repository_around_us_has_no_say(workshop, tmp_path, monkeypatch):
    other = workshop.repository("other", files={"other.md": "other"}, branch="main")
    around = workshop.repository("around", files={"around.md": "around"}, branch="main")
    workshop.git(around, "remote", "add", "origin", other.as_uri())
    root = workshop.repository(files={"README.md": "one"}, branch="trunk")
    monkeypatch.chdir(around)
    tree, _ = fetch(open_mirror(root, tmp_path))
    assert dict(tree.paths()) == {"README.md": 3}


def test_an_unchanged_head_fetches_nothing(workshop, tmp_path):
    root = workshop.repository(files={"README.md": "one"})
    mirror = open_mirror(root, tmp_path)
    fetch(mirror)
    before = sorted(mirror.git_dir.rglob("*"))
    assert mirror.update(NOW)[1] is False
    assert sorted(mirror.git_dir.rglob("*")) == before


def test_a_force_push_is_followed(workshop, tmp_path):
    root = workshop.repository(files={"a.md": "one"})
    mirror = open_mirror(root, tmp_path)
    fetch(mirror)
    workshop.write(root, {"a.md": "rewritten"})
    workshop.git(root, "add", "-A")
    workshop.git(root, "commit", "-q", "--amend", "-m", "anew")
    tree, fetched = fetch(mirror)
    assert fetched
    assert tree.read("a.md") == b"rewritten"


def test_another_branch_is_a_mirror_of_its_own(workshop, tmp_path):
    root = workshop.repository(files={"a.md": "trunk"})
    workshop.git(root, "checkout", "-q", "-b", "release")
    workshop.commit(root, {"a.md": "release"})
    workshop.git(root, "checkout", "-q", "trunk")
    assert fetch(open_mirror(root, tmp_path))[0].read("a.md") == b"trunk"
    assert fetch(open_mirror(root, tmp_path, "release"))[0].read("a.md") == b"release"
    with pytest.raises(GitError, match="no branch `none`"):
        open_mirror(root, tmp_path, "none").update(NOW)


def test_a_renamed_branch_is_followed_without_a_new_commit(workshop, tmp_path):
    root = workshop.repository(files={"a.md": "a"}, branch="trunk")
    fetch(open_mirror(root, tmp_path))
    workshop.git(root, "branch", "-m", "trunk", "main")
    tree, fetched = fetch(open_mirror(root, tmp_path))
    assert fetched
    assert open_mirror(root, tmp_path).record().branch == "main"
    assert tree.read("a.md") == b"a"


def test_each_address_and_branch_has_a_folder_of_its_own(workshop, tmp_path):
    root = workshop.repository(files={"a.md": "a"})
    branches = (None, "trunk", "release")
    folders = {open_mirror(root, tmp_path, branch).git_dir for branch in branches}
    assert len(folders) == 3


def test_an_empty_repository_is_a_clear_error(workshop, tmp_path):
    root = workshop.repository()
    with pytest.raises(GitError, match="no commit on its default branch"):
        open_mirror(root, tmp_path).update(NOW)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ext::sh -c true", "transport 'ext' not allowed"),
        ("file:///none/such", "does not appear to be a git repository"),
        ("--upload-pack=touch", "not an address"),
        ("https://ann:hunter2@git.example.com/x.git", "holds a password"),
    ],
)
def test_addresses_that_are_refused(url, message):
    with pytest.raises(GitError, match=message) as caught:
        Remote(url).head()
    assert "hunter2" not in str(caught.value)


def test_vendored_hidden_links_and_submodules_are_not_listed(workshop, tmp_path):
    inner = workshop.repository("inner", files={"a.md": "inner"})
    root = workshop.repository(
        files={"README.md": "x", "vendor/catalog-info.yaml": "x", ".idea/x": "x", "b/c.md": "x"}
    )
    (root / "inside").symlink_to("README.md")
    (root / "b/up").symlink_to("../README.md")
    (root / "b/evil").symlink_to("../../../etc/passwd")
    (root / "absolute").symlink_to("/etc/passwd")
    workshop.git(
        root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub"
    )
    workshop.commit(root, {})
    tree, _ = fetch(open_mirror(root, tmp_path))
    assert list(tree.paths()) == [".gitmodules", "README.md", "b/c.md", "b/up", "inside"]
    assert tree.inside_links() == {"b/up": "README.md", "inside": "README.md"}
    assert tree.read("b/up") == b"x"
    assert tree.outside_links() == ("absolute", "b/evil")
    for path in ("absolute", "sub/a.md", "../inner/a.md"):
        with pytest.raises(SourceError):
            tree.read(path)
    assert tree.read("vendor/catalog-info.yaml") == b"x"


def test_last_changes_leave_out_what_is_older_than_the_mirror(workshop, tmp_path):
    root = workshop.repository(files={"old.md": "1", "new.md": "1"})
    workshop.commit(root, {"middle.md": "1"})
    workshop.commit(root, {"new.md": "2"})
    tree, _ = fetch(open_mirror(root, tmp_path, depth=2))
    changes = tree.last_changes(list(tree.paths()))
    assert {path: change.time.day for path, change in changes.items()} == {"new.md": 3}


def test_names_that_git_would_quote_are_read(workshop, tmp_path):
    files = {"docs/übersicht.md": "u", 'docs/a "b" c.md': "q", "docs/a\tb.md": "t"}
    root = workshop.repository(files=files)
    tree, _ = fetch(open_mirror(root, tmp_path))
    assert tree.read("docs/übersicht.md") == b"u"
    assert tree.read('docs/a "b" c.md') == b"q"
    assert set(tree.last_changes(list(tree.paths()))) == set(tree.paths())
    assert tree.unsafe_paths() == ("docs/a\tb.md",)


def test_a_large_repository_is_fetched_in_part_and_the_rest_on_demand(workshop, tmp_path):
    root = workshop.repository(files={"README.md": "r", "src/a.py": "a", "src/b.py": "bb"})
    mirror = open_mirror(root, tmp_path)
    tree, _ = fetch(mirror, most=1)
    local = run_git(["cat-file", "--batch-all-objects", "--batch-check"], git_dir=mirror.git_dir)
    assert local.count(b" blob ") == 1
    assert tree.read_many(["src/a.py", "src/b.py"]) == {"src/a.py": b"a", "src/b.py": b"bb"}


def test_a_file_that_cannot_be_fetched_fails_once_and_quickly(workshop, tmp_path):
    root = workshop.repository(files={"README.md": "r", "src/a.py": "a"})
    tree, _ = fetch(open_mirror(root, tmp_path), most=1)
    root.rename(root.with_name("gone"))
    assert tree.read("README.md") == b"r"
    with pytest.raises(SourceError):
        tree.read("src/a.py")


def test_a_file_over_the_limit_is_not_read(workshop, tmp_path):
    root = workshop.repository(files={"small.md": "s", "large.md": "x" * (MAX_FILE_BYTES + 1)})
    tree, _ = fetch(open_mirror(root, tmp_path))
    assert tree.paths()["large.md"] == MAX_FILE_BYTES + 1
    with pytest.raises(SourceError, match=r"large\.md: the file is larger than 20 MB"):
        tree.read("large.md")
    assert tree.read_many(["small.md", "large.md"]) == {"small.md": b"s"}


def test_a_mirror_that_was_cut_off_is_made_anew(workshop, tmp_path):
    root = workshop.repository(files={"README.md": "one"})
    mirror = open_mirror(root, tmp_path)
    fetch(mirror)
    workshop.commit(root, {"README.md": "two"})
    (mirror.git_dir / "shallow.lock").write_text("")
    (mirror.git_dir / "refs/heads").mkdir(parents=True, exist_ok=True)
    (mirror.git_dir / "refs/heads/trunk.lock").write_text("")
    tree, _ = fetch(mirror)
    assert tree.read("README.md") == b"two"


def test_the_mirror_stores_no_address_to_fetch_lazily_from(workshop, tmp_path):
    root = workshop.repository(files={"README.md": "one"})
    mirror = open_mirror(root, tmp_path)
    fetch(mirror)
    assert root.as_uri() not in (mirror.git_dir / "config").read_text()


def test_git_that_takes_too_long_is_ended(tmp_path):
    run_git(["init", "-q", "--bare", str(tmp_path)])
    with pytest.raises(GitError, match="took longer than"):
        run_git(["-c", "alias.nap=!sleep 20", "nap"], git_dir=tmp_path, timeout=0.3)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://ann:pw@host/x failed", "https://host/x failed"),
        ("https://token@host/x", "https://host/x"),
        ("https://host/x?private_token=abc&a=1", "https://host/x?private_token=***&a=1"),
        ("git@host:x/y", "git@host:x/y"),
    ],
)
def test_redact(text, clean):
    assert redact(text) == clean


class Guard(BaseHTTPRequestHandler):
    """Asks for credentials, and notes what it is given; may send git to another server."""

    def do_GET(self):
        self.server.given.append(self.headers.get("Authorization"))
        self.server.paths.append(self.path)
        target = self.server.target
        self.send_response(302 if target else 404 if self.headers.get("Authorization") else 401)
        if target:
            self.send_header("Location", target + self.path)
        self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def guards():
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Guard) for _ in range(2)]
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for server, thread in zip(servers, threads, strict=True):
        server.given, server.paths, server.target = [], [], None
        server.origin = f"http://127.0.0.1:{server.server_port}"
        thread.start()
    yield servers
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("credential", "user"),
    [
        (GitCredential("ACME_TOKEN"), "x-access-token"),
        (GitCredential("ACME_TOKEN", "$(id)@acme.example"), "$(id)@acme.example"),
    ],
)
def test_the_token_is_shown_to_its_server_and_to_no_other(guards, monkeypatch, credential, user):
    mine, _ = guards
    monkeypatch.setenv("ACME_TOKEN", "s3cret")
    remote = Remote(f"{mine.origin}/acme/pay.git", credential=credential)
    with pytest.raises(GitError) as caught:
        remote.head()
    expected = base64.b64encode(f"{user}:s3cret".encode()).decode()
    assert mine.given[:2] == [None, f"Basic {expected}"]
    assert "s3cret" not in str(caught.value)


def test_a_redirect_to_another_server_is_not_followed(guards):
    mine, other = guards
    mine.target = other.origin
    with pytest.raises(GitError) as caught:
        Remote(f"{mine.origin}/acme/pay.git").head()
    assert caught.value.what == f"the server redirects the address to {other.origin}/acme/pay.git"
    assert caught.value.fix.startswith("write the address that it is redirected to")
    assert other.paths == []


@pytest.mark.parametrize(
    ("url", "target", "same"),
    [
        ("https://host/a.git", "https://host/b.git", True),
        ("https://HOST/a.git", "https://ann@host/b.git", True),
        ("http://host/a.git", "https://host/a.git", True),
        ("https://host/a.git", "http://host/a.git", False),
        ("https://host/a.git", "https://host:8443/a.git", False),
        ("https://host/a.git", "https://host.example/a.git", False),
        ("https://host/a.git", "file:///a.git", False),
    ],
)
def test_what_counts_as_the_same_server(url, target, same):
    assert _is_same_server(url, target) is same


def test_a_redirect_in_circles_ends(guards):
    mine, _ = guards
    mine.target = mine.origin
    with pytest.raises(GitError, match="redirects in circles"):
        Remote(f"{mine.origin}/acme/pay.git").head()
    assert 5 <= len(mine.paths) <= 20


class Renamed(SimpleHTTPRequestHandler):
    """Serves a repository as files, and its former name by redirects, as hosts do."""

    def do_GET(self):
        if self.path.startswith("/old.git"):
            self.send_response(301)
            self.send_header("Location", self.path.replace("/old.git", "/payments/.git"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        super().do_GET()

    def log_message(self, *arguments):
        pass


def test_a_redirect_on_the_same_server_is_followed(workshop):
    root = workshop.repository(files={"README.md": "one"})
    workshop.git(root, "update-server-info")
    handler = partial(Renamed, directory=root.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            head = Remote(f"http://127.0.0.1:{server.server_port}/old.git", "trunk").head()
        finally:
            server.shutdown()
            thread.join()
    assert head == ("trunk", workshop.git(root, "rev-parse", "HEAD").strip())


def test_a_server_that_asks_for_a_password_is_an_error_and_no_prompt(guards):
    with pytest.raises(GitError) as caught:
        Remote(f"{guards[0].origin}/acme/pay.git").head()
    assert caught.value.what == f"Authentication failed for '{guards[0].origin}/acme/pay.git/'"
    assert caught.value.fix


def test_a_folder_is_unpacked_with_hidden_files_and_modes(workshop, tmp_path):
    root = workshop.repository()
    entries = [
        ("100644", ".gitignore", b"x"),
        ("100755", "run.sh", b"#!/bin/sh\n"),
        ("120000", "link", b"run.sh"),
        ("120000", "out", b"../secret"),
        ("120000", "turn", b"link/../../secret"),
    ]
    workshop.raw_commit(root, entries)
    workshop.git(root, "reset", "-q", "--hard")
    workshop.commit(root, {"other/x.md": "x"})
    tree, _ = fetch(open_mirror(root, tmp_path))
    tree.unpack("", tmp_path / "all")
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        ".gitignore",
        "link",
        "other",
        "run.sh",
    ]
    assert (tmp_path / "all/link").readlink() == Path("run.sh")
    assert (tmp_path / "all/run.sh").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "all/.gitignore").stat().st_mode & 0o777 == 0o644
    tree.unpack("other", tmp_path / "part")
    assert [path.name for path in (tmp_path / "part").rglob("*")] == ["other", "x.md"]


def test_what_links_lead_to_is_unpacked_with_them(workshop, tmp_path):
    files = {"shared/ci/build.sh": "b", "shared/LICENSE": "l", "a/x.md": "x", "c/y.md": "y"}
    root = workshop.repository(files=files)
    (root / "a/ci").symlink_to("../shared/ci")
    (root / "b").symlink_to("a")
    workshop.commit(root, {})
    tree, _ = fetch(open_mirror(root, tmp_path))
    tree.unpack("b/ci", tmp_path / "part")
    found = sorted(str(path.relative_to(tmp_path / "part")) for path in walk(tmp_path / "part"))
    assert found == ["a/ci", "b", "shared/ci/build.sh"]
    assert (tmp_path / "part/b/ci/build.sh").read_text() == "b"


def walk(folder):
    """Every file and link; links are not followed."""
    return [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]


def test_many_files_are_read_as_one_by_one(workshop, tmp_path):
    texts = {f"docs/{number}.md": f"# {number}\n\n" * number for number in range(60)}
    root = workshop.repository(files=texts | {"docs/copy.md": "# 7\n\n" * 7})
    large = root / "docs" / "large.md"
    large.write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    workshop.commit(root, {})
    tree, _ = fetch(open_mirror(root, tmp_path))
    paths = [*texts, "docs/copy.md", "docs/large.md", "none.md"]
    read = tree.read_many(paths)
    assert read == {path: tree.read(path) for path in (*texts, "docs/copy.md")}
    assert list(read) == [*texts, "docs/copy.md"]


def test_a_batch_leaves_out_what_is_missing_or_no_file(workshop):
    root = workshop.repository(files={"a.md": "a\n\nb", "empty.md": ""})
    one, none = (
        workshop.git(root, "rev-parse", f"HEAD:{name}").strip() for name in ("a.md", "empty.md")
    )
    tree = workshop.git(root, "rev-parse", "HEAD^{tree}").strip()
    sizes = dict.fromkeys([one, "0" * 40, tree, none], 20 << 20)
    assert read_blobs(root / ".git", sizes) == {one: b"a\n\nb", none: b""}
    assert read_blobs(root / ".git", dict.fromkeys(sizes, 1)) == {one: b"a\n\nb", none: b""}
    assert read_blobs(root / "gone", sizes) == {}
