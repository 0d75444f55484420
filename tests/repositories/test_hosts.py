"""How the known hosts write their links."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from catalogsite.model.repository import Repository
from catalogsite.repositories import hosts


@pytest.mark.parametrize(
    ("clone", "web"),
    [
        ("git@github.com:acme/pay.git", ("https://github.com/acme/pay", "github")),
        ("https://token@gitlab.acme.example/a/b/c.git",
         ("https://gitlab.acme.example/a/b/c", "gitlab")),
        ("ssh://git@bitbucket.org/acme/pay", ("https://bitbucket.org/acme/pay", "bitbucket")),
        ("https://codeberg.org/acme/pay", ("https://codeberg.org/acme/pay", "gitea")),
        ("https://code.acme.example/scm/shop/till.git",
         ("https://code.acme.example/projects/SHOP/repos/till", "bitbucket_server")),
        ("https://acme.example/bitbucket/scm/~ann/till.git",
         ("https://acme.example/bitbucket/users/ann/repos/till", "bitbucket_server")),
        ("https://gitlab.com/scm/tools/build.git", ("https://gitlab.com/scm/tools/build", "gitlab")),
        ("https://gitlab.acme.example/devops/scm/tools/build.git",
         ("https://gitlab.acme.example/devops/scm/tools/build", "gitlab")),
        ("https://bitbucket.acme.example/a/b",
         ("https://bitbucket.acme.example/a/b", "bitbucket_server")),
        ("file:///srv/git/pay.git", None),
        ("../pay", None),
        ("https://[acme/pay.git", None),
        ("https://github.com:acme/pay.git", None),
    ],
)  # fmt: skip
def test_web_url_of(clone: str, web: tuple[str, str] | None) -> None:
    """A clone address names a web page, without credentials."""
    assert hosts.web_url_of(clone) == web


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("github", "https://h/a/b/blob/main/docs/x%20y.md#L7"),
        ("gitlab", "https://h/a/b/-/blob/main/docs/x%20y.md#L7"),
        ("bitbucket", "https://h/a/b/src/main/docs/x%20y.md#lines-7"),
        ("gitea", "https://h/a/b/src/branch/main/docs/x%20y.md#L7"),
        ("bitbucket_server", "https://h/a/b/browse/docs/x%20y.md?at=refs%2Fheads%2Fmain#7"),
    ],
)
def test_file_url_and_back(host: str, url: str) -> None:
    """A link to a line of a file."""
    repo = Repository(id="r", name="r", source="git", web_url="https://h/a/b", host=host,
                      branch="main")  # fmt: skip
    assert hosts.file_url(repo, "docs/x y.md", 7) == url


_PAGES = {
    "gitlab": (
        "https://h/a/b/-/edit/next/docs/x%20y.md",
        "https://h/a/b/-/commits/next/docs/x%20y.md",
        "https://h/a/b/-/tree/next/docs/",
    ),
    "gitea": (
        "https://h/a/b/_edit/next/docs/x%20y.md",
        "https://h/a/b/commits/branch/next/docs/x%20y.md",
        "https://h/a/b/src/branch/next/docs/",
    ),
    "bitbucket": (
        "https://h/a/b/src/next/docs/x%20y.md?mode=edit",
        "https://h/a/b/history-node/next/docs/x%20y.md",
        "https://h/a/b/src/next/docs/",
    ),
    "bitbucket_server": (
        "https://h/a/b/browse/docs/x%20y.md?at=refs%2Fheads%2Fnext&mode=edit&spa=0",
        None,
        "https://h/a/b/browse/docs?at=refs%2Fheads%2Fnext",
    ),
    "azure": (
        "https://h/a/b?path=/docs/x%20y.md&version=GBnext",
        "https://h/a/b?path=/docs/x%20y.md&version=GBnext&_a=history",
        "https://h/a/b?path=/docs&version=GBnext",
    ),
}


@pytest.mark.parametrize("host", _PAGES)
def test_edit_history_and_folder(host: str) -> None:
    """The pages of a file and a folder on a branch."""
    repo = Repository(
        id="r", name="r", source="x", web_url="https://h/a/b", host=host, branch="next"
    )
    found = (
        hosts.edit_url(repo, "docs/x y.md"),
        hosts.history_url(repo, "docs/x y.md"),
        hosts.tree_url(repo, "docs"),
    )
    assert found == _PAGES[host]


@pytest.mark.parametrize(
    ("host", "file", "history"),
    [
        ("github", "blob/{}/x.md", "commits/{}/x.md"),
        ("gitlab", "-/blob/{}/x.md", "-/commits/{}/x.md"),
        ("gitea", "src/commit/{}/x.md", "commits/commit/{}/x.md"),
        ("bitbucket", "src/{}/x.md", "history-node/{}/x.md"),
    ],
)
def test_pages_on_a_commit(host: str, file: str, history: str) -> None:
    """A clone on no branch has links to the commit that was read."""
    sha = "0123456789" * 4
    repo = Repository(id="r", name="r", source="x", web_url="https://h/a/b", host=host, commit=sha)
    assert hosts.file_url(repo, "x.md") == f"https://h/a/b/{file.format(sha)}"
    assert hosts.history_url(repo, "x.md") == f"https://h/a/b/{history.format(sha)}"
    azure = repo.model_copy(update={"host": "azure"})
    assert hosts.file_url(azure, "x.md") == f"https://h/a/b?path=/x.md&version=GC{sha}"
    server = repo.model_copy(update={"host": "bitbucket_server"})
    assert hosts.file_url(server, "x.md") == f"https://h/a/b/browse/x.md?at={sha}"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("github", "https://h/a/b/blob/{sha}/x%20y/f.txt#L7"),
        ("gitlab", "https://h/a/b/-/blob/{sha}/x%20y/f.txt#L7"),
        ("bitbucket", "https://h/a/b/src/{sha}/x%20y/f.txt#lines-7"),
        ("bitbucket_server", "https://h/a/b/browse/x%20y/f.txt?at={sha}#7"),
        ("azure", "https://h/a/b?path=/x%20y/f.txt&version=GC{sha}&line=7"),
        ("gitea", "https://h/a/b/src/commit/{sha}/x%20y/f.txt#L7"),
    ],
)
def test_a_line_that_was_read_is_shown_as_it_was_on_its_commit(host: str, url: str) -> None:
    sha = "5f2c1e9" + "0" * 33
    repo = Repository(
        id="r",
        name="r",
        source="git",
        web_url="https://h/a/b",
        host=host,
        branch="main",
        commit=sha,
    )
    assert hosts.read_line_url(repo, "x y/f.txt", 7) == url.format(sha=sha)
    unknown = repo.model_copy(update={"commit": None})
    assert hosts.read_line_url(unknown, "x y/f.txt", 7) == hosts.file_url(unknown, "x y/f.txt", 7)


def test_no_edit_link_on_a_commit() -> None:
    """A page of a fixed commit cannot be edited."""
    repo = Repository(id="r", name="r", source="git", web_url="https://h/a/b", host="github",
                      branch="0" * 40)  # fmt: skip
    assert hosts.edit_url(repo, "README.md") is None


@pytest.mark.parametrize("host", [*_PAGES, "github"])
def test_an_archived_repository_is_read_only(host: str) -> None:
    """Its files have a page, but nobody can edit them or report a problem there."""
    repo = Repository(id="r", name="r", source="git", web_url="https://h/a/b", host=host,
                      branch="next", archived=True)  # fmt: skip
    assert hosts.file_url(repo, "README.md") is not None
    assert hosts.edit_url(repo, "README.md") is None
    assert hosts.issue_url(repo, "title", "body") is None


@pytest.mark.parametrize(
    ("address", "authority"),
    [
        ("https://Acme.Example/x", "acme.example"),
        ("https://acme.example:443/x", "acme.example"),
        ("http://acme.example:80/x", "acme.example"),
        ("http://acme.example:443/x", "acme.example:443"),
        ("https://u:p@acme.example:8443/x", "acme.example:8443"),
        ("ssh://git@acme.example:22/x", "acme.example"),
        ("http://[::1]:9200/x", "[::1]:9200"),
        ("file:///etc/passwd", ""),
    ],
)
def test_authority(address: str, authority: str) -> None:
    """The standard port of a scheme is left out, every other one is part of the host."""
    assert hosts.authority_of(urlsplit(address)) == authority


@pytest.mark.parametrize(
    ("host", "pattern", "expected"),
    [
        ("api.acme.example", "*.acme.example", True),
        ("a.b.acme.example", "*.acme.example", True),
        ("API.Acme.example", "*.acme.EXAMPLE", True),
        ("acme.example", "*.acme.example", False),
        ("evilacme.example", "*.acme.example", False),
        ("api.acme.example.evil", "*.acme.example", False),
        ("acme.example", "acme.example", True),
        ("api.acme.example", "acme.example", False),
        ("anything", "*", True),
        ("", "*.acme.example", False),
        ("acme.example:8080", "acme.example", False),
        ("acme.example:8080", "acme.example:8080", True),
        ("acme.example:8081", "acme.example:8080", False),
        ("acme.example", "acme.example:8080", False),
        ("acme.example", "acme.example:443", True),
        ("acme.example:8080", "acme.example:*", True),
        ("acme.example", "acme.example:*", True),
        ("acme.example:8080.evil", "acme.example:*", False),
        ("api.acme.example:8080", "*.acme.example", False),
        ("api.acme.example:8080", "*.acme.example:8080", True),
        ("127.0.0.1:9200", "127.0.0.1", False),
        ("[::1]:9200", "[::1]", False),
        ("[::1]:9200", "[::1]:9200", True),
        ("anything:1", "*", True),
    ],
)
def test_is_among(host: str, pattern: str, expected: bool) -> None:
    """A pattern with `*.` names the hosts below a domain, and no other that ends alike."""
    assert hosts.is_among(host, [pattern]) is expected
