"""What Acme's GitLab answers about the pipelines of its projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from catalogsite.commands.demo.answers.stated_runs import (
    StatedFailure,
    StatedRun,
    StatedWorkflow,
    stated_workflows,
)

WEB = "https://gitlab.acme.example"
API = f"{WEB}/api/v4"
_STATUSES = {
    "passed": "success",
    "unstable": "success",
    "failed": "failed",
    "cancelled": "canceled",
    "running": "running",
}


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer for each project; `stated` is by path, then by kind of pipeline."""
    for project, one in stated.items():
        path, page = f"{API}/projects/{quote(project, safe='')}", f"{WEB}/{project}/-"
        workflows = stated_workflows(project, one, now)
        yield (
            f"{path}/pipelines",
            [_pipeline(workflow, run, page) for workflow in workflows for run in workflow.runs],
        )
        for workflow in workflows:
            last, failure = workflow.runs[0], workflow.failure
            yield f"{path}/pipelines/{last.id}", _details(workflow, last, page)
            yield f"{path}/pipelines/{last.id}/jobs", [_job(last, failure, page)]
            if failure is not None:
                yield f"{path}/jobs/{last.id}/trace", "\n".join(failure.log)


def _pipeline(workflow: StatedWorkflow, run: StatedRun, page: str) -> dict[str, Any]:
    scheduled = workflow.name.startswith("Scheduled")
    return {
        "id": run.id,
        "iid": run.number,
        "sha": run.commit.sha,
        "ref": "main",
        "status": _STATUSES[run.outcome],
        "source": "schedule" if scheduled else "push",
        "created_at": run.started.isoformat(timespec="milliseconds"),
        "web_url": f"{page}/pipelines/{run.id}",
    }


def _details(workflow: StatedWorkflow, run: StatedRun, page: str) -> dict[str, Any]:
    status = _STATUSES[run.outcome]
    group = "success-with-warnings" if run.outcome == "unstable" else status
    return {
        **_pipeline(workflow, run, page),
        "started_at": run.started.isoformat(timespec="milliseconds"),
        "finished_at": run.ended.isoformat(timespec="milliseconds"),
        "duration": round(run.seconds),
        "detailed_status": {"group": group},
    }


def _job(run: StatedRun, failure: StatedFailure | None, page: str) -> dict[str, Any]:
    return {
        "id": run.id,
        "name": failure.job if failure else "build",
        "stage": failure.step if failure else "build",
        "status": "failed" if failure else "success",
        "allow_failure": run.outcome == "unstable",
        "web_url": f"{page}/jobs/{run.id}",
        "commit": {
            "id": run.commit.sha,
            "title": run.commit.message,
            "author_name": run.commit.author,
        },
    }
