"""Carries over the providers of GitLab, Bitbucket, Azure DevOps and Gitea: a source for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalogsite.commands.migration.nodes import Node
from catalogsite.commands.migration.notes import Draft

_DEFAULT_PATH = "catalog-info.yaml"


class _Provider(NamedTuple):
    """The source that a provider becomes; keys of the provider lead to keys of the source.

    `owner` is None where the source needs none. `api` is the address of the API on a host, needed where that is not `public`.
    """

    kind: str
    owner: tuple[str, str] | None
    api: str | None
    public: str | None
    path: str = "catalogPath"
    texts: Mapping[str, str] = {}
    flags: Mapping[str, tuple[str, bool]] = {}
    not_carried: tuple[str, ...] = ()


HOST_PROVIDERS: Mapping[str, _Provider] = {
    "gitlab": _Provider(
        "gitlab",
        ("group", "group"),
        "https://{host}/api/v4",
        "gitlab.com",
        path="entityFilename",
        texts={"branch": "branch"},
        flags={
            "includeArchivedRepos": ("archived", True),
            "skipForkedRepos": ("forks", False),
            "orgEnabled": ("teams", True),
        },
        not_carried=("projectPattern", "groupPattern", "userPattern", "excludeRepos"),
    ),
    "bitbucketCloud": _Provider(
        "bitbucket", ("workspace", "workspace"), None, "bitbucket.org", not_carried=("filters",)
    ),
    "bitbucketServer": _Provider(
        "bitbucket_server", None, "https://{host}/rest/api/1.0", None, not_carried=("filters",)
    ),
    "azureDevOps": _Provider(
        "azure_devops",
        ("organization", "organization"),
        "https://{host}",
        "dev.azure.com",
        path="path",
        texts={"project": "project", "branch": "branch"},
        not_carried=("repository",),
    ),
    "gitea": _Provider(
        "gitea",
        ("organization", "organization"),
        "https://{host}/api/v1",
        None,
        texts={"branch": "branch"},
    ),
}
"""By the name of Backstage's provider."""


def read_host_provider(kind: str, node: Node, place: str, draft: Draft) -> None:
    """Add the source that a provider of a host becomes; what it cannot say is noted."""
    provider = HOST_PROVIDERS[kind]
    settings: dict[str, Any] = {"kind": provider.kind}
    host = draft.text(node.child("host"), f"{place}.host") or provider.public
    needed = None if host else "host"
    if provider.owner:
        theirs, ours = provider.owner
        settings[ours] = draft.text(node.child(theirs), f"{place}.{theirs}")
        needed = needed if settings[ours] else theirs
    if needed:
        draft.note(node, place, f"names no `{needed}`: add a `{provider.kind}` source for each")
        return
    path = draft.text(node.child(provider.path), f"{place}.{provider.path}") or _DEFAULT_PATH
    if provider.api and host != provider.public:
        settings["api_url"] = provider.api.format(host=host)
    for key, name in provider.texts.items():
        text = draft.text(node.child(key), f"{place}.{key}")
        settings[name] = None if text == "*" else text
    for key, (name, value) in provider.flags.items():
        settings[name] = value if draft.flag(node.child(key)) else None
    draft.add(node, **settings, descriptors=[path.lstrip("/")])
    for key in provider.not_carried:
        child = node.child(key)
        if child is not None and child.value:
            message = "set `include` and `exclude` instead, else all are read"
            draft.note(child, f"{place}.{key}", message)
