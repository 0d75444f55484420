"""`publish:github`, and its two halves `github:repo:create` and `github:repo:push`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.repositories.change import Change
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.calls import send, shown
from catalogsite.scaffold.actions.publishing.commands import command, first_push, instructions_text
from catalogsite.scaffold.actions.publishing.github_protection import RULES, protect, protection
from catalogsite.scaffold.actions.publishing.github_settings import (
    SETTINGS,
    repository_body,
    secrets_by_hand,
    settings_calls,
)
from catalogsite.scaffold.actions.publishing.inputs import commit_inputs, inputs
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url, segment
from catalogsite.scaffold.actions.publishing.task import Task, check_of, task
from catalogsite.scaffold.actions.schemas import flag

_BRANCH = "master"
_OUTPUTS = {
    "remoteUrl": "The address of the repository",
    "repoContentsUrl": "The page of its files",
}
_COMMIT = {"commitHash": "The commit that was pushed"}
_PROTECTION = {
    "protectDefaultBranch": flag("Protect the branch after the push", True),
    "protectEnforceAdmins": flag("The rules bind administrators too", True),
    **RULES,
}


def _publish(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("github", context, given)
    change = _change(work)
    return _pushed(work, _created(work), change)


def _create(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    made = _created(task("github", context, given))
    return _addresses(made, str(made.get("default_branch") or _BRANCH))


def _push(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
    work = task("github", context, given)
    change = _change(work)
    return _pushed(work, work.get("read the repository", f"repos/{work.repo.path}"), change)


def _created(work: Task) -> Mapping[str, Any]:
    repo, given = work.repo, work.given
    owner = work.get(f"read the owner {repo.owner}", f"users/{segment(repo.owner)}")
    organization = owner.get("type") == "Organization"
    if not organization:
        _refuse_other_account(work)
    access = str(given.get("access") or "")
    if organization and access.startswith(f"{repo.owner}/"):
        team = segment(access.removeprefix(f"{repo.owner}/"))
        work.get(f"read the team {access}", f"orgs/{repo.owner}/teams/{team}")
    path = f"orgs/{repo.owner}/repos" if organization else "user/repos"
    body = repository_body(repo, given, organization)
    made = work.change(f"create the repository {repo.path}", "POST", path, body)
    work.made(f"the repository {made.get('html_url') or repo.path}")
    for call in settings_calls(repo, given):
        work.attempt(partial(send, work, [call]))
    work.context.notes.extend(f"set it by hand: {one}" for one in secrets_by_hand(repo, given))
    return made


def _refuse_other_account(work: Task) -> None:
    """A token creates repositories of its own account and of organisations, not of other people."""
    account = str(work.get("read whose the token is", "user").get("login") or "")
    if account.lower() != work.repo.owner.lower():
        raise TemplateError(
            f"the token is that of {account}, and {work.repo.owner} is another person's account",
            fix="choose your own account or an organisation as the owner",
        )


def _change(work: Task) -> Change:
    given = work.given
    message = str(given.get("gitCommitMessage") or "initial commit")
    return Change(work.source(), _branch(given), message, work.author())


def _pushed(work: Task, there: Mapping[str, Any], change: Change) -> Mapping[str, Any]:
    commit = work.push(str(there.get("clone_url") or ""), change)
    work.made(f"the branch {change.branch} of {work.repo.path}")
    if work.given.get("protectDefaultBranch", True):
        work.attempt(partial(protect, work, change.branch, work.given))
    return {**_addresses(there, change.branch), "commitHash": commit}


def _addresses(there: Mapping[str, Any], branch: str) -> dict[str, Any]:
    pages = there.get("html_url")
    return {"remoteUrl": there.get("clone_url"), "repoContentsUrl": f"{pages}/blob/{branch}"}


def _branch(given: Mapping[str, Any]) -> str:
    return str(given.get("defaultBranch") or _BRANCH)


def _creation(repo: RepoUrl, given: Mapping[str, Any]) -> list[str]:
    place = repo.path if repo.host == "github.com" else f"{repo.host}/{repo.path}"
    words = [place, f"--{given.get('repoVisibility') or 'private'}"]
    for option, key in (("--description", "description"), ("--homepage", "homepage")):
        words += [option, str(given[key])] if given.get(key) else []
    calls = shown("github", repo, settings_calls(repo, given))
    return [command("gh", "repo", "create", *words), *calls, *secrets_by_hand(repo, given)]


def _pushing(repo: RepoUrl, given: Mapping[str, Any]) -> list[str]:
    branch = _branch(given)
    protecting = given.get("protectDefaultBranch", True)
    calls = protection(repo, branch, given) if protecting else []
    return [*first_push(repo, given, branch), *shown("github", repo, calls)]


def _instructions(
    context: ActionContext, given: Mapping[str, Any], *, creates: bool, pushes: bool
) -> str:
    repo = repo_url("github", given.get("repoUrl"))
    creation = _creation(repo, given) if creates else []
    return instructions_text(context, [*creation, *(_pushing(repo, given) if pushes else [])])


PUBLISH = Action(
    name="publish:github",
    summary="Creates a repository on GitHub, pushes the files and protects the branch.",
    inputs=inputs((), {**SETTINGS, **commit_inputs(_BRANCH), **_PROTECTION}),
    run=_publish,
    outputs=_OUTPUTS | _COMMIT,
    in_dry_run=False,
    publishes=True,
    instructions=partial(_instructions, creates=True, pushes=True),
    check=check_of("github", commits=True),
)
CREATE = Action(
    name="github:repo:create",
    summary="Creates an empty repository on GitHub.",
    inputs=inputs((), SETTINGS),
    run=_create,
    outputs=_OUTPUTS,
    in_dry_run=False,
    publishes=True,
    instructions=partial(_instructions, creates=True, pushes=False),
    check=check_of("github"),
)
PUSH = Action(
    name="github:repo:push",
    summary="Pushes the files to an empty repository on GitHub and protects the branch.",
    inputs=inputs((), {**commit_inputs(_BRANCH), **_PROTECTION}),
    run=_push,
    outputs=_OUTPUTS | _COMMIT,
    in_dry_run=False,
    publishes=True,
    instructions=partial(_instructions, creates=False, pushes=True),
    check=check_of("github", commits=True),
)
