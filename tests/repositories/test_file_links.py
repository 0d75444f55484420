"""Links to files, taken apart: of public hosts by their name, of others by the shape of the address."""

from __future__ import annotations

import pytest

from catalogsite.repositories.file_links import split_file_url

_RAW = "https://raw.githubusercontent.com/a/b"
_SERVER = "https://bitbucket.acme.example/projects/SHOP/repos/till"
_AZURE = "https://dev.azure.com/acme/shop/_git/pay"


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (
            "https://github.com/a/b/blob/main/x/y.yaml",
            ("https://github.com/a/b", "github", "main", "x/y.yaml"),
        ),
        (f"{_RAW}/main/x/y%20z.yaml", ("https://github.com/a/b", "github", "main", "x/y z.yaml")),
        (f"{_RAW}/refs/heads/main/y.yaml", ("https://github.com/a/b", "github", "main", "y.yaml")),
        (f"{_RAW}/main", None),
        (f"{_AZURE}?path=/x/y.yaml&version=GBmain", (_AZURE, "azure", "main", "x/y.yaml")),
        (f"{_AZURE}?path=%2Fy.yaml", (_AZURE, "azure", "HEAD", "y.yaml")),
        (_AZURE, None),
        (
            "https://code.acme.example/group/sub/pay/-/blob/main/x/y.yaml",
            ("https://code.acme.example/group/sub/pay", "gitlab", "main", "x/y.yaml"),
        ),
        (
            "https://code.acme.example/a/b/src/branch/main/x.yaml",
            ("https://code.acme.example/a/b", "gitea", "main", "x.yaml"),
        ),
        (
            "https://code.acme.example/a/b/src/commit/0123/x.yaml",
            ("https://code.acme.example/a/b", "gitea", "0123", "x.yaml"),
        ),
        (
            "https://code.acme.example/a/b/blob/main/src/branch/x/y.yaml",
            ("https://code.acme.example/a/b", "github", "main", "src/branch/x/y.yaml"),
        ),
        (
            "https://github.com/a/b/blob/main/-/blob/x.yaml",
            ("https://github.com/a/b", "github", "main", "-/blob/x.yaml"),
        ),
        (f"{_SERVER}/browse/x%20y.yaml", (_SERVER, "bitbucket_server", "HEAD", "x y.yaml")),
        (
            f"{_SERVER}/browse/x/y.yaml?at=refs%2Fheads%2Ffeature%2Fa",
            (_SERVER, "bitbucket_server", "feature/a", "x/y.yaml"),
        ),
        (f"{_SERVER}/raw/y.yaml?at=v1", (_SERVER, "bitbucket_server", "v1", "y.yaml")),
        (f"{_SERVER}/browse", (_SERVER, "bitbucket_server", "HEAD", "")),
        ("https://bitbucket.acme.example/a/repos/till/browse/x.yaml", None),
        (
            "https://tfs.acme.example/tfs/Default/shop/_git/pay?path=/y.yaml&version=GBmain",
            ("https://tfs.acme.example/tfs/Default/shop/_git/pay", "azure", "main", "y.yaml"),
        ),
        (
            "https://bitbucket.org/a/b/src/main/x/y.yaml",
            ("https://bitbucket.org/a/b", "bitbucket", "main", "x/y.yaml"),
        ),
        ("https://example.com/a.yaml", None),
        ("https://[github.com/a/b/blob/main/x.yaml", None),
        ("https://github.com:a/b/blob/main/x.yaml", None),
    ],
)
def test_split_file_url(url: str, parts: tuple[str, str, str, str] | None) -> None:
    """A link is taken apart into repository, branch and path."""
    assert split_file_url(url) == parts


@pytest.mark.parametrize(
    ("url", "clone"),
    [
        ("https://github.com/a/b/blob/main/x.yaml", "https://github.com/a/b.git"),
        (f"{_AZURE}?path=/x.yaml", _AZURE),
        (f"{_SERVER}/browse/x.yaml", "https://bitbucket.acme.example/scm/shop/till.git"),
        (
            "https://acme.example/bitbucket/users/ann/repos/till/browse/x.yaml",
            "https://acme.example/bitbucket/scm/~ann/till.git",
        ),
    ],
)
def test_where_git_fetches_the_repository_of_a_link(url: str, clone: str) -> None:
    link = split_file_url(url)
    assert link is not None
    assert link.clone_url == clone
