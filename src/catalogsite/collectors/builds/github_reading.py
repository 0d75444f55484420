"""What GraphQL answers about the builds of one repository of GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from catalogsite.collectors.builds.github_workflows import KnownWorkflow, Run, run_id
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Target
from catalogsite.yaml12.documents import parse_documents

Mark = dict[str, Any]
"""What an unchanged repository answers again: its branch, head and tags, and suites with their times."""

_FOLDER = ".github/workflows/"
_PAGES = "/actions/workflows/"
_HEADS = "refs/heads/"


@dataclass(slots=True)
class Reading:
    """The workflows of a repository, and their runs on the branch and of releases.

    `tags` are the names of the newest tags by commit.
    `ids` are the ids of workflows in GraphQL, `suites` the id and time of the suite of each run by
    the id of the run, `files` the files of workflows, and `missing` those that start without a pull
    request and have no run on the branch so far.
    """

    target: Target
    response: Response
    branch: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    mark: Mark = field(default_factory=dict)
    workflows: dict[int, KnownWorkflow] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    releases: list[Run] = field(default_factory=list)
    suites: dict[int, tuple[str, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    files: frozenset[str] = frozenset()

    def add(self, run: Item, flow: Item, suite: Item, commit: Item) -> None:
        """Add a run; one that belongs neither to the branch nor to a release is left out."""
        known = self.learn(flow)
        number = run.whole("runNumber")
        if known is None or number is None:
            return
        made = _run(known.id, number, run, suite, commit)
        self.suites[made.id] = (suite.text("id") or "", suite.text("updatedAt") or "")
        # A fork's pull request may have our branch's name.
        if (made.event or "").startswith("pull_request"):
            return
        if made.branch is None:
            # GitHub may name no branch for a tag.
            made = made._replace(branch=self.tags.get(made.commit or ""))
        if made.branch == self.branch and suite.text("branch.prefix") == _HEADS:
            self.runs.append(made)
        elif made.is_of_release():
            self.releases.append(made)

    def has(self, workflow: KnownWorkflow) -> bool:
        """Whether a workflow that was known before is still there."""
        file = workflow.path.removeprefix(_FOLDER)
        return file in self.files or not workflow.path.startswith(_FOLDER)

    def learn(self, flow: Item) -> KnownWorkflow | None:
        """The workflow that an object describes; None for one that was deleted."""
        id_, page = flow.whole("databaseId"), flow.text("url") or ""
        state = (flow.text("state") or "active").lower()
        name = page.partition(_PAGES)[2]
        if id_ is None or not name or state == "deleted":
            return None
        path = f"dynamic/{name}" if "/" in name else f"{_FOLDER}{name}"
        disabled = state if state.startswith("disabled") else None
        known = KnownWorkflow(id_, flow.text("name") or path, path, page, disabled)
        self.workflows[id_] = known
        self.ids[path] = flow.text("id") or ""
        return known


def read_repository(target: Target, response: Response, repository: Item) -> Reading:
    """The reading of a repository in the answer of `read_query`. Raises ProviderError."""
    branch = repository.inner("branch")
    reading = Reading(target, response, branch.text("name"), mark=mark_of(repository))
    for tag in repository.items("tags.nodes"):
        commit = tag.text("target.target.oid") or tag.text("target.oid")
        reading.tags.setdefault(commit or "", tag.text("name") or "")
    if not branch.value:
        return reading
    changes = list(branch.inner("target").need_items("history.nodes"))
    for change in changes:
        for suite in change.need_items("checkSuites.nodes"):
            run = suite.inner("workflowRun")
            if run.value:
                reading.add(run, run.inner("workflow"), suite, change)
    if changes:
        reading.mark["suites"] = _times(changes[0])
    reading.files = frozenset(one.text("name") or "" for one in repository.items("files.entries"))
    reading.missing = list(_without_runs(reading, repository))
    return reading


def mark_of(repository: Item) -> Mark:
    """The mark of a repository in the answer of `compare_query`."""
    head = repository.inner("branch.target")
    return {
        "branch": repository.text("branch.name"),
        "head": head.text("oid"),
        "tags": repository.whole("tags.totalCount"),
        "suites": _times(head),
    }


def starts_by_itself(text: str | None) -> bool:
    """Whether a workflow may run on a branch: what only pull requests or others start does not."""
    for document in parse_documents(text or "")[:1]:
        on = document.data.get("on") if isinstance(document.data, dict) else None
        names = {on} if isinstance(on, str) else set(map(str, on or ()))
        if names:
            return any(
                not one.startswith("pull_request") and one != "workflow_call" for one in names
            )
    return True


def _without_runs(reading: Reading, repository: Item) -> Iterator[str]:
    shown = {reading.workflows[run.workflow].path for run in reading.runs}
    shown |= {one.path for one in reading.workflows.values() if one.disabled}
    for entry in repository.items("files.entries"):
        name = entry.text("name") or ""
        unseen = name.endswith((".yml", ".yaml")) and f"{_FOLDER}{name}" not in shown
        if unseen and starts_by_itself(entry.text("object.text")):
            yield name


def _times(commit: Item) -> dict[str, str]:
    suites = commit.items("checkSuites.nodes")
    return {one.text("id") or "": one.text("updatedAt") or "" for one in suites}


def _run(workflow: int, number: int, run: Item, suite: Item, commit: Item) -> Run:
    conclusion = (suite.text("conclusion") or "").lower()
    url = run.text("url") or ""
    return Run(
        workflow=workflow,
        number=number,
        # GraphQL tells of the last attempt only.
        attempt=1,
        id=run_id(url) or 0,
        event=run.text("event"),
        raw=conclusion or (suite.text("status") or "").lower() or None,
        url=url or None,
        branch=suite.text("branch.name"),
        started=run.time("createdAt"),
        finished=run.time("updatedAt") if conclusion else None,
        commit=commit.text("oid"),
        message=commit.text("message"),
        author=commit.text("author.name"),
    )
