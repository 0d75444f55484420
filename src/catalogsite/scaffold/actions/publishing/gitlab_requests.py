"""The actions of GitLab that are a request or two: groups, variables, issues, pipelines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from catalogsite.errors import TemplateError
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.calls import Call, requests_action, without_none
from catalogsite.scaffold.actions.publishing.commands import comment, instructions_text, request
from catalogsite.scaffold.actions.publishing.gitlab_repository import variable_call
from catalogsite.scaffold.actions.publishing.inputs import inputs
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url, segment
from catalogsite.scaffold.actions.publishing.task import Task, check_of, task
from catalogsite.scaffold.actions.schemas import flag, number, text, values

_PROJECT = {"projectId": {"type": ["number", "string"], "description": "The project"}}
_ISSUE = {
    "title": text("The title"),
    "description": text("The text"),
    "assignees": {
        "type": "array",
        "items": {"type": "number"},
        "description": "The numbers of the users it is assigned to",
    },
    "confidential": flag("Only members of the project see it"),
    "labels": text("Its labels, separated by commas"),
    "dueDate": text("When it is due"),
    "issueType": text("Its type", "issue", "incident", "test_case", "task"),
    "milestoneId": number("The number of its milestone"),
    "weight": number("Its weight"),
    "epicId": number("The number of its epic"),
}


def _variable(_repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    renamed = {
        "variable_type": given.get("variableType", "env_var"),
        "protected": given.get("variableProtected"),
        "environment_scope": given.get("environmentScope", "*"),
    }
    return [variable_call(str(given["projectId"]), {**given, **renamed})]


def _issue_body(given: Mapping[str, Any]) -> dict[str, Any]:
    body = {
        "title": given.get("title"),
        "description": given.get("description"),
        "assignee_ids": given.get("assignees"),
        "confidential": given.get("confidential"),
        "labels": given.get("labels"),
        "due_date": str(given["dueDate"])[:10] if given.get("dueDate") else None,
        "issue_type": given.get("issueType"),
        "milestone_id": given.get("milestoneId"),
        "weight": given.get("weight"),
        "epic_id": given.get("epicId"),
    }
    return without_none(body)


def _issue(_repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    path = f"projects/{segment(given['projectId'])}/issues"
    return [Call("open the issue", "POST", path, _issue_body(given))]


def _edit(_repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    changed = {"state_event": given.get("stateEvent"), "add_labels": given.get("addLabels")}
    changed |= {"remove_labels": given.get("removeLabels")}
    number = segment(given["issueIid"])
    path = f"projects/{segment(given['projectId'])}/issues/{number}"
    body = _issue_body(given) | without_none(changed)
    return [Call(f"change the issue {number}", "PUT", path, body)]


def _pipeline(_repo: RepoUrl, given: Mapping[str, Any]) -> list[Call]:
    variables = [
        {"key": str(key), "value": str(value)}
        for key, value in (given.get("variables") or {}).items()
    ]
    body = {"ref": given["branch"], "variables": variables}
    path = f"projects/{segment(given['projectId'])}/pipeline"
    return [Call("start the pipeline", "POST", path, body)]


def _ensure_group(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("gitlab", context, given, host_only=True)
    parent: Mapping[str, Any] | None = None
    groups = _groups(given)
    for count, group in enumerate(groups, 1):
        full = "/".join(one["path"] for one in groups[:count])
        path = f"groups/{quote(full, safe='')}"
        parent = work.find(f"read the group {full}", path) or _group(work, group, full, parent)
    return {"groupId": parent.get("id")} if parent else {}


def _groups(given: Mapping[str, Any]) -> list[dict[str, str]]:
    """Name and path of each group, the outermost first."""
    if isinstance(given["path"], str):
        raise TemplateError("path is a list of groups", fix="write each group as an item")
    parts = [
        one if isinstance(one, Mapping) else {"name": one, "slug": one} for one in given["path"]
    ]
    return [{"name": str(one["name"]), "path": str(one["slug"])} for one in parts]


def _group(
    work: Task, group: Mapping[str, str], full: str, parent: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    body = {**group, **({"parent_id": parent.get("id")} if parent else {})}
    made = work.change(f"create the group {full}", "POST", "groups", body)
    work.made(f"the group {made.get('web_url') or full}")
    return made


def _group_by_hand(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("gitlab", given.get("repoUrl"), host_only=True)
    groups = _groups(given)
    lines = [comment("each of these groups that is not there yet:")]
    for count, group in enumerate(groups):
        above = "/".join(one["path"] for one in groups[:count])
        parent = {"parent_id": f"<the number of {above}>"} if above else {}
        lines.append(request("gitlab", repo, "POST", "groups", {**group, **parent}))
    return instructions_text(context, lines)


ENSURE_GROUP = Action(
    name="gitlab:group:ensureExists",
    summary="Creates the groups of a path on GitLab that are not there.",
    inputs=inputs(
        ("path",),
        {"path": {"type": "array", "minItems": 1, "description": "The names of the groups"}},
    ),
    run=_ensure_group,
    outputs={"groupId": "The number of the innermost group"},
    in_dry_run=False,
    publishes=True,
    instructions=_group_by_hand,
    check=check_of("gitlab", host_only=True),
)
VARIABLE = requests_action(
    "gitlab:projectVariable:create",
    "gitlab",
    "Sets a variable of a project on GitLab.",
    inputs(
        ("projectId", "key", "value", "variableType"),
        {
            **_PROJECT,
            "key": text("Its name"),
            "value": text("Its value"),
            "variableType": text("`env_var` or `file`"),
            "variableProtected": flag("Only for protected branches"),
            "masked": flag("Mask it in logs"),
            "raw": flag("Do not expand it"),
            "environmentScope": text("The environments it is for", default="*"),
        },
    ),
    _variable,
    host_only=True,
)
ISSUE = requests_action(
    "gitlab:issues:create",
    "gitlab",
    "Opens an issue on GitLab.",
    inputs(("projectId", "title"), {**_PROJECT, **_ISSUE}),
    _issue,
    {
        "issueUrl": ("web_url", "The page of the issue"),
        "issueId": ("id", "Its number"),
        "issueIid": ("iid", "Its number in the project"),
    },
    host_only=True,
)
EDIT_ISSUE = requests_action(
    "gitlab:issue:edit",
    "gitlab",
    "Changes an issue on GitLab.",
    inputs(
        ("projectId", "issueIid"),
        {
            **_PROJECT,
            **_ISSUE,
            "issueIid": number("The number of the issue in the project"),
            "addLabels": text("Labels to add, separated by commas"),
            "removeLabels": text("Labels to remove, separated by commas"),
            "stateEvent": text("Close or open it", "close", "reopen"),
        },
    ),
    _edit,
    {
        "issueUrl": ("web_url", "The page of the issue"),
        "projectId": ("project_id", "The number of the project"),
        "issueId": ("id", "Its number"),
        "issueIid": ("iid", "Its number in the project"),
        "state": ("state", "Its state"),
        "title": ("title", "Its title"),
        "updatedAt": ("updated_at", "When it changed"),
    },
    host_only=True,
)
PIPELINE = requests_action(
    "gitlab:pipeline:trigger",
    "gitlab",
    "Starts a pipeline on GitLab.",
    inputs(
        ("projectId", "branch"),
        {
            **_PROJECT,
            "tokenDescription": text("Not needed: the pipeline is started as you"),
            "branch": text("The branch to run it on"),
            "variables": values("Variables of the pipeline"),
        },
    ),
    _pipeline,
    {"pipelineUrl": ("web_url", "The page of the pipeline")},
    host_only=True,
)
