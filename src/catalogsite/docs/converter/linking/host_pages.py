"""Pages of the repository's host: of a submodule, of a file's source, and those beside the files."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote, urljoin

from catalogsite.docs.converter.linking.site import Place, Site
from catalogsite.docs.file_paths import join
from catalogsite.docs.mount import MARKDOWN
from catalogsite.model.repository import Repository
from catalogsite.repositories.hosts import file_url, flavour_of, tree_url

_HOST_PAGES = frozenset(
    (
        *("", "actions", "boards", "branches", "commit", "commits", "compare", "contributors"),
        *("discussions", "forks", "graphs", "issues", "labels", "merge_requests", "milestones"),
        *("network", "packages", "pipelines", "projects", "pull", "pulls", "releases", "security"),
        *("stargazers", "tags", "wiki", "wikis", "workflows"),
    )
)
LINES = re.compile(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?")
"""The part of an address that names lines of a source."""


def source_of_lines(path: str, place: Place, site: Site) -> str | None:
    """The host's page of a file in Markdown, whose lines only its source has."""
    local = unquote(path)
    folder = "" if local.startswith("/") else posixpath.dirname(place.file)
    file = join(folder, local.lstrip("/"))
    is_markdown = file is not None and file.lower().endswith(MARKDOWN)
    return file_url(site.repository, file) if file and is_markdown and file in site.files else None


def in_submodule(path: str, folder: str, site: Site) -> str | None:
    """The page of a path in the submodule of a folder; None where it has no web address."""
    web_url = site.targets.submodules[folder]
    if not web_url:
        return tree_url(site.repository, folder)
    host = flavour_of(web_url)
    other = Repository(id=web_url, name="", source="", web_url=web_url, host=host)
    inner = path.removeprefix(folder).strip("/")
    if not inner:
        return web_url
    return file_url(other, inner) if is_file(inner) else tree_url(other, inner)


def page_beside_files(path: str, place: Place, repository: Repository) -> str | None:
    """The host's page that a README reaches from its own address, such as `../../issues`."""
    own = file_url(repository, place.target or place.file)
    if own is None or repository.web_url is None or "?" in own:
        return None
    url = urljoin(own, quote(path, safe="/"))
    inner = url.removeprefix(repository.web_url).removeprefix("/").removeprefix("-/")
    words = inner.strip("/").split("/")
    is_ours = url.startswith(f"{repository.web_url}/") and words[0] in _HOST_PAGES
    is_file = words[0] in {"blob", "raw", "tree"} and words[1:2] == [repository.branch]
    return url if is_ours or is_file else None


def is_file(path: str) -> bool:
    """Whether a path looks like that of a file, by its ending."""
    return bool(posixpath.splitext(path.rstrip("/"))[1])
