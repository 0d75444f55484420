"""Enrichment `jenkins`: the last builds of Jenkins jobs; of a multibranch one, on the default branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal
from urllib.parse import quote, unquote

from catalogsite.collectors.access.rights import Access, Need, account_of, lacking
from catalogsite.collectors.builds import runs
from catalogsite.collectors.builds.asking import Asked
from catalogsite.collectors.builds.collect_builds import Api, Results, collect_builds
from catalogsite.collectors.builds.failing_builds import BuildSettings, Found, Listed
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.response_item import Item, given
from catalogsite.collectors.targets import Hint, Place, Subject, is_instance, targets_by
from catalogsite.model.facts.build_runs import FailedJob, Workflow
from catalogsite.network.client import Client
from catalogsite.network.credentials import basic

TITLE = "Jenkins"
HINT = Hint("jenkins.io/job-full-name", "{path}")
MOST_JOBS = 10
"""Jobs of one entity that are asked for."""

STATES = runs.states_of(
    passing="SUCCESS",
    unstable="UNSTABLE",
    failing="FAILURE",
    running="building",
    cancelled="ABORTED",
    skipped="NOT_BUILT",
)
_CHANGES = "items[commitId,msg,author[fullName]]"
_BUILD = (
    "number,result,building,timestamp,duration,url,actions[lastBuiltRevision[SHA1,branch[name]],"
    f"causes[shortDescription]],changeSets[{_CHANGES}],changeSet[{_CHANGES}]"
)
_TREE = {"tree": f"url,color,builds[{_BUILD}]{{0,10}},jobs[name]{{0,1000}}"}
_JOB = re.compile(r"(?!\.+(?:/|$))[^/,]+(?:/(?!\.+(?:/|$))[^/,]+)*")


class Settings(BuildSettings):
    """The Jenkins to read; `instance` is the name before the colon in `jenkins.io/job-full-name`."""

    kind: Literal["jenkins"] = "jenkins"
    url: Address
    instance: str | None = None
    user: Secret = Secret(env="JENKINS_USER")
    token: Secret = Secret(env="JENKINS_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity that names jobs which have been built."""
    api = Api("the API of a Jenkins", _open, _read)
    return collect_builds(settings, context, api, targets(settings, context))


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        account = account_of(client, "whoAmI/api/json", "name")
        missing = lacking(client, [Need("api/json", "Overall/Read", {"tree": "url"})])
        return Access(account, tuple(missing))


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


targets = partial(targets_by, _place)


def _read(settings: Settings, asked: Asked) -> Iterator[Found]:
    names = asked.target.slug.split(",")
    jobs = [(name, *job) for name in names if (job := _job(asked, name)) is not None]
    listed = [_listed(asked, *job) for job in jobs]
    pages = (job.text("url") for _, _, job in jobs)
    yield Found(asked.target, list(filter(None, listed)), next(filter(None, pages), settings.url))


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


def _listed(asked: Asked, name: str, path: str, job: Item) -> Listed | None:
    url = job.text("url")
    if (job.text("color") or "").startswith("disabled"):
        return Listed(Workflow(name=name, status="disabled", raw="disabled", url=url))
    builds = runs.newest_first(map(_run, job.need_items("builds")))
    if not builds:
        return None
    start = f"{url.rstrip('/')}/build?delay=0sec" if url else None
    workflow = runs.workflow_of(name, builds, start_url=start)
    return Listed(workflow, partial(_failed, asked, f"{path}/{builds[0].number}", builds[0].url))


def _run(build: Item) -> runs.Run:
    began, lasted = build.whole("timestamp"), build.whole("duration") or 0
    raw = "building" if build.flag("building") else build.text("result")
    commit = build.first("actions[].lastBuiltRevision.SHA1")
    branch = build.first("actions[].lastBuiltRevision.branch[].name")
    # A pipeline has several sets of changes, any other job has one.
    changes = [*build.each("changeSets[].items[]"), *build.each("changeSet.items[]")]
    change = next((one for one in changes if one.text("commitId") == commit), None)
    return runs.run_of(
        build,
        {"number": "number", "url": "url"},
        STATES,
        raw=raw,
        started=runs.time_of(began),
        finished=runs.time_of(began + lasted) if began and raw != "building" else None,
        seconds=lasted / 1000 if raw != "building" else None,
        event=build.first("actions[].causes[].shortDescription"),
        branch=branch and branch.removeprefix("refs/remotes/").removeprefix("origin/"),
        commit=commit,
        message=change.text("msg") if change else None,
        author=change.text("author.fullName") if change else None,
    )


def _failed(asked: Asked, build: str, url: str | None) -> tuple[FailedJob, ...]:
    """The stages that failed, of a pipeline; else the build itself."""
    stages = asked.try_items(f"{build}/wfapi/describe", "stages")
    failed = [one for one in stages if one.text("status") in ("FAILED", "FAILURE")]
    log, console = asked.log(f"{build}/consoleText"), f"{url}console" if url else None
    if failed:
        return runs.jobs_of(failed, {"job": "name"}, url=console, log=log)
    return (FailedJob(**given(job="build", url=console, log=log)),)
