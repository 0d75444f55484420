"""Protects a branch on GitHub: after a push, and by `github:branch-protection:create`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publishing.calls import Call, send, shown, without_none
from catalogsite.scaffold.actions.publishing.commands import instructions_text
from catalogsite.scaffold.actions.publishing.inputs import inputs
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url, segment
from catalogsite.scaffold.actions.publishing.task import Task, check_of, task
from catalogsite.scaffold.actions.schemas import Schema, flag, number, text, texts, values

RULES: Mapping[str, Schema] = {
    "requiredApprovingReviewCount": number("Approvals that a pull request needs, 0 to 6; 1"),
    "requireCodeOwnerReviews": flag("A code owner must approve"),
    "dismissStaleReviews": flag("New commits dismiss approvals"),
    "bypassPullRequestAllowances": values("Who needs no pull request: `users`, `teams`, `apps`"),
    "restrictions": values("Who may push: `users`, `teams`, `apps`"),
    "requiredStatusCheckContexts": texts("The checks that must pass"),
    "requireBranchesToBeUpToDate": flag("A branch must be up to date to be merged", True),
    "requiredConversationResolution": flag("Conversations must be resolved"),
    "requireLastPushApproval": flag("Somebody else must approve the last push"),
    "requiredCommitSigning": flag("Commits must be signed"),
    "requiredLinearHistory": flag("No merge commits"),
    "blockCreations": flag("No new branches that match"),
}
"""The inputs that say how a branch is protected."""


def protection(repo: RepoUrl, branch: str, given: Mapping[str, Any]) -> list[Call]:
    """The requests that protect a branch as a step says."""
    path = f"repos/{repo.path}/branches/{segment(branch)}/protection"
    calls = [Call(f"protect the branch {branch}", "PUT", path, _rules(given))]
    if given.get("requiredCommitSigning"):
        calls.append(Call("require signed commits", "POST", f"{path}/required_signatures"))
    return calls


def protect(work: Task, branch: str, given: Mapping[str, Any]) -> None:
    """Protect a branch. Raises TemplateError."""
    send(work, protection(work.repo, branch, given))


def _rules(given: Mapping[str, Any]) -> dict[str, Any]:
    reviews = {
        "required_approving_review_count": int(given.get("requiredApprovingReviewCount", 1)),
        "require_code_owner_reviews": bool(given.get("requireCodeOwnerReviews")),
        "dismiss_stale_reviews": bool(given.get("dismissStaleReviews")),
        "require_last_push_approval": bool(given.get("requireLastPushApproval")),
        "bypass_pull_request_allowances": given.get("bypassPullRequestAllowances"),
    }
    return {
        "required_status_checks": {
            "strict": bool(given.get("requireBranchesToBeUpToDate", True)),
            "contexts": list(given.get("requiredStatusCheckContexts") or ()),
        },
        "restrictions": given.get("restrictions"),
        "enforce_admins": bool(given.get("enforceAdmins", given.get("protectEnforceAdmins", True))),
        "required_pull_request_reviews": without_none(reviews),
        "required_conversation_resolution": bool(given.get("requiredConversationResolution")),
        "required_linear_history": bool(given.get("requiredLinearHistory")),
        "block_creations": bool(given.get("blockCreations")),
    }


def _run(context: ActionContext, given: Mapping[str, Any]) -> None:
    work = task("github", context, given)
    branch = given.get("branch") or _default_branch(work)
    protect(work, str(branch), given)


def _default_branch(work: Task) -> str:
    found = work.get("read the repository", f"repos/{work.repo.path}")
    return str(found.get("default_branch") or "main")


def _instructions(context: ActionContext, given: Mapping[str, Any]) -> str:
    repo = repo_url("github", given.get("repoUrl"))
    branch = str(given.get("branch") or "main")
    return instructions_text(context, shown("github", repo, protection(repo, branch, given)))


PROTECT_BRANCH = Action(
    name="github:branch-protection:create",
    summary="Protects a branch of a repository on GitHub.",
    inputs=inputs(
        (),
        {
            "branch": text("The branch; the default one where it is left out"),
            "enforceAdmins": flag("The rules bind administrators too", True),
            **RULES,
        },
    ),
    run=_run,
    in_dry_run=False,
    publishes=True,
    instructions=_instructions,
    check=check_of("github"),
)
