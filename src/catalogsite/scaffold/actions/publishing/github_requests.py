"""The actions of GitHub that are a request or two: issues, webhooks, autolinks, pages, keys, workflows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.scaffold.actions.publishing.calls import Call, requests_action, without_none
from catalogsite.scaffold.actions.publishing.commands import Hidden
from catalogsite.scaffold.actions.publishing.github_settings import secrets_by_hand
from catalogsite.scaffold.actions.publishing.inputs import inputs, listed
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, segment
from catalogsite.scaffold.actions.schemas import flag, number, text, texts, values


def _issue(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    keys = ("title", "body", "assignees", "milestone", "labels")
    body = without_none({key: given.get(key) for key in keys})
    return [Call("open the issue", "POST", f"repos/{repo.path}/issues", body)]


def _labels(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    path = f"repos/{repo.path}/issues/{segment(given['number'])}/labels"
    return [Call("add the labels", "POST", path, {"labels": listed(given["labels"])})]


def _webhook(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    secret = given.get("webhookSecret")
    config = {
        "url": str(given["webhookUrl"]),
        "content_type": given.get("contentType", "form"),
        "secret": Hidden(secret) if secret else None,
        "insecure_ssl": "1" if given.get("insecureSsl") else "0",
    }
    body = {
        "config": without_none(config),
        "events": listed(given.get("events")) or ["push"],
        "active": bool(given.get("active", True)),
    }
    return [Call("add the webhook", "POST", f"repos/{repo.path}/hooks", body)]


def _autolink(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    body = {
        "key_prefix": given["keyPrefix"],
        "url_template": given["urlTemplate"],
        "is_alphanumeric": given.get("isAlphanumeric"),
    }
    return [Call("add the autolink", "POST", f"repos/{repo.path}/autolinks", without_none(body))]


def _pages(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    source = {
        "branch": given.get("sourceBranch", "main"),
        "path": given.get("sourcePath", "/"),
    }
    body = {"build_type": given.get("buildType", "workflow"), "source": source}
    return [Call("turn GitHub Pages on", "POST", f"repos/{repo.path}/pages", body)]


def _deploy_key(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    body = {"title": given["deployKeyName"], "key": given["publicKey"]}
    return [Call("add the deploy key", "POST", f"repos/{repo.path}/keys", body)]


def _private_key(repo: RepoUrl, given: Mapping[str, Any]) -> list[str]:
    name = given.get("privateKeySecretName")
    name = name or f"{str(given['deployKeyName']).replace(' ', '_').upper()}_PRIVATE_KEY"
    return secrets_by_hand(repo, {"secrets": {name: ""}})


def _dispatch(repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    workflow = segment(given["workflowId"])
    body = {"ref": given["branchOrTagName"], "inputs": given.get("workflowInputs")}
    path = f"repos/{repo.path}/actions/workflows/{workflow}/dispatches"
    return [Call(f"start the workflow {workflow}", "POST", path, without_none(body))]


ISSUE = requests_action(
    "github:issues:create",
    "github",
    "Opens an issue on GitHub.",
    inputs(
        ("title",),
        {
            "title": text("The title"),
            "body": text("The text"),
            "assignees": texts("Users it is assigned to"),
            "milestone": {"type": ["string", "number"], "description": "The milestone's number"},
            "labels": texts("Its labels"),
        },
    ),
    _issue,
    {
        "issueUrl": ("html_url", "The page of the issue"),
        "issueNumber": ("number", "Its number"),
    },
)
LABELS = requests_action(
    "github:issues:label",
    "github",
    "Adds labels to an issue or a pull request on GitHub.",
    inputs(
        ("number", "labels"),
        {
            "number": number("The number of the issue or pull request"),
            "labels": texts("The labels"),
        },
    ),
    _labels,
)
WEBHOOK = requests_action(
    "github:webhook",
    "github",
    "Adds a webhook to a repository on GitHub.",
    inputs(
        ("webhookUrl",),
        {
            "webhookUrl": text("Where events are sent"),
            "webhookSecret": text("The secret that signs them"),
            "events": {
                "type": ["array", "string"],
                "description": "The events that are sent",
                "default": ["push"],
            },
            "active": flag("Send events at once", True),
            "contentType": text("Their format", "form", "json", default="form"),
            "insecureSsl": flag("Do not check the certificate of the address"),
        },
    ),
    _webhook,
)
AUTOLINK = requests_action(
    "github:autolinks:create",
    "github",
    "Makes references such as `ABC-123` links, in a repository on GitHub.",
    inputs(
        ("keyPrefix", "urlTemplate"),
        {
            "keyPrefix": text("How references begin"),
            "urlTemplate": text("Where they lead, with `<num>`"),
            "isAlphanumeric": flag("References may have letters", True),
        },
    ),
    _autolink,
)
PAGES = requests_action(
    "github:pages:enable",
    "github",
    "Turns GitHub Pages on for a repository.",
    inputs(
        (),
        {
            "buildType": text("What builds them", "legacy", "workflow", default="workflow"),
            "sourceBranch": text("Their branch", default="main"),
            "sourcePath": text("Their folder", "/", "/docs", default="/"),
        },
    ),
    _pages,
)
DEPLOY_KEY = requests_action(
    "github:deployKey:create",
    "github",
    "Adds a deploy key to a repository on GitHub; the private key is stored by hand.",
    inputs(
        ("publicKey", "privateKey", "deployKeyName"),
        {
            "publicKey": text("The public key"),
            "privateKey": text("The private key"),
            "deployKeyName": text("The name of the key"),
            "privateKeySecretName": text("The secret to store the private key in"),
        },
    ),
    _deploy_key,
    notes=_private_key,
)
DISPATCH = requests_action(
    "github:actions:dispatch",
    "github",
    "Starts a workflow of GitHub Actions.",
    inputs(
        ("workflowId", "branchOrTagName"),
        {
            "workflowId": text("The file of the workflow"),
            "branchOrTagName": text("The branch or tag to run it on"),
            "workflowInputs": values("Its inputs"),
        },
    ),
    _dispatch,
)
