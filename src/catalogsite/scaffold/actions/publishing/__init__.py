"""The actions that create repositories and change them on GitHub, GitLab and Gitea."""

from __future__ import annotations

from catalogsite.scaffold.actions.action import Action
from catalogsite.scaffold.actions.publishing import (
    gitea_repository,
    github_environment,
    github_protection,
    github_pull_request,
    github_repository,
    github_requests,
    gitlab_branches,
    gitlab_repository,
    gitlab_requests,
)

ACTIONS: tuple[Action, ...] = (
    github_repository.PUBLISH,
    github_pull_request.PULL_REQUEST,
    github_repository.CREATE,
    github_repository.PUSH,
    github_protection.PROTECT_BRANCH,
    github_environment.ENVIRONMENT,
    github_requests.ISSUE,
    github_requests.LABELS,
    github_requests.WEBHOOK,
    github_requests.AUTOLINK,
    github_requests.PAGES,
    github_requests.DEPLOY_KEY,
    github_requests.DISPATCH,
    gitlab_repository.PUBLISH,
    gitlab_branches.MERGE_REQUEST,
    gitlab_branches.PUSH,
    gitlab_requests.ENSURE_GROUP,
    gitlab_requests.VARIABLE,
    gitlab_requests.ISSUE,
    gitlab_requests.EDIT_ISSUE,
    gitlab_requests.PIPELINE,
    gitea_repository.PUBLISH,
)
"""All of them, as the registry of actions takes them."""
