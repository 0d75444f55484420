"""How the known hosts write links to files: GitHub, GitLab, Bitbucket, Azure DevOps, Gitea."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

_SHAPES: dict[str, dict[str, str]] = {
    "github": {
        "file": "{web}/blob/{ref}/{path}",
        "tree": "{web}/tree/{ref}/{path}",
        "edit": "{web}/edit/{ref}/{path}",
        "history": "{web}/commits/{ref}/{path}",
        "line": "#L{line}",
    },
    "gitlab": {
        "file": "{web}/-/blob/{ref}/{path}",
        "tree": "{web}/-/tree/{ref}/{path}",
        "edit": "{web}/-/edit/{ref}/{path}",
        "history": "{web}/-/commits/{ref}/{path}",
        "line": "#L{line}",
    },
    "bitbucket": {
        "file": "{web}/src/{ref}/{path}",
        "tree": "{web}/src/{ref}/{path}",
        "edit": "{web}/src/{ref}/{path}?mode=edit",
        "history": "{web}/history-node/{ref}/{path}",
        "line": "#lines-{line}",
    },
    "azure": {
        "file": "{web}?path=/{path}&version=GB{ref}",
        "tree": "{web}?path=/{path}&version=GB{ref}",
        "edit": "{web}?path=/{path}&version=GB{ref}",
        "history": "{web}?path=/{path}&version=GB{ref}&_a=history",
        "line": "&line={line}",
    },
    "gitea": {
        "file": "{web}/src/branch/{ref}/{path}",
        "tree": "{web}/src/branch/{ref}/{path}",
        "edit": "{web}/_edit/{ref}/{path}",
        "history": "{web}/commits/branch/{ref}/{path}",
        "line": "#L{line}",
    },
}

_COMMIT = re.compile(r"[0-9a-f]{40,}")
_ON_A_COMMIT = {"azure": ("version=GB", "version=GC"), "gitea": ("/branch/", "/commit/")}
"""Parts of an address that say `branch`, and what they are on a commit; elsewhere nothing does."""

ANY_HOST = "*"
PUBLIC = frozenset({"github.com", "gitlab.com", "bitbucket.org", "dev.azure.com"})
"""Public hosts, from which Backstage reads without any configuration."""

_KNOWN = {"github.com": "github", "gitlab.com": "gitlab", "bitbucket.org": "bitbucket"}
_STANDARD_PORTS = {"http": 80, "https": 443, "ssh": 22, "git": 9418}
_PORT = re.compile(r":\d+$")
_WORDS = ("github", "gitlab", "bitbucket", "gitea", "forgejo", "codeberg")
_SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")
_FILE_MARKS = {
    "github": r"/(?:blob|tree|edit|raw)/(?P<ref>[^/]+)(?:/(?P<path>.*))?",
    "gitlab": r"/-/(?:blob|tree|edit|raw)/(?P<ref>[^/]+)(?:/(?P<path>.*))?",
    "bitbucket": r"/(?:src|raw)/(?P<ref>[^/]+)(?:/(?P<path>.*))?",
    "gitea": r"/(?:src|raw)/branch/(?P<ref>[^/]+)(?:/(?P<path>.*))?",
}


class FileUrl(NamedTuple):
    """A link to a file or folder on a host, taken apart."""

    web_url: str
    host: str
    ref: str
    path: str


def parts_of(url: str) -> SplitResult | None:
    """The parts of an address; None for an invalid one (an open bracket, a port in letters)."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def web_url_of(clone_url: str) -> tuple[str, str] | None:
    """The web page and host flavour of a clone address; None for `file:` and plain paths.

    Credentials in the address are dropped. An unknown host is taken for one in GitHub's shape,
    as GitHub Enterprise and most forges answer to it.
    """
    scp = _SCP.fullmatch(clone_url)
    if scp and "://" not in clone_url:
        host, path = scp[1], scp[2]
    else:
        parts = parts_of(clone_url)
        if parts is None or parts.scheme not in {"http", "https", "ssh", "git"}:
            return None
        if not parts.hostname:
            return None
        host, path = parts.hostname, parts.path
        if parts.port and parts.scheme in {"http", "https"}:
            host = f"{host}:{parts.port}"
    path = path.strip("/").removesuffix(".git")
    return (f"https://{host}/{path}", flavour(host)) if path else None


def authority_of(parts: SplitResult) -> str:
    """The host of an address in lower case, with its port unless that is the standard one.

    Empty for an address without a host; `parts` are those of a valid address.
    """
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    standard = _STANDARD_PORTS.get(parts.scheme.lower())
    return host if parts.port in (None, standard) or not host else f"{host}:{parts.port}"


def is_among(authority: str, patterns: Iterable[str]) -> bool:
    """Whether a host, as `authority_of` writes it, is one of those named.

    `*.host` names every host below it, `*` every host. A name without a port means the standard
    ports only; `host:8080` means that port, `host:*` every port.
    """
    name = authority.lower()
    host = _PORT.sub("", name)
    return any(_matches(pattern.lower(), name, host) for pattern in patterns)


