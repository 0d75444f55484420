"""Workflows of GitHub Actions and their runs, from the responses of its API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from catalogsite.collectors.provider_json import Response
from catalogsite.model.facts.build_runs import BuildRuns, BuildState, Workflow, worst_state

# A pull request from a fork whose branch has our default branch's name is not ours.
_EVENTS = frozenset(
    {
        *("push", "schedule", "workflow_dispatch", "repository_dispatch", "release"),
        *("deployment", "merge_group", "workflow_run", "dynamic"),
    }
)
STATES: dict[str, BuildState] = {
    **dict.fromkeys(("success", "neutral"), "passing"),
    **dict.fromkeys(("failure", "timed_out", "startup_failure"), "failing"),
    **dict.fromkeys(("in_progress",), "running"),
    **dict.fromkeys(
        ("queued", "requested", "waiting", "pending", "expected", "action_required"), "waiting"
    ),
    **dict.fromkeys(("cancelled", "stale"), "cancelled"),
    "skipped": "skipped",
}
_VERSION_TAG = re.compile(r"(?:.*[@/_-])?v?\d+(?:\.\d+)+[\w.+-]*")


class KnownWorkflow(NamedTuple):
    """A workflow of a repository; `disabled` is GitHub's word for why it does not run."""

    id: int
    name: str
    path: str
    url: str | None
    disabled: str | None


class Run(NamedTuple):
    """One run of a workflow; `raw` is GitHub's word for its result or state."""

    workflow: int
    number: int
    attempt: int
    id: int
    event: str | None
    raw: str | None
    url: str | None
    branch: str | None
    started: str | None
    finished: str | None

    def is_of_release(self) -> bool:
        """Whether it is about a release or a tag of a version, and so belongs to no branch."""
        tag = _VERSION_TAG.fullmatch(self.branch or "")
        return self.event == "release" or (self.event in _EVENTS and tag is not None)


class RunsPage(NamedTuple):
    """The runs of one page that are ours, and whether there are no others."""

    runs: tuple[Run, ...]
    complete: bool


def parse_workflows(response: Response, items: Iterable[object]) -> list[KnownWorkflow]:
    """The workflows of a repository that exist."""
    found = []
    for place, item in response.objects(list(items), "workflows"):
        path, id_ = response.required_text(item, "path", place), response.whole(item, "id", place)
        state = response.text(item, "state", place) or "active"
        if path is not None and id_ is not None and state != "deleted":
            name = response.text(item, "name", place) or path
            url = response.text(item, "html_url", place)
            disabled = state if state.startswith("disabled") else None
            found.append(KnownWorkflow(id_, name, path, url, disabled))
    return found


def parse_runs(response: Response, answer: object, per_page: int) -> RunsPage:
    """The runs of one page. Raises ProviderError for another shape."""
    page = response.need_object(answer, "")
    items = response.need_list(page.get("workflow_runs"), "workflow_runs")
    runs = (_run(response, item, place) for place, item in response.objects(items, "workflow_runs"))
    total = page.get("total_count")
    if isinstance(total, int) and not isinstance(total, bool):
        complete = len(items) >= total
    else:
        complete = len(items) < per_page
    return RunsPage(tuple(run for run in runs if run is not None), complete)


def newest(runs: Iterable[Run]) -> dict[int, Run]:
    """The last run of each workflow by its id; a re-run has the same number and a higher attempt."""
    last: dict[int, Run] = {}
    for run in runs:
        known = last.get(run.workflow)
        if known is None or _order(run) > _order(known):
            last[run.workflow] = run
    return last


def build_runs(workflows: Iterable[KnownWorkflow], last: Mapping[int, Run]) -> BuildRuns | None:
    """The fact about a repository; None where no workflow has run or is disabled.

    A workflow without a run of its own, such as one that only others call, is left out.
    """
    shown = [
        _workflow(one, last.get(one.id)) for one in workflows if one.disabled or one.id in last
    ]
    if not shown:
        return None
    states = frozenset(one.status for one in shown if one.number is not None)
    return BuildRuns(workflows=tuple(sorted(shown, key=_by_name)), status=worst_state(states))


def _order(run: Run) -> tuple[int, int, int]:
    return run.number, run.attempt, run.id


def _by_name(workflow: Workflow) -> tuple[str, str]:
    return str(workflow.name).casefold(), str(workflow.path)


def _run(response: Response, item: Mapping[str, Any], place: str) -> Run | None:
    workflow = response.whole(item, "workflow_id", place)
    number = response.whole(item, "run_number", place)
    event = response.text(item, "event", place)
    if workflow is None or number is None or not _is_ours(response, item, event, place):
        return None
    conclusion = response.text(item, "conclusion", place)
    started = response.time(item, "run_started_at", place)
    return Run(
        workflow=workflow,
        number=number,
        attempt=_number(response, item, "run_attempt", place, 1),
        id=_number(response, item, "id", place, 0),
        event=event,
        raw=conclusion or response.text(item, "status", place),
        url=response.text(item, "html_url", place),
        branch=response.text(item, "head_branch", place),
        started=started or response.time(item, "created_at", place),
        finished=response.time(item, "updated_at", place) if conclusion else None,
    )


def _number(response: Response, item: Mapping[str, Any], key: str, place: str, default: int) -> int:
    if item.get(key) is None:
        return default
    return response.whole(item, key, place) or default


def _is_ours(response: Response, item: Mapping[str, Any], event: str | None, place: str) -> bool:
    if event in _EVENTS:
        return True
    ids = []
    for key in ("head_repository", "repository"):
        repository = response.optional_object(item, key, place)
        # The repository of a fork may be gone.
        ids.append(response.whole(repository, "id", f"{place}.{key}") if repository else None)
    return ids[0] is not None and ids[0] == ids[1]


def _workflow(known: KnownWorkflow, run: Run | None) -> Workflow:
    status: BuildState = STATES.get(run.raw or "", "unknown") if run else "unknown"
    return Workflow(
        name=known.name,
        path=known.path,
        status="disabled" if known.disabled else status,
        raw=known.disabled or (run.raw if run else None),
        url=(run.url if run else None) or known.url,
        branch=run.branch if run else None,
        started=run.started if run else None,
        finished=run.finished if run else None,
        seconds=_seconds(run.started, run.finished) if run else None,
        number=run.number if run and not known.disabled else None,
    )


def _seconds(started: str | None, finished: str | None) -> float | None:
    if started is None or finished is None:
        return None
    begin, end = datetime.fromisoformat(started), datetime.fromisoformat(finished)
    return max(0.0, (end - begin).total_seconds())
