"""`publish:github:pull-request`: the files on a branch of a repository, and a pull request for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.repositories.change import Change
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.calls import Call, send
from catalogsite.scaffold.actions.publishing.commands import branch_push, command, instructions_text
from catalogsite.scaffold.actions.publishing.inputs import AUTHOR, inputs, listed
from catalogsite.scaffold.actions.publishing.repo_url import repo_url
from catalogsite.scaffold.actions.publishing.task import Task, check_of, refuse_branch, task
from catalogsite.scaffold.actions.schemas import flag, text, texts
from catalogsite.scaffold.run.record import RECORD_FILE

_INPUTS = {
    "title": text("The title of the pull request"),
    "branchName": text("The branch to make"),
    "description": text("What the pull request is for"),
    "targetBranchName": text("The branch to merge into; the default one where it is left out"),
    "draft": flag("Open it as a draft"),
    "sourcePath": text("The folder of the files; all where it is left out"),
    "targetPath": text("The folder of the repository that they go to"),
    "reviewers": texts("Users who are asked for a review"),
    "teamReviewers": texts("Teams that are asked for a review"),
    "assignees": texts("Users it is assigned to"),
    "commitMessage": text("The message of the commit; the title where it is left out"),
    "update": flag("Replace the branch, and keep its pull request, where they are there"),
    "forceFork": flag("Open it from a fork; by hand only"),
    **AUTHOR,
    "createWhenEmpty": flag("Open it even if no file changes", True),
    "filesToDelete": texts("Files to remove"),
}
_FORK = "leave out --publish, and follow the steps that are printed"


def _run(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("github", context, given)
    if given.get("forceFork"):
        raise TemplateError("cannot open a pull request from a fork", fix=_FORK)
    there = work.get("read the repository", f"repos/{work.repo.path}")
    base = str(given.get("targetBranchName") or there.get("default_branch") or "main")
    refuse_branch(given["branchName"], base, there)
    # Only the branch of an open pull request is replaced, and no other that is there.
    pull = _open_one(work) if given.get("update") else None
    change = _change(work, base, replace=pull is not None)
    if work.push(str(there.get("clone_url") or ""), change) is None:
        context.notes.append(f"no pull request: {work.repo.path} has these files already")
        return {}
    work.made(f"the branch {change.branch} of {work.repo.path}")
    pull = pull or _opened(work, base)
    number = pull.get("number")
    for call in _people(work, number):
        work.attempt(partial(send, work, [call]))
    address = pull.get("html_url")
    return {"targetBranchName": base, "remoteUrl": address, "pullRequestNumber": number}


def _change(work: Task, base: str, *, replace: bool) -> Change:
    given = work.given
    return Change(
        work.source(),
        str(given["branchName"]),
        str(given.get("commitMessage") or given["title"]),
        work.author(),
        base=base,
        target=str(given.get("targetPath") or ""),
        kept=(RECORD_FILE,),
        removed=tuple(listed(given.get("filesToDelete"))),
        replace=replace,
        allow_empty=bool(given.get("createWhenEmpty", True)),
    )


def _open_one(work: Task) -> Mapping[str, Any] | None:
    branch = work.given["branchName"]
    return work.first(
        "read the pull requests",
        f"repos/{work.repo.path}/pulls",
        {"head": f"{work.repo.owner}:{branch}", "state": "open"},
    )


def _opened(work: Task, base: str) -> Mapping[str, Any]:
    given = work.given
    body = {
        "title": str(given["title"]),
        "body": str(given.get("description") or ""),
        "head": str(given["branchName"]),
        "base": base,
        "draft": bool(given.get("draft")),
    }
    path = f"repos/{work.repo.path}/pulls"
    pull = work.change("open the pull request", "POST", path, body)
    work.made(f"the pull request {pull.get('html_url')}")
    return pull


def _people(work: Task, number: Any) -> list[Call]:
    given, base = work.given, f"repos/{work.repo.path}"
    asked = {
        key: list(dict.fromkeys(listed(given[name])))
        for key, name in (("reviewers", "reviewers"), ("team_reviewers", "teamReviewers"))
        if given.get(name)
    }
    calls = []
    if asked:
        path = f"{base}/pulls/{number}/requested_reviewers"
        calls.append(Call("ask for reviews", "POST", path, asked))
    if given.get("assignees"):
        body = {"assignees": listed(given["assignees"])}
        path = f"{base}/issues/{number}/assignees"
        calls.append(Call("assign the pull request", "POST", path, body))
    return calls


def _instructions(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("github", given.get("repoUrl"))
    branch, base = str(given.get("branchName")), str(given.get("targetBranchName") or "")
    place = repo.path if repo.host == "github.com" else f"{repo.host}/{repo.path}"
    title, body = str(given.get("title") or ""), str(given.get("description") or "")
    words = ["--repo", place, "--head", branch, "--title", title, "--body", body]
    words += ["--base", base] if base else []
    words += ["--draft"] if given.get("draft") else []
    teams = [f"{repo.owner}/{name}" for name in listed(given.get("teamReviewers"))]
    for name in dict.fromkeys((*listed(given.get("reviewers")), *teams)):
        words += ["--reviewer", name]
    for name in listed(given.get("assignees")):
        words += ["--assignee", name]
    pull = command("gh", "pr", "create", *words)
    return instructions_text(context, [*branch_push(repo, given, branch, base), pull])


PULL_REQUEST = Action(
    name="publish:github:pull-request",
    summary="Opens a pull request on GitHub with the files.",
    inputs=inputs(("title", "branchName", "description"), _INPUTS),
    run=_run,
    outputs={
        "targetBranchName": "The branch that it is to be merged into",
        "remoteUrl": "The page of the pull request",
        "pullRequestNumber": "Its number",
    },
    in_dry_run=False,
    publishes=True,
    instructions=_instructions,
    check=check_of("github", commits=True),
)