def _matches(pattern: str, name: str, host: str) -> bool:
    if pattern == ANY_HOST:
        return True
    if pattern.endswith(":*"):
        pattern, name = pattern[:-2], host
    elif pattern.endswith((":80", ":443")):
        pattern = _PORT.sub("", pattern)
    return pattern == name or (pattern.startswith("*.") and name.endswith(pattern[1:]))


def flavour(host: str) -> str:
    """The flavour of a host name: `github`, `gitlab`, `bitbucket`, `azure` or `gitea`."""
    name = host.lower().partition(":")[0]
    if name in _KNOWN:
        return _KNOWN[name]
    if name == "dev.azure.com" or name.endswith(".visualstudio.com"):
        return "azure"
    word = next((word for word in _WORDS if word in name), "github")
    return "gitea" if word in {"forgejo", "codeberg"} else word


class HostedRepository(Protocol):
    """What the address of a file depends on; as the fields of a Repository."""

    @property
    def web_url(self) -> str | None:
        """The host's page of the repository, without a final slash."""

    @property
    def host(self) -> str | None:
        """The host's flavour."""

    @property
    def branch(self) -> str | None:
        """The branch that was read."""

    @property
    def commit(self) -> str | None:
        """The commit that was read."""

    @property
    def archived(self) -> bool:
        """Whether nobody can write to it any more."""


def file_url(repo: HostedRepository, path: str, line: int | None = None) -> str | None:
    """The host's page of one file, at one line; None where the host is not known."""
    url = _url(repo, "file", path)
    if url and line and repo.host:
        url += _SHAPES[repo.host]["line"].format(line=line)
    return url


def tree_url(repo: HostedRepository, path: str = "") -> str | None:
    """The host's page of a folder; it ends in a slash, as relative references need."""
    url = _url(repo, "tree", path)
    if url is None or repo.host == "azure":
        return url
    return url.rstrip("/") + "/"


def edit_url(repo: HostedRepository, path: str) -> str | None:
    """The host's editor for a file; None on a commit or an archived repository."""
    if repo.archived or (repo.branch and _COMMIT.fullmatch(repo.branch)):
        return None
    return _url(repo, "edit", path)


def history_url(repo: HostedRepository, path: str) -> str | None:
    """The host's list of the commits that changed a file."""
    return _url(repo, "history", path)


def issue_url(repo: HostedRepository, title: str, body: str) -> str | None:
    """A form for a new issue, filled in; None where the host has none we know."""
    if repo.web_url is None or repo.archived:
        return None
    if repo.host == "gitlab":
        query = urlencode({"issue[title]": title, "issue[description]": body})
        return f"{repo.web_url}/-/issues/new?{query}"
    if repo.host in {"github", "gitea"}:
        return f"{repo.web_url}/issues/new?{urlencode({'title': title, 'body': body})}"
    return None


def split_file_url(url: str) -> FileUrl | None:
    """Take a link to a file on a known host apart; None where it is not one."""
    parts = parts_of(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    if parts.hostname == "raw.githubusercontent.com":
        return _raw_github(parts.path)
    host = flavour(parts.hostname)
    if host == "azure":
        return _azure(parts)
    mark = _FILE_MARKS.get(host)
    found = re.search(mark, parts.path) if mark else None
    if not found or found.start() == 0:
        return None
    web = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path[: found.start()]}"
    path = unquote(found["path"] or "")
    return FileUrl(web_url=web, host=host, ref=unquote(found["ref"]), path=path)


def _raw_github(path: str) -> FileUrl | None:
    found = re.fullmatch(r"/([^/]+/[^/]+)/(?:refs/heads/)?([^/]+)/(.+)", path)
    if found is None:
        return None
    web = f"https://github.com/{found[1]}"
    return FileUrl(web_url=web, host="github", ref=unquote(found[2]), path=unquote(found[3]))


def _azure(parts: SplitResult) -> FileUrl | None:
    query = dict(parse_qsl(parts.query))
    if "/_git/" not in parts.path or "path" not in query:
        return None
    web = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    # `GB` stands for a branch, `GC` for a commit and `GT` for a tag.
    ref = query.get("version", "")[2:] or "HEAD"
    return FileUrl(web_url=web, host="azure", ref=ref, path=query["path"].lstrip("/"))


def _url(repo: HostedRepository, shape: str, path: str) -> str | None:
    if repo.web_url is None or repo.host not in _SHAPES:
        return None
    ref = quote(repo.branch or repo.commit or "HEAD", safe="/")
    clean = quote(path.lstrip("/"), safe="/")
    written = _SHAPES[repo.host][shape]
    if _COMMIT.fullmatch(ref):
        of_branch, of_commit = _ON_A_COMMIT.get(repo.host, ("", ""))
        written = written.replace(of_branch, of_commit) if of_branch else written
    return written.format(web=repo.web_url, ref=ref, path=clean)
