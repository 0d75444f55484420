"""`github:environment:create`: a deployment environment with its branches, reviewers and variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.calls import Call, send, shown, without_none
from catalogsite.scaffold.actions.publishing.commands import comment, instructions_text
from catalogsite.scaffold.actions.publishing.github_settings import secrets_by_hand
from catalogsite.scaffold.actions.publishing.inputs import inputs, listed
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url, segment
from catalogsite.scaffold.actions.publishing.task import Task, check_of, task
from catalogsite.scaffold.actions.schemas import flag, number, text, texts, values

_INPUTS = {
    "name": text("The name of the environment"),
    "deploymentBranchPolicy": values(
        "Who may deploy: `protected_branches` or `custom_branch_policies`"
    ),
    "customBranchPolicyNames": texts("Patterns of branches that may deploy"),
    "customTagPolicyNames": texts("Patterns of tags that may deploy"),
    "environmentVariables": values("Its variables"),
    "secrets": values("Its secrets; they are set by hand"),
    "waitTimer": number("Minutes that a deployment waits"),
    "preventSelfReview": flag("Nobody approves their own deployment"),
    "reviewers": texts("Who approves deployments: references of users and groups"),
}


def _run(context: ActionContext, given: Mapping[str, Any]) -> None:
    work = task("github", context, given)
    send(work, _calls(work.repo, given, _reviewers(work)))
    work.made(f"the environment {given['name']} of {work.repo.path}")
    context.notes.extend(f"set it by hand: {one}" for one in _secrets(work.repo, given))


def _calls(
    repo: RepoUrl, given: Mapping[str, Any], reviewers: Sequence[Mapping[str, Any]]
) -> list[Call]:
    name = str(given["name"])
    base = f"repos/{repo.path}/environments/{segment(name)}"
    body = {
        "wait_timer": given.get("waitTimer"),
        "prevent_self_review": given.get("preventSelfReview"),
        "reviewers": list(reviewers) or None,
        "deployment_branch_policy": given.get("deploymentBranchPolicy"),
    }
    calls = [Call(f"create the environment {name}", "PUT", base, without_none(body))]
    for kind, key in (("branch", "customBranchPolicyNames"), ("tag", "customTagPolicyNames")):
        for pattern in listed(given.get(key)):
            policy = {"name": pattern, "type": kind}
            path = f"{base}/deployment-branch-policies"
            calls.append(Call(f"allow the {kind} {pattern}", "POST", path, policy))
    for key, value in (given.get("environmentVariables") or {}).items():
        variable = {"name": str(key), "value": str(value)}
        calls.append(Call(f"set the variable {key}", "POST", f"{base}/variables", variable))
    return calls


def _reviewers(work: Task) -> list[dict[str, Any]]:
    found = []
    for reference in listed(work.given.get("reviewers")):
        kind, _, rest = reference.rpartition(":")
        name = segment(rest.rpartition("/")[2])
        team = kind.lower() == "group"
        path = f"orgs/{work.repo.owner}/teams/{name}" if team else f"users/{name}"
        who = work.get(f"read the reviewer {reference}", path)
        found.append({"type": "Team" if team else "User", "id": who.get("id")})
    return found


def _secrets(repo: RepoUrl, given: Mapping[str, Any]) -> list[str]:
    return secrets_by_hand(repo, given, "--env", str(given["name"]))


def _instructions(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("github", given.get("repoUrl"))
    reviewers = listed(given.get("reviewers"))
    people = [comment(f"then add the reviewers in its settings: {', '.join(reviewers)}")]
    lines = shown("github", repo, _calls(repo, given, ()))
    return instructions_text(
        context, [*lines, *(people if reviewers else []), *_secrets(repo, given)]
    )


ENVIRONMENT = Action(
    name="github:environment:create",
    summary="Creates a deployment environment of a repository on GitHub.",
    inputs=inputs(("name",), _INPUTS),
    run=_run,
    in_dry_run=False,
    publishes=True,
    instructions=_instructions,
    check=check_of("github"),
)
