"""The builds of one repository from GitHub's REST API, where GraphQL does not give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote

from catalogsite.collectors.builds.asking import Asked
from catalogsite.collectors.builds.failing_builds import Found, Listed
from catalogsite.collectors.builds.github_workflows import (
    STATES,
    KnownWorkflow,
    Run,
    RunsPage,
    listed_workflows,
    newest,
    parse_runs,
    parse_workflows,
    run_id,
)
from catalogsite.collectors.builds.log_end import log_end
from catalogsite.collectors.builds.runs import jobs_of
from catalogsite.errors import ProviderError
from catalogsite.model.facts.build_runs import FailedJob
from catalogsite.model.source_run import Failure

MOST_WORKFLOWS = 50
"""Workflows of one repository whose runs are requested one by one."""

_PAGE = 100
_ONE_WORKFLOW = 20
_JOB = {"job": "name", "url": "html_url"}


class _Scope(NamedTuple):
    """Which runs are requested, and which of them count."""

    params: Mapping[str, str]
    accepts: Callable[[Run], bool] = lambda _: True


class RestRepository:
    """Requests about one repository; `origin` is the address of GitHub's pages."""

    def __init__(self, origin: str, asked: Asked) -> None:
        self._asked = asked
        self._repository = f"repos/{quote(asked.target.slug)}"
        self._path = f"{self._repository}/actions"
        self.page = f"{origin}/{asked.target.slug}/actions"
        self._requested = 0
        self._not_requested: set[int] = set()

    def found(self) -> Found:
        """The builds of the repository. Raises ProviderError where nothing can be read."""
        workflows, runs = self.read()
        return self.listed(workflows, runs)

    def read(self) -> tuple[list[KnownWorkflow], dict[int, list[Run]]]:
        """The workflows, and the last runs of each. Raises ProviderError."""
        workflows = self._workflows()
        runs = self._last_runs(workflows)
        if self._not_requested:
            self._asked.failures.append(self._too_many())
        return workflows, runs

    def listed(
        self,
        workflows: Iterable[KnownWorkflow],
        runs: Mapping[int, list[Run]],
        failed: Mapping[int, tuple[FailedJob, ...]] | None = None,
    ) -> Found:
        """The builds that workflows and runs make up; `failed` are known jobs by id of the run."""
        known = failed or {}
        listed = listed_workflows(workflows, runs, self.jobs, f"{self.page}/workflows")
        shown = [_with_known(one, known) for one in listed]
        return Found(self._asked.target, shown, self.page)

    def jobs(self, run: Run) -> tuple[FailedJob, ...]:
        """The failed jobs of a run, with the first step that failed and what it reports."""
        path = f"{self._path}/runs/{run.id}/jobs"
        answer = self._asked.try_object(path, {"filter": "latest", "per_page": _PAGE})
        items = list(answer.items("jobs")) if answer else []
        failed = [one for one in items if STATES.get(one.text("conclusion") or "") == "failing"]
        id_ = failed[0].whole("id") if failed else None
        if id_ is None:
            return jobs_of(failed, _JOB)
        # The log itself is on another server, and what GitHub calls annotations is not.
        notes = f"{self._repository}/check-runs/{id_}/annotations"
        listed = self._asked.try_list(notes, {"per_page": 20}, extra=True)
        said = [one.text("message") or "" for one in listed]
        steps = [one for one in failed[0].items("steps") if one.text("conclusion") == "failure"]
        step = steps[0].text("name") if steps else None
        return jobs_of(failed, _JOB, step=step, log=log_end("\n".join(said)))

    def _workflows(self) -> list[KnownWorkflow]:
        path = f"{self._path}/workflows"
        items = self._asked.client.get_pages(path, {"per_page": _PAGE}, items="workflows")
        return parse_workflows(self._asked.response(path), list(items))

    def _last_runs(self, workflows: list[KnownWorkflow]) -> dict[int, list[Run]]:
        """The last runs of each workflow on the branch; else of a release, which has none."""
        branch = self._asked.target.branch
        last: dict[int, list[Run]] = {}
        for scope in (
            [_Scope({"branch": branch}), _Scope({}, Run.is_of_release)] if branch else [_Scope({})]
        ):
            missing = [one for one in workflows if not one.disabled and one.id not in last]
            if missing:
                last = {**self._newest(missing, scope), **last}
        return last

    def _newest(self, workflows: list[KnownWorkflow], scope: _Scope) -> dict[int, list[Run]]:
        """The last run of each workflow: from the last 100 of all, then from its own."""
        page = self._runs(f"{self._path}/runs", scope, _PAGE)
        found = newest(filter(scope.accepts, page.runs))
        missing = [] if page.complete else [one for one in workflows if one.id not in found]
        allowed = MOST_WORKFLOWS - self._requested
        self._requested += len(missing[:allowed])
        self._not_requested.update(one.id for one in missing[allowed:])
        for workflow in missing[:allowed]:
            found.update(newest(filter(scope.accepts, self._own_runs(workflow, scope))))
        return found

    def _own_runs(self, workflow: KnownWorkflow, scope: _Scope) -> tuple[Run, ...]:
        path = f"{self._path}/workflows/{workflow.id}/runs"
        try:
            return self._runs(path, scope, _ONE_WORKFLOW).runs
        except ProviderError as error:
            # It may have been deleted since it was listed.
            if error.status == HTTPStatus.NOT_FOUND:
                return ()
            raise

    def _runs(self, path: str, scope: _Scope, per_page: int) -> RunsPage:
        params: dict[str, str | int] = {"per_page": per_page, "exclude_pull_requests": "true"}
        params.update(scope.params)
        response = self._asked.response(path)
        return parse_runs(response, self._asked.client.get_json(path, params), per_page)

    def _too_many(self) -> Failure:
        return Failure.about(
            self._asked.target.slug,
            f"the last runs of {len(self._not_requested)} workflows are not known: none is among the "
            f"last {_PAGE}, and at most {MOST_WORKFLOWS} workflows are looked at one by one",
            source="github_actions",
            fix="delete or disable the workflows that nobody uses",
            url=f"{self._asked.client.base_url}{self._path}/workflows",
            subjects=self._asked.target.subjects,
        )


def _with_known(listed: Listed, failed: Mapping[int, tuple[FailedJob, ...]]) -> Listed:
    jobs = failed.get(run_id(listed.workflow.url) or 0)
    if listed.workflow.status != "failing" or jobs is None:
        return listed
    return Listed(listed.workflow.model_copy(update={"failed": jobs}))
