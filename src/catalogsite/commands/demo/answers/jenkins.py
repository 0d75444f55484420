"""What Acme's Jenkins answers about its jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from catalogsite.commands.demo.answers.stated_runs import StatedRun, stated_workflows

WEB = "https://jenkins.acme.example"
_RESULTS = {
    "passed": "SUCCESS",
    "unstable": "UNSTABLE",
    "failed": "FAILURE",
    "cancelled": "ABORTED",
}


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer for each job; `stated` is by the full name of the job."""
    for (name, one), workflow in zip(
        stated.items(), stated_workflows("jenkins", stated, now), strict=True
    ):
        path = WEB + "".join(f"/job/{part}" for part in name.split("/"))
        page = f"{path}/"
        cause = "Started by timer" if one.get("timer") else "Started by an SCM change"
        builds = [_build(run, page, cause) for run in workflow.runs]
        yield f"{path}/api/json", {"url": page, "color": "red", "builds": builds}
        if workflow.failure is not None:
            build, failure = f"{path}/{workflow.runs[0].number}", workflow.failure
            stages = [{"id": "1", "name": failure.job, "status": "FAILED"}]
            yield f"{build}/wfapi/describe", {"stages": stages}
            yield f"{build}/consoleText", "\n".join(failure.log)


def _build(run: StatedRun, page: str, cause: str) -> dict[str, Any]:
    change = {
        "commitId": run.commit.sha,
        "msg": run.commit.message,
        "author": {"fullName": run.commit.author},
    }
    revision = {"SHA1": run.commit.sha, "branch": [{"name": "refs/remotes/origin/main"}]}
    return {
        "number": run.number,
        "result": _RESULTS.get(run.outcome),
        "building": run.outcome == "running",
        "timestamp": round(run.started.timestamp() * 1000),
        "duration": round(run.seconds * 1000),
        "url": f"{page}{run.number}/",
        "actions": [{"causes": [{"shortDescription": cause}]}, {"lastBuiltRevision": revision}],
        "changeSets": [{"items": [change]}],
    }
