"""Enrichment `github_actions`: the last run of each workflow on the default branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import quote

from catalogsite.collectors.hosts.github_api import GitHubSettings, open_github
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import text_or_none, time_or_none, whole_or_none
from catalogsite.collectors.targets import Target, github_targets
from catalogsite.errors import ProviderError
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.build_runs import KIND, BuildRuns, BuildState, Workflow, worst_state
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

TITLE = "GitHub Actions"

# A pull request from a fork whose branch has our default branch's name is not ours.
_EVENTS = frozenset(
    {
        *("push", "schedule", "workflow_dispatch", "repository_dispatch", "release"),
        *("deployment", "merge_group", "workflow_run", "dynamic"),
    }
)
_STATUS: dict[str, BuildState] = {
    **dict.fromkeys(("success", "neutral"), "passing"),
    **dict.fromkeys(("failure", "timed_out", "startup_failure"), "failing"),
    **dict.fromkeys(("in_progress",), "running"),
    **dict.fromkeys(
        ("queued", "requested", "waiting", "pending", "expected", "action_required"), "waiting"
    ),
    **dict.fromkeys(("cancelled", "stale"), "cancelled"),
    "skipped": "skipped",
}


class Settings(GitHubSettings):
    """The GitHub to read; every repository of the catalog on it is a target."""

    kind: Literal["github_actions"] = "github_actions"


def collect(settings: Settings, context: Context) -> Iterator[Fact | Failure]:
    """One fact for each entity whose repository has workflows."""
    with open_github(settings, context) as client:
        ask = partial(_asked, client)
        for target, value in client.each(ask, github_targets(settings.web_origin, context)):
            if isinstance(value, ProviderError):
                yield _failure(value, target)
                if value.status == HTTPStatus.UNAUTHORIZED:
                    return
                continue
            if value is None:
                continue
            url = f"{settings.web_origin}/{target.slug}/actions"
            source = Provenance(source=settings.kind, time=context.now, url=url)
            for subject in target.subjects:
                yield Fact(subject=subject, key=KIND.key, value=value, provenance=source)


def _asked(client: Client, target: Target) -> BuildRuns | ProviderError | None:
    try:
        return _workflows(client, target)
    except ProviderError as error:
        return error


def _failure(error: ProviderError, target: Target) -> Failure:
    # Refused credentials are refused for every repository: all keep what they had.
    subjects = () if error.status == HTTPStatus.UNAUTHORIZED else target.subjects
    return Failure(
        source="github_actions",
        reason=f"{target.slug}: {error.what}",
        fix=error.fix,
        url=error.where,
        subjects=subjects,
    )


def _workflows(client: Client, target: Target) -> BuildRuns | None:
    path = f"repos/{quote(target.slug)}/actions"
    listed = client.get_pages(f"{path}/workflows", {"per_page": 100}, items="workflows")
    known = (item for item in listed if _has(item, "id", "path") and item.get("state") != "deleted")
    shown = {item["id"]: item for item in known if whole_or_none(item["id"]) is not None}
    if not shown:
        return None
    params: dict[str, str | int] = {"per_page": 100, "exclude_pull_requests": "true"}
    if target.branch:
        params["branch"] = target.branch
    answer = client.get_json(f"{path}/runs", params)
    runs = answer.get("workflow_runs") if isinstance(answer, dict) else None
    if not isinstance(runs, list):
        raise ProviderError(
            "the response has no list of runs", where=f"{client.base_url}{path}/runs"
        )
    last = _last_runs(runs)
    workflows = [_workflow(item, last.get(id_)) for id_, item in shown.items()]
    states = frozenset(one.status for one in workflows if one.number is not None)
    return BuildRuns(workflows=tuple(sorted(workflows, key=_by_name)), status=worst_state(states))


def _by_name(workflow: Workflow) -> tuple[str, str]:
    return str(workflow.name).casefold(), str(workflow.path)


def _has(item: Any, *keys: str) -> bool:
    return isinstance(item, Mapping) and all(key in item for key in keys)


def _last_runs(runs: list[Any]) -> dict[Any, Mapping[str, Any]]:
    last: dict[Any, Mapping[str, Any]] = {}
    for run in runs:
        if not _has(run, "workflow_id", "run_number") or not _is_ours(run):
            continue
        if whole_or_none(run["run_number"]) is None or whole_or_none(run["workflow_id"]) is None:
            continue
        known = last.get(run["workflow_id"])
        if known is None or _order(run) > _order(known):
            last[run["workflow_id"]] = run
    return last


def _order(run: Mapping[str, Any]) -> tuple[int, int]:
    # A re-run has the same number and a higher attempt.
    return whole_or_none(run["run_number"]) or 0, whole_or_none(run.get("run_attempt")) or 1


def _is_ours(run: Mapping[str, Any]) -> bool:
    if str(run.get("event")) in _EVENTS:
        return True
    head, base = run.get("head_repository"), run.get("repository")
    if not isinstance(head, Mapping) or not isinstance(base, Mapping):
        return False
    return head.get("id") is not None and bool(head["id"] == base.get("id"))


def _workflow(item: Mapping[str, Any], run: Mapping[str, Any] | None) -> Workflow:
    found = run or {}
    raw = found.get("conclusion") or found.get("status")
    started = time_or_none(found.get("run_started_at") or found.get("created_at"))
    finished = time_or_none(found.get("updated_at")) if found.get("conclusion") else None
    status = _STATUS.get(str(raw), "unknown")
    if str(item.get("state", "active")).startswith("disabled"):
        status, raw = "disabled", item.get("state")
    return Workflow(
        name=text_or_none(item.get("name")) or str(item["path"]),
        path=str(item["path"]),
        status=status,
        raw=text_or_none(raw),
        url=text_or_none(found.get("html_url") or item.get("html_url")),
        branch=text_or_none(found.get("head_branch")),
        started=started,
        finished=finished,
        seconds=_seconds(started, finished),
        number=found.get("run_number") if status != "disabled" else None,
    )


def _seconds(started: str | None, finished: str | None) -> float | None:
    if started is None or finished is None:
        return None
    begin, end = datetime.fromisoformat(started), datetime.fromisoformat(finished)
    return max(0.0, (end - begin).total_seconds())
