"""What Acme's GitHub answers about the workflows of its repositories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from catalogsite.commands.demo.answers.stated_runs import (
    StatedFailure,
    StatedRun,
    StatedWorkflow,
    stated_workflows,
)

WEB = "https://git.acme.example"
API = f"{WEB}/api/v3"
_CONCLUSIONS = {"passed": "success", "failed": "failure", "cancelled": "cancelled"}


def no_answer(address: str) -> Any:
    """The answer about a repository without workflows; None for another address."""
    listed = "workflows" if address.endswith("/workflows") else "workflow_runs"
    return {"total_count": 0, listed: []} if address.startswith(f"{API}/repos/") else None


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer for each repository; `stated` is by repository, then by workflow."""
    for repository, one in stated.items():
        path, page = f"{API}/repos/acme/{repository}", f"{WEB}/acme/{repository}/actions"
        workflows = stated_workflows(repository, one, now)
        listed = [_workflow(workflow, page) for workflow in workflows]
        runs = [_run(workflow, run, page) for workflow in workflows for run in workflow.runs]
        runs.sort(key=lambda run: str(run["run_started_at"]), reverse=True)
        yield f"{path}/actions/workflows", {"total_count": len(listed), "workflows": listed}
        yield f"{path}/actions/runs", {"total_count": len(runs), "workflow_runs": runs}
        for workflow in workflows:
            if workflow.failure is not None:
                last = workflow.runs[0]
                jobs = [_job(last, workflow.failure, page)]
                yield f"{path}/actions/runs/{last.id}/jobs", {"total_count": 1, "jobs": jobs}
                yield f"{path}/check-runs/{last.id}/annotations", _annotations(workflow.failure)


def _workflow(workflow: StatedWorkflow, page: str) -> dict[str, Any]:
    file = workflow.name.lower().replace(" ", "-")
    return {
        "id": workflow.id,
        "name": workflow.name,
        "path": f".github/workflows/{file}.yml",
        "state": "active",
        "html_url": f"{page}/workflows/{file}.yml",
    }


def _run(workflow: StatedWorkflow, run: StatedRun, page: str) -> dict[str, Any]:
    running = run.outcome == "running"
    return {
        "id": run.id,
        "workflow_id": workflow.id,
        "run_number": run.number,
        "event": "schedule" if workflow.name.startswith("Nightly") else "push",
        "status": "in_progress" if running else "completed",
        "conclusion": None if running else _CONCLUSIONS[run.outcome],
        "head_branch": "main",
        "head_sha": run.commit.sha,
        "head_commit": {
            "id": run.commit.sha,
            "message": run.commit.message,
            "author": {"name": run.commit.author},
        },
        "html_url": f"{page}/runs/{run.id}",
        "run_started_at": run.started.isoformat(timespec="seconds"),
        "updated_at": run.ended.isoformat(timespec="seconds"),
    }


def _job(run: StatedRun, failure: StatedFailure, page: str) -> dict[str, Any]:
    steps = ("Set up job", "success"), (failure.step, "failure")
    return {
        "id": run.id,
        "run_id": run.id,
        "name": failure.job,
        "status": "completed",
        "conclusion": "failure",
        "html_url": f"{page}/runs/{run.id}/job/{run.id}",
        "steps": [
            {"name": name, "status": "completed", "conclusion": conclusion, "number": number}
            for number, (name, conclusion) in enumerate(steps, 1)
        ],
    }


def _annotations(failure: StatedFailure) -> list[dict[str, Any]]:
    message = "\n".join(failure.log)
    return [{"path": ".github", "annotation_level": "failure", "message": message}]
