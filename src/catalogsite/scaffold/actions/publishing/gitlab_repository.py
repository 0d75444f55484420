"""`publish:gitlab`: a project, its first push, and what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from catalogsite.errors import TemplateError
from catalogsite.repositories.change import Change
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.calls import Call, send, shown
from catalogsite.scaffold.actions.publishing.commands import (
    Hidden,
    command,
    first_push,
    instructions_text,
)
from catalogsite.scaffold.actions.publishing.inputs import commit_inputs, inputs, listed, objects
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url, segment
from catalogsite.scaffold.actions.publishing.task import Task, check_of, task
from catalogsite.scaffold.actions.schemas import flag, text, texts, values

_BRANCH = "master"
_INPUTS = {
    "repoVisibility": text("Who sees it", "private", "public", "internal", default="private"),
    "topics": texts("Its topics"),
    "settings": values("Settings of GitLab's API, such as `description` or `merge_method`"),
    "branches": objects("Branches: `name`, `create`, `ref`, `protect`"),
    "projectVariables": objects("Variables of its pipelines: `key`, `value` and settings"),
    "skipExisting": flag("Leave a project that is there as it is"),
    "setUserAsOwner": flag("You own what you create; nothing more is done"),
}


def _run(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("gitlab", context, given)
    repo = work.repo
    change = Change(work.source(), _branch(given), _message(given), work.author())
    if given.get("skipExisting"):
        there = work.find("read the project", f"projects/{repo.project_id}")
        if there is not None:
            return {**_outputs(there, change.branch), "created": False}
    made = _created(work)
    commit = work.push(str(made.get("http_url_to_repo") or ""), change)
    work.made(f"the branch {change.branch} of {repo.path}")
    for call in _further(str(made.get("id")), given, change.branch):
        work.attempt(partial(send, work, [call]))
    return {**_outputs(made, change.branch), "commitHash": commit, "created": True}


def _created(work: Task) -> Mapping[str, Any]:
    repo = work.repo
    if not repo.owner or not repo.name:
        raise TemplateError("repoUrl needs owner and repo for a new project")
    path = f"namespaces/{quote(repo.owner, safe='')}"
    namespace = work.get(f"read the group or user {repo.owner}", path)
    body = {"namespace_id": namespace.get("id"), **_project(repo, work.given)}
    made = work.change(f"create the project {repo.path}", "POST", "projects", body)
    work.made(f"the project {made.get('web_url') or repo.path}")
    return made


def _project(repo: RepoUrl, given: Mapping[str, Any]) -> dict[str, Any]:
    topics = listed(given.get("topics"))
    return {
        "name": repo.name,
        "visibility": str(given.get("repoVisibility") or "private"),
        **({"topics": topics} if topics else {}),
        **(given.get("settings") or {}),
    }


def _further(project: str, given: Mapping[str, Any], branch: str) -> list[Call]:
    """The requests that set up the branches and variables of a project."""
    base = f"projects/{segment(project)}"
    calls: list[Call] = []
    for one in given.get("branches") or ():
        name = str(one["name"])
        if one.get("create"):
            body = {"branch": name, "ref": str(one.get("ref") or branch)}
            calls.append(
                Call(f"create the branch {name}", "POST", f"{base}/repository/branches", body)
            )
        if one.get("protect"):
            path = f"{base}/protected_branches"
            calls.append(Call(f"protect the branch {name}", "POST", path, {"name": name}))
    variables = given.get("projectVariables") or ()
    return [*calls, *(variable_call(project, one) for one in variables)]


def variable_call(project: str, given: Mapping[str, Any]) -> Call:
    """The request that sets a variable of a project, whose value is never shown."""
    body = {
        "key": str(given["key"]),
        "value": Hidden(given["value"]),
        "variable_type": given.get("variable_type", "env_var"),
        "protected": bool(given.get("protected")),
        "masked": bool(given.get("masked")),
        "raw": bool(given.get("raw")),
        "environment_scope": given.get("environment_scope", "*"),
    }
    if given.get("description"):
        body["description"] = str(given["description"])
    path = f"projects/{segment(project)}/variables"
    return Call(f"set the variable {given['key']}", "POST", path, body)


def _outputs(there: Mapping[str, Any], branch: str) -> dict[str, Any]:
    address = str(there.get("http_url_to_repo") or "").removesuffix(".git")
    return {
        "remoteUrl": address,
        "repoContentsUrl": f"{address}/-/blob/{branch}",
        "projectId": there.get("id"),
    }


def _branch(given: Mapping[str, Any]) -> str:
    return str(given.get("defaultBranch") or _BRANCH)


def _message(given: Mapping[str, Any]) -> str:
    return str(given.get("gitCommitMessage") or "initial commit")


def _instructions(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("gitlab", given.get("repoUrl"))
    body = _project(repo, given)
    words = [repo.path, f"--{body['visibility']}"]
    words += ["--description", str(body["description"])] if body.get("description") else []
    start = [] if repo.host == "gitlab.com" else ["env", f"GITLAB_HOST={repo.host}"]
    branch = _branch(given)
    calls = shown("gitlab", repo, _further(repo.path, given, branch))
    created = command(*start, "glab", "repo", "create", *words)
    return instructions_text(context, [created, *first_push(repo, given, branch), *calls])


PUBLISH = Action(
    name="publish:gitlab",
    summary="Creates a project on GitLab and pushes the files.",
    inputs=inputs((), {**_INPUTS, **commit_inputs(_BRANCH)}),
    run=_run,
    outputs={
        "remoteUrl": "The address of the repository",
        "repoContentsUrl": "The page of its files",
        "projectId": "The number of the project",
        "commitHash": "The commit that was pushed",
        "created": "Whether the project was created",
    },
    in_dry_run=False,
    publishes=True,
    instructions=_instructions,
    check=check_of("gitlab", commits=True),
)
