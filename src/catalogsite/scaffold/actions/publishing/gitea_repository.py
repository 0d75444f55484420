"""`publish:gitea`: a repository on Gitea or Forgejo, and its first push."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.repositories.change import Change
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.calls import Call, shown
from catalogsite.scaffold.actions.publishing.commands import first_push, instructions_text
from catalogsite.scaffold.actions.publishing.inputs import commit_inputs, inputs
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url, segment
from catalogsite.scaffold.actions.publishing.task import Task, check_of, task
from catalogsite.scaffold.actions.schemas import text

_BRANCH = "main"


def _run(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("gitea", context, given)
    message = str(given.get("gitCommitMessage") or "initial commit")
    change = Change(work.source(), _branch(given), message, work.author())
    call = _creation(work.repo, given, of_organization=_of_organization(work))
    made = work.change(call.doing, call.method, call.path, call.body)
    work.made(f"the repository {made.get('html_url') or work.repo.path}")
    address = str(made.get("clone_url") or "")
    commit = work.push(address, change)
    work.made(f"the branch {change.branch} of {work.repo.path}")
    return {
        "remoteUrl": address,
        "repoContentsUrl": f"{made.get('html_url')}/src/branch/{change.branch}/",
        "commitHash": commit,
    }


def _of_organization(work: Task) -> bool:
    """Whether the owner is an organisation; a user is one's own account. Raises TemplateError."""
    owner = work.repo.owner
    if not owner:
        return False
    doing = f"read the owner {owner}"
    if work.find(doing, f"orgs/{segment(owner)}") is not None:
        return True
    account = str(work.get("read whose the token is", "user").get("login") or "")
    if account.lower() == owner.lower():
        return False
    raise TemplateError(
        f"{work.repo.host} has no organisation {owner}, and the token is that of {account}",
        fix="create the organisation first, or choose your own account as the owner",
    )


def _creation(repo: RepoUrl, given: Mapping[str, Any], *, of_organization: bool) -> Call:
    body = {
        "name": repo.name,
        "description": str(given.get("description") or ""),
        "private": given.get("repoVisibility", "private") != "public",
        "default_branch": _branch(given),
    }
    path = f"orgs/{segment(repo.owner)}/repos" if of_organization else "user/repos"
    return Call(f"create the repository {repo.path}", "POST", path, body)


def _branch(given: Mapping[str, Any]) -> str:
    return str(given.get("defaultBranch") or _BRANCH)


def _instructions(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("gitea", given.get("repoUrl"))
    call = _creation(repo, given, of_organization=bool(repo.owner))
    lines = [*shown("gitea", repo, [call]), *first_push(repo, given, _branch(given))]
    return instructions_text(context, lines)


PUBLISH = Action(
    name="publish:gitea",
    summary="Creates a repository on Gitea or Forgejo and pushes the files.",
    inputs=inputs(
        (),
        {
            "description": text("What the repository is"),
            "repoVisibility": text("Who sees it", "private", "public", default="private"),
            **commit_inputs(_BRANCH),
        },
    ),
    run=_run,
    outputs={
        "remoteUrl": "The address of the repository",
        "repoContentsUrl": "The page of its files",
        "commitHash": "The commit that was pushed",
    },
    in_dry_run=False,
    publishes=True,
    instructions=_instructions,
    check=check_of("gitea", commits=True),
)
