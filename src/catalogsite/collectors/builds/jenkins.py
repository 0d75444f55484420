"""Enrichment `jenkins`: the last builds of Jenkins jobs; of a multibranch one, on the default branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote, unquote

from catalogsite.collectors.builds.asking import Api, Asked, Found, Results, collect_builds
from catalogsite.collectors.builds.runs import (
    Run,
    builds_of,
    given,
    jobs_of,
    newest_first,
    run_of,
    time_of,
    workflow_of,
)
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Place, Subject, is_instance
from catalogsite.model.facts.build_runs import BuildState, FailedJob, Workflow
from catalogsite.network.client import Client
from catalogsite.network.credentials import basic

TITLE = "Jenkins"
MOST_JOBS = 10
"""Jobs of one entity that are asked for."""

STATES: dict[str, BuildState] = {
    "SUCCESS": "passing",
    "UNSTABLE": "unstable",
    "FAILURE": "failing",
    "building": "running",
    "ABORTED": "cancelled",
    "NOT_BUILT": "skipped",
}
_CHANGES = "items[commitId,msg,author[fullName]]"
_BUILD = (
    "number,result,building,timestamp,duration,url,actions[lastBuiltRevision[SHA1,branch[name]],"
    f"causes[shortDescription]],changeSets[{_CHANGES}],changeSet[{_CHANGES}]"
)
_TREE = {"tree": f"url,color,builds[{_BUILD}]{{0,10}},jobs[name]{{0,1000}}"}
_JOB = re.compile(r"(?!\.+(?:/|$))[^/,]+(?:/(?!\.+(?:/|$))[^/,]+)*")


class Settings(CollectorSettings):
    """The Jenkins to read; `instance` is the name before the colon in `jenkins.io/job-full-name`."""

    kind: Literal["jenkins"] = "jenkins"
    url: Address
    instance: str | None = None
    user: Secret = Secret(env="JENKINS_USER")
    token: Secret = Secret(env="JENKINS_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity that names jobs which have been built."""
    return collect_builds(settings, context, Api("the API of a Jenkins", _open), _read, _place)


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address and the token. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("api/json", {"tree": "url"})


def _open(settings: Settings, context: Context) -> Client:
    user, token = settings.user.value(context.env), settings.token.value(context.env)
    credentials = basic(user or "", token) if token else None
    return context.client(settings.url, credentials=credentials)


def _place(settings: Settings, context: Context, subject: Subject) -> Place | None:
    notes = subject.annotations
    named = notes.get("jenkins.io/job-full-name", notes.get("jenkins.io/github-folder", ""))
    jobs = []
    for one in named.split(","):
        instance, _, job = one.strip().rpartition(":")
        if _JOB.fullmatch(job) and is_instance(instance or None, settings, context):
            jobs.append(job)
    return (",".join(jobs[:MOST_JOBS]), subject.branch) if jobs else None


def _read(settings: Settings, asked: Asked) -> Found:
    names = asked.target.slug.split(",")
    found = [(name, _job(asked, name)) for name in names]
    shown = [_workflow(asked, name, *job) for name, job in found if job is not None]
    pages = [job[1].text("url") for _, job in found if job is not None]
    return Found(builds_of(filter(None, shown)), next(filter(None, pages), settings.url))


def _job(asked: Asked, name: str) -> tuple[str, Item] | None:
    """The path and the answer of a job; of a folder of branches, that of the default one."""
    path = "/".join(f"job/{quote(part, safe='')}" for part in name.split("/"))
    job = asked.get_object(f"{path}/api/json", _TREE)
    if "jobs" not in job.value:
        return path, job
    # Jenkins writes a slash of a branch as `%2F` into the name of its job.
    listed = [one.text("name") or "" for one in job.items("jobs")]
    branches = {unquote(one): one for one in listed if one not in ("", ".", "..")}
    likely = [asked.target.branch] if asked.target.branch else ["main", "master"]
    own = next((branches[one] for one in likely if one in branches), None)
    if own is None:
        return None
    path = f"{path}/job/{quote(own, safe='')}"
    return path, asked.get_object(f"{path}/api/json", _TREE)


def _workflow(asked: Asked, name: str, path: str, job: Item) -> Workflow | None:
    url = job.text("url")
    if (job.text("color") or "").startswith("disabled"):
        return Workflow(name=name, status="disabled", raw="disabled", url=url)
    runs = newest_first(map(_run, job.need_items("builds")))
    if not runs:
        return None
    failed = _failed(asked, path, runs[0]) if runs[0].status == "failing" else ()
    start = f"{url.rstrip('/')}/build?delay=0sec" if url else None
    return workflow_of(name, runs, failed=failed, start_url=start)


def _run(build: Item) -> Run:
    began, lasted = build.whole("timestamp"), build.whole("duration") or 0
    raw = "building" if build.flag("building") else build.text("result")
    actions = list(build.items("actions"))
    sets = [*build.items("changeSets"), build.inner("changeSet")]
    commit = _first(action.text("lastBuiltRevision.SHA1") for action in actions)
    branches = (one for action in actions for one in action.items("lastBuiltRevision.branch"))
    branch = _first(one.text("name") for one in branches)
    changes = [change for one in sets for change in one.items("items")]
    change = next((one for one in changes if one.text("commitId") == commit), None)
    return run_of(
        build,
        {"number": "number", "url": "url"},
        STATES,
        raw=raw,
        started=time_of(began),
        finished=time_of(began + lasted) if began and raw != "building" else None,
        seconds=lasted / 1000 if raw != "building" else None,
        event=_first(one.text("shortDescription") for a in actions for one in a.items("causes")),
        branch=branch and branch.removeprefix("refs/remotes/").removeprefix("origin/"),
        commit=commit,
        message=change.text("msg") if change else None,
        author=change.text("author.fullName") if change else None,
    )


def _first(texts: Iterator[str | None]) -> str | None:
    return next(filter(None, texts), None)


def _failed(asked: Asked, path: str, run: Run) -> tuple[FailedJob, ...]:
    """The stages that failed, of a pipeline; else the build itself."""
    build = f"{path}/{run.number}"
    described = asked.try_object(f"{build}/wfapi/describe")
    stages = list(described.items("stages")) if described else []
    failed = [one for one in stages if one.text("status") in ("FAILED", "FAILURE")]
    log, console = asked.log(f"{build}/consoleText"), f"{run.url}console" if run.url else None
    if failed:
        return jobs_of(failed, {"job": "name"}, log, console)
    return (FailedJob(**given(job="build", url=console, log=log)),)
