"""What a repository on GitHub is given at its creation: people, topics, variables, the OIDC subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalogsite.scaffold.actions.publishing.calls import Call, without_none
from catalogsite.scaffold.actions.publishing.commands import command
from catalogsite.scaffold.actions.publishing.inputs import listed, objects
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, segment
from catalogsite.scaffold.actions.schemas import Schema, flag, text, texts, values

_VISIBILITIES = ("private", "public", "internal")
_BEFORE_NAME = re.compile(r"^.*[:/]")
_SWITCHES = {
    "deleteBranchOnMerge": ("delete_branch_on_merge", False),
    "allowMergeCommit": ("allow_merge_commit", True),
    "allowSquashMerge": ("allow_squash_merge", True),
    "allowRebaseMerge": ("allow_rebase_merge", True),
    "allowAutoMerge": ("allow_auto_merge", False),
    "allowUpdateBranch": ("allow_update_branch", False),
    "hasProjects": ("has_projects", None),
    "hasWiki": ("has_wiki", None),
    "hasIssues": ("has_issues", None),
}
_ONLY_ORGANIZATIONS = frozenset({"allow_update_branch", "visibility", "custom_properties"})

SETTINGS: Mapping[str, Schema] = {
    "description": text("What the repository is"),
    "homepage": text("Its web page"),
    "access": text("Who administers it: a user, or `ORGANISATION/TEAM`"),
    "collaborators": objects("Who else has access: `user` or `team`, and `access`"),
    "repoVisibility": text("Who sees it", *_VISIBILITIES, default="private"),
    "topics": texts("Its topics"),
    "repoVariables": values("Variables of its workflows"),
    "secrets": values("Secrets of its workflows; they are set by hand"),
    "oidcCustomization": values("Its OIDC subject: `useDefault`, `includeClaimKeys`"),
    "customProperties": values("Custom properties of the organisation"),
    "subscribe": flag("Watch the repository"),
    "squashMergeCommitTitle": text("Titles of squashed commits", "PR_TITLE", "COMMIT_OR_PR_TITLE"),
    "squashMergeCommitMessage": text(
        "Messages of squashed commits", "PR_BODY", "COMMIT_MESSAGES", "BLANK"
    ),
    **{name: flag(f"GitHub's setting `{key}`", on) for name, (key, on) in _SWITCHES.items()},
}
"""The inputs that say what the new repository is like."""


def repository_body(repo: RepoUrl, given: Mapping[str, Any], organization: bool) -> dict[str, Any]:
    """The body of the request that creates a repository."""
    visibility = str(given.get("repoVisibility") or "private")
    body = {
        "name": repo.name,
        "private": visibility != "public",
        "visibility": visibility,
        "description": given.get("description"),
        "homepage": given.get("homepage"),
        "squash_merge_commit_title": given.get("squashMergeCommitTitle", "COMMIT_OR_PR_TITLE"),
        "squash_merge_commit_message": given.get("squashMergeCommitMessage", "COMMIT_MESSAGES"),
        "custom_properties": given.get("customProperties"),
        **{key: given.get(name, default) for name, (key, default) in _SWITCHES.items()},
    }
    if not organization:
        body = {key: value for key, value in body.items() if key not in _ONLY_ORGANIZATIONS}
    return without_none(body)


def settings_calls(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    """The requests that set up a new repository, each of which it can do without."""
    base = f"repos/{repo.path}"
    topics = [one.lower() for one in listed(given.get("topics"))]
    calls = [_access(repo, who, right) for who, right in _people(repo, given)]
    if topics:
        calls.append(Call("set the topics", "PUT", f"{base}/topics", {"names": topics}))
    for name, value in (given.get("repoVariables") or {}).items():
        body = {"name": str(name), "value": str(value)}
        calls.append(Call(f"set the variable {name}", "POST", f"{base}/actions/variables", body))
    subject = given.get("oidcCustomization")
    if isinstance(subject, Mapping):
        claims = {
            "use_default": bool(subject.get("useDefault", True)),
            "include_claim_keys": subject.get("includeClaimKeys"),
        }
        path = f"{base}/actions/oidc/customization/sub"
        calls.append(Call("set the OIDC subject", "PUT", path, without_none(claims)))
    if given.get("subscribe"):
        watched = {"subscribed": True, "ignored": False}
        calls.append(Call("watch the repository", "PUT", f"{base}/subscription", watched))
    return calls


def secrets_by_hand(repo: RepoUrl, given: Mapping[str, Any], *options: str) -> list[str]:
    """The commands that set the secrets; each asks for the value."""
    host = () if repo.host == "github.com" else (f"{repo.host}/",)
    place = f"{''.join(host)}{repo.path}"
    names = given.get("secrets") or {}
    return [command("gh", "secret", "set", str(name), "--repo", place, *options) for name in names]


def _people(repo: RepoUrl, given: Mapping[str, Any]) -> list[tuple[Mapping[str, str], str]]:
    """Who has access: `user` or `team`, and the right."""
    found: list[tuple[Mapping[str, str], str]] = []
    access = str(given.get("access") or "")
    if access.startswith(f"{repo.owner}/"):
        found.append(({"team": access}, "admin"))
    elif access and access != repo.owner:
        found.append(({"user": access}, "admin"))
    for one in given.get("collaborators") or ():
        who = {key: str(one[key]) for key in ("user", "team") if one.get(key)}
        found.append((who or {"user": str(one.get("username") or "")}, str(one.get("access"))))
    return found


def _access(repo: RepoUrl, who: Mapping[str, str], right: str) -> Call:
    kind = "team" if "team" in who else "user"
    name = segment(_BEFORE_NAME.sub("", who[kind]))
    path = f"repos/{repo.path}/collaborators/{name}"
    if kind == "team":
        path = f"orgs/{repo.owner}/teams/{name}/repos/{repo.path}"
    return Call(f"give {who[kind]} access ({right})", "PUT", path, {"permission": right})
