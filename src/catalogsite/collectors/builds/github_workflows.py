"""Workflows of GitHub Actions and their runs, from the responses of its API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from catalogsite.collectors.builds import runs as plain
from catalogsite.collectors.builds.failing_builds import Listed
from catalogsite.collectors.builds.runs import workflow_of
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import given
from catalogsite.model.facts.build_runs import BuildState, FailedJob, Workflow

# A pull request from a fork whose branch has our default branch's name is not ours.
EVENTS = frozenset(
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
    commit: str | None = None
    message: str | None = None
    author: str | None = None

    @property
    def state(self) -> BuildState:
        """Our word for its status."""
        return STATES.get(self.raw or "", "unknown")

    def is_of_release(self) -> bool:
        """Whether it is about a release or a tag of a version, and so belongs to no branch."""
        tag = _VERSION_TAG.fullmatch(self.branch or "")
        return self.event == "release" or (self.event in EVENTS and tag is not None)


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


def newest(runs: Iterable[Run]) -> dict[int, list[Run]]:
    """The runs of each workflow by its id, the newest first; of a re-run the last attempt.

    A re-run has the same number and a higher attempt.
    """
    last: dict[tuple[int, int], Run] = {}
    for run in runs:
        known = last.get((run.workflow, run.number))
        if known is None or _order(run) > _order(known):
            last[run.workflow, run.number] = run
    found: dict[int, list[Run]] = {}
    for run in sorted(last.values(), key=_order, reverse=True):
        found.setdefault(run.workflow, []).append(run)
    return found


def listed_workflows(
    workflows: Iterable[KnownWorkflow],
    runs: Mapping[int, Sequence[Run]],
    failed: Callable[[Run], tuple[FailedJob, ...]],
    pages: str,
) -> list[Listed]:
    """The workflows that have run or are disabled.

    A workflow without a run of its own, such as one that only others call, is left out. `failed`
    asks for the failed jobs of a run, `pages` is the address of all workflows.
    """
    shown: list[Listed] = []
    for one in workflows:
        own = runs.get(one.id, ())
        if one.disabled:
            fields = given(name=one.name, path=one.path, raw=one.disabled, url=one.url)
            shown.append(Listed(Workflow(status="disabled", **fields)))
        elif own:
            start = f"{pages}/{quote(one.path.rpartition('/')[2])}"
            shared = [_plain(run, one.url) for run in own]
            workflow = workflow_of(one.name, shared, path=one.path, start_url=start)
            # A run that could not start has no jobs.
            asks = own[0].id and own[0].raw != "startup_failure"
            shown.append(Listed(workflow, partial(failed, own[0]) if asks else None))
    return shown


def run_id(url: str | None) -> int | None:
    """The id of a run in the address of its page; None where there is none."""
    id_ = (url or "").partition("/actions/runs/")[2]
    return int(id_) if id_.isascii() and id_.isdecimal() else None


def _order(run: Run) -> tuple[int, int, int]:
    return run.number, run.attempt, run.id


def _plain(run: Run, page: str | None) -> plain.Run:
    return plain.Run(
        status=run.state,
        raw=run.raw,
        number=run.number,
        url=run.url or page,
        branch=run.branch,
        event=run.event,
        commit=run.commit,
        message=run.message,
        author=run.author,
        started=run.started,
        finished=run.finished,
    )


def _run(response: Response, item: Mapping[str, Any], place: str) -> Run | None:
    workflow = response.whole(item, "workflow_id", place)
    number = response.whole(item, "run_number", place)
    event = response.text(item, "event", place)
    if workflow is None or number is None or not _is_ours(response, item, event, place):
        return None
    conclusion = response.text(item, "conclusion", place)
    started = response.time(item, "run_started_at", place)
    commit = response.optional_object(item, "head_commit", place)
    author = response.optional_object(commit, "author", f"{place}.head_commit")
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
        commit=response.text(item, "head_sha", place),
        message=response.text(commit, "message", f"{place}.head_commit"),
        author=response.text(author, "name", f"{place}.head_commit.author"),
    )


def _number(response: Response, item: Mapping[str, Any], key: str, place: str, default: int) -> int:
    if item.get(key) is None:
        return default
    return response.whole(item, key, place) or default


def _is_ours(response: Response, item: Mapping[str, Any], event: str | None, place: str) -> bool:
    if event in EVENTS:
        return True
    ids = []
    for key in ("head_repository", "repository"):
        repository = response.optional_object(item, key, place)
        # The repository of a fork may be gone.
        ids.append(response.whole(repository, "id", f"{place}.{key}") if repository else None)
    return ids[0] is not None and ids[0] == ids[1]
