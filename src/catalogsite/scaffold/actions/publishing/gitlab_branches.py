"""`publish:gitlab:merge-request` and `gitlab:repo:push`: the files on a branch of a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.repositories.change import Change, Handling
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.commands import branch_push, command, instructions_text
from catalogsite.scaffold.actions.publishing.inputs import AUTHOR, inputs, listed
from catalogsite.scaffold.actions.publishing.repo_url import repo_url, segment
from catalogsite.scaffold.actions.publishing.task import Task, check_of, refuse_branch, task
from catalogsite.scaffold.actions.schemas import flag, text, texts
from catalogsite.scaffold.run.record import RECORD_FILE

_HANDLINGS: Mapping[str, Handling] = {
    "auto": "write",
    "update": "write",
    "create": "create",
    "delete": "delete",
}
_FILES = {
    "branchName": text("The branch of the commit"),
    "sourcePath": text("The folder of the files; all where it is left out"),
    "targetPath": text("The folder of the repository that they go to"),
    **AUTHOR,
}
_OUTPUTS = {"projectid": "The project", "projectPath": "The path of the project"}


def _merge_request(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("gitlab", context, given)
    there = _project(work)
    base = str(given.get("targetBranchName") or there.get("default_branch") or "main")
    refuse_branch(given["branchName"], base, there)
    handling = str(given.get("commitAction") or "auto")
    if handling != "skip":
        change = _change(work, base, str(given.get("title") or ""), handling, fresh=True)
        work.push(str(there.get("http_url_to_repo") or ""), change)
        work.made(f"the branch {change.branch} of {work.repo.path}")
    body = {
        "source_branch": str(given["branchName"]),
        "target_branch": base,
        "title": str(given.get("title") or given["branchName"]),
        "description": str(given.get("description") or ""),
        "remove_source_branch": bool(given.get("removeSourceBranch")),
        **_people(work),
    }
    path = f"projects/{work.repo.project_id}/merge_requests"
    opened = work.change("open the merge request", "POST", path, body)
    work.made(f"the merge request {opened.get('web_url')}")
    return {
        **_named(work),
        "targetBranchName": base,
        "mergeRequestUrl": opened.get("web_url"),
        "mergeRequestIid": opened.get("iid"),
    }


def _push(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("gitlab", context, given)
    there = _project(work)
    branch = str(given["branchName"])
    path = f"projects/{work.repo.project_id}/repository/branches/{segment(branch)}"
    exists = work.find(f"read the branch {branch}", path) is not None
    base = branch if exists else str(there.get("default_branch") or "main")
    handling = str(given.get("commitAction") or "create")
    change = _change(work, base, str(given["commitMessage"]), handling, fresh=not exists)
    commit = work.push(str(there.get("http_url_to_repo") or ""), change)
    work.made(f"a commit on {branch} of {work.repo.path}")
    return {**_named(work), "commitHash": commit}


def _project(work: Task) -> Mapping[str, Any]:
    return work.get("read the project", f"projects/{work.repo.project_id}")


def _change(work: Task, base: str, message: str, handling: str, *, fresh: bool) -> Change:
    given = work.given
    branch = str(given["branchName"])
    return Change(
        work.source(),
        branch,
        message or f"Update {branch}",
        work.author(),
        base=base if fresh else branch,
        target=str(given.get("targetPath") or ""),
        kept=(RECORD_FILE,),
        handling=_HANDLINGS.get(handling, "write"),
    )


def _named(work: Task) -> dict[str, str]:
    project = work.repo.project or work.repo.path
    return {"projectid": project, "projectPath": project}


def _people(work: Task) -> dict[str, Any]:
    """The numbers of the people that the step names; those who are not found become notes."""
    given = work.given
    reviewers = [one for name in listed(given.get("reviewers")) for one in _user(work, name)]
    assignees = _user(work, str(given["assignee"])) if given.get("assignee") else []
    found: dict[str, Any] = {"assignee_id": assignees[0]} if assignees else {}
    return found | ({"reviewer_ids": reviewers} if reviewers else {})


def _user(work: Task, name: str) -> list[Any]:
    found = work.first(f"read the user {name}", "users", {"username": name})
    if found is None:
        work.context.notes.append(f"{work.repo.host}: there is no user {name}")
        return []
    return [found.get("id")]


def _instructions_to_merge(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("gitlab", given.get("repoUrl"))
    branch, base = str(given.get("branchName")), str(given.get("targetBranchName") or "")
    words = ["--repo", f"https://{repo.host}/{repo.path}", "--source-branch", branch]
    words += ["--title", str(given.get("title") or branch)]
    words += ["--description", str(given.get("description") or "")]
    words += ["--target-branch", base] if base else []
    words += ["--remove-source-branch"] if given.get("removeSourceBranch") else []
    words += ["--assignee", str(given["assignee"])] if given.get("assignee") else []
    for name in listed(given.get("reviewers")):
        words += ["--reviewer", name]
    request = command("glab", "mr", "create", *words)
    return instructions_text(context, [*branch_push(repo, given, branch, base), request])


def _instructions_to_push(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("gitlab", given.get("repoUrl"))
    return instructions_text(context, branch_push(repo, given, str(given.get("branchName"))))


MERGE_REQUEST = Action(
    name="publish:gitlab:merge-request",
    summary="Opens a merge request on GitLab with the files.",
    inputs=inputs(
        ("branchName",),
        {
            **_FILES,
            "title": text("The title of the merge request"),
            "description": text("What the merge request is for"),
            "targetBranchName": text("The branch to merge into; the default one where left out"),
            "commitAction": text(
                "What is done with the files", "create", "update", "delete", "skip", "auto"
            ),
            "removeSourceBranch": flag("Remove the branch after the merge"),
            "assignee": text("The user it is assigned to"),
            "reviewers": texts("Users who are asked for a review"),
        },
    ),
    run=_merge_request,
    outputs={
        **_OUTPUTS,
        "targetBranchName": "The branch that it is to be merged into",
        "mergeRequestUrl": "The page of the merge request",
        "mergeRequestIid": "Its number in the project",
    },
    in_dry_run=False,
    publishes=True,
    instructions=_instructions_to_merge,
    check=check_of("gitlab", commits=True),
)
PUSH = Action(
    name="gitlab:repo:push",
    summary="Commits the files to a branch of a project on GitLab.",
    inputs=inputs(
        ("branchName", "commitMessage"),
        {
            **_FILES,
            "commitMessage": text("The message of the commit"),
            "commitAction": text("What is done with the files", "create", "update", "delete"),
        },
    ),
    run=_push,
    outputs={**_OUTPUTS, "commitHash": "The commit that was pushed"},
    in_dry_run=False,
    publishes=True,
    instructions=_instructions_to_push,
    check=check_of("gitlab", commits=True),
)
