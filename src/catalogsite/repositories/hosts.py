"""How the hosts write links to files: GitHub, GitLab, Bitbucket (Cloud, Data Center), Azure DevOps, Gitea."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol
from urllib.parse import SplitResult, quote, urlencode, urlsplit

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
    "bitbucket_server": {
        "file": "{web}/browse/{path}?at=refs%2Fheads%2F{ref}",
        "tree": "{web}/browse/{path}?at=refs%2Fheads%2F{ref}",
        "edit": "{web}/browse/{path}?at=refs%2Fheads%2F{ref}&mode=edit&spa=0",
        "line": "#{line}",
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
_ON_A_COMMIT = {
    "azure": ("version=GB", "version=GC"),
    "bitbucket_server": ("at=refs%2Fheads%2F", "at="),
    "gitea": ("/branch/", "/commit/"),
}
"""Parts of an address that say `branch`, and what they are on a commit; elsewhere nothing does."""

ANY_HOST = "*"
PUBLIC = frozenset({"github.com", "gitlab.com", "bitbucket.org", "dev.azure.com"})
"""Public hosts, from which Backstage reads without any configuration."""

KNOWN_HOSTS = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "bitbucket.org": "bitbucket",
    "codeberg.org": "gitea",
    "dev.azure.com": "azure",
}
"""Public hosts and the flavour of each."""

_SCM = re.compile(r"(?P<base>.*/|)scm/(?P<key>[^/]+)/(?P<slug>[^/]+)")
"""The path from which git fetches at Bitbucket Data Center."""
_SERVER_PATH = re.compile(r"/(?:projects|users)/[^/]+/repos/[^/]+$")
_STANDARD_PORTS = {"http": 80, "https": 443, "ssh": 22, "git": 9418}
_PORT = re.compile(r":\d+$")
_WORDS = {"github": "github", "gitlab": "gitlab", "bitbucket": "bitbucket_server"}
_WORDS |= dict.fromkeys(("gitea", "forgejo", "codeberg"), "gitea")
_SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")


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
    # A server of that kind may have any name, but none that tells another kind.
    named = flavour(host)
    if named in {"bitbucket_server", "github"} and (scm := _SCM.fullmatch(path)):
        key, kind = scm["key"], "projects"
        key, kind = (key[1:], "users") if key.startswith("~") else (key.upper(), kind)
        page = f"{scm['base']}{kind}/{key}/repos/{scm['slug']}"
        return f"https://{host}/{page}", "bitbucket_server"
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
    """The flavour of a host name: a key of the shapes of links above; `github` for an unknown one."""
    name = host.lower().partition(":")[0]
    if name in KNOWN_HOSTS:
        return KNOWN_HOSTS[name]
    if name.endswith(".visualstudio.com"):
        return "azure"
    return next((named for word, named in _WORDS.items() if word in name), "github")


def flavour_of(web_url: str) -> str:
    """The flavour of the page of a repository: by its shape, else by the name of its host."""
    parts = urlsplit(web_url)
    is_server = _SERVER_PATH.search(parts.path) is not None
    return "bitbucket_server" if is_server else flavour(parts.hostname or "")


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
    return _at_line(repo, _url(repo, "file", path), line)


def read_line_url(repo: HostedRepository, path: str, line: int | None = None) -> str | None:
    """The same on the commit that was read, where the line stays what it was; the branch without one."""
    return _at_line(repo, _url(repo, "file", path, repo.commit), line)


def _at_line(repo: HostedRepository, url: str | None, line: int | None) -> str | None:
    return url + _SHAPES[repo.host]["line"].format(line=line) if url and line and repo.host else url


def tree_url(repo: HostedRepository, path: str = "") -> str | None:
    """The host's page of a folder; it ends in a slash, as relative references need, or has a query."""
    url = _url(repo, "tree", path)
    return url if url is None or "?" in url else url.rstrip("/") + "/"


def edit_url(repo: HostedRepository, path: str) -> str | None:
    """The host's editor for a file; None on a commit or an archived repository."""
    if repo.archived or (repo.branch and _COMMIT.fullmatch(repo.branch)):
        return None
    return _url(repo, "edit", path)


def history_url(repo: HostedRepository, path: str) -> str | None:
    """The host's list of the commits that changed a file; None where the host has no address for it."""
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


def _url(repo: HostedRepository, shape: str, path: str, commit: str | None = None) -> str | None:
    if repo.web_url is None or repo.host not in _SHAPES:
        return None
    ref = quote(commit or repo.branch or repo.commit or "HEAD", safe="/")
    clean = quote(path.lstrip("/"), safe="/")
    written = _SHAPES[repo.host].get(shape, "")
    if not written:
        return None
    if _COMMIT.fullmatch(ref):
        of_branch, of_commit = _ON_A_COMMIT.get(repo.host, ("", ""))
        written = written.replace(of_branch, of_commit) if of_branch else written
    return written.format(web=repo.web_url, ref=ref, path=clean)
