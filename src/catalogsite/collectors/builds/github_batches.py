"""Reads the builds of many repositories of GitHub in few GraphQL queries, and only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from catalogsite.collectors.builds.github_memory import Kept, from_json, kept_of, to_json
from catalogsite.collectors.builds.github_queries import (
    COMPARED_AT_ONCE,
    LOOKED_UP_AT_ONCE,
    READ_AT_ONCE,
    RUNS_OF_ONE,
    compare_query,
    in_batches,
    look_up_query,
    read_query,
)
from catalogsite.collectors.builds.github_reading import Reading, mark_of, read_repository
from catalogsite.collectors.builds.github_workflows import KnownWorkflow, Run, newest, run_id
from catalogsite.collectors.hosts.github_graphql import GitHubGraphQl, RefusedQueryError
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Target
from catalogsite.errors import ProviderError
from catalogsite.model.facts.build_runs import BuildRuns
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

_NAME = "github_actions"
_RATE_LIMITS = ("RATE_LIMITED", "RATE_LIMIT")
"""Both names that GitHub's GraphQL API gives to a used-up limit."""

_REPLY = "GitHub's GraphQL API"

MOST_BY_REST = 100
"""Repositories that the REST API completes in one run, because GraphQL does not tell a run of a workflow."""

Runs = Mapping[int, list[Run]]


@dataclass(slots=True)
class Batches:
    """The builds of repositories by slug: `kept` those that were read now or are unchanged.

    `errors` are of repositories that cannot be read, `incomplete` the readings of those that GraphQL
    does not give whole. What is in none of the three is refused by GraphQL.
    """

    client: Client
    api: GitHubGraphQl
    origin: str
    now: datetime
    kept: dict[str, Kept] = field(default_factory=dict)
    errors: dict[str, ProviderError] = field(default_factory=dict)
    incomplete: dict[str, Reading] = field(default_factory=dict)
    responses: dict[str, Response] = field(default_factory=dict)
    asked_by_rest: frozenset[str] = frozenset()
    _before: dict[str, Kept] = field(default_factory=dict)

    def read(self, targets: Sequence[Target]) -> None:
        """Compare what was kept, read what is new, and look up workflows without a run."""
        self._before = from_json(self.client.recall(_NAME))
        known = [one for one in targets if one.slug in self._before]
        in_batches(self.client, self._compare, known, COMPARED_AT_ONCE, self._fail)
        unread = [one for one in targets if one.slug not in {**self.kept, **self.errors}]
        readings: list[Reading] = []
        in_batches(self.client, partial(self._read, readings), unread, READ_AT_ONCE, self._fail)
        missing = [
            (reading, reading.ids.get(f".github/workflows/{name}") or self._page(reading, name))
            for reading in readings
            for name in reading.missing
        ]
        in_batches(self.client, self._look_up, missing, LOOKED_UP_AT_ONCE, self._not_looked_up)
        self.asked_by_rest = frozenset(sorted(self.incomplete)[:MOST_BY_REST])
        for reading in readings:
            if reading.target.slug not in {*self.errors, *self.asked_by_rest}:
                self.kept[reading.target.slug] = self._completed(reading)

    def _completed(self, reading: Reading) -> Kept:
        """What a reading and the one before it say together."""
        before = self._before.get(reading.target.slug)
        if before is None or before.mark.get("branch") != reading.mark.get("branch"):
            runs = {**newest(reading.releases), **newest(reading.runs)}
            return kept_of(reading, reading.workflows.values(), runs, self.now)
        there = {one.id: one for one in before.workflows if reading.has(one)} | reading.workflows
        older = [own for id_, own in before.runs.items() if id_ in there]
        branch = [run for own in older if own[0].branch == reading.branch for run in own]
        others = [run for own in older if own[0].branch != reading.branch for run in own]
        runs = {
            **newest([*reading.releases, *others]),
            **newest([*reading.runs, *branch]),
        }
        kept = kept_of(reading, there.values(), runs, self.now)
        last = {own[0].id: own[0] for own in before.runs.values()}
        same = {own[0].id for own in kept.runs.values() if last.get(own[0].id) == own[0]}
        kept.failed = {id_: jobs for id_, jobs in before.failed.items() if id_ in same}
        return kept

    def complete(self, slug: str, workflows: Sequence[KnownWorkflow], runs: Runs) -> None:
        """Complete a reading with what the REST API answered."""
        if slug in self.incomplete:
            self.kept[slug] = kept_of(self.incomplete[slug], workflows, runs, self.now)

    def learn_jobs(self, slug: str, value: BuildRuns) -> None:
        """Take the failed jobs of the last runs, which are not asked for again."""
        kept = self.kept.get(slug)
        for one in value.workflows if kept is not None else ():
            id_ = run_id(one.url)
            if kept is not None and one.failed and id_:
                kept.failed[id_] = one.failed

    def not_known(self, target: Target) -> Failure:
        """The failure that says that a repository is not known whole."""
        return Failure.about(
            target.slug,
            "workflows whose last run on the branch is not among the last "
            f"{RUNS_OF_ONE} are not known: {MOST_BY_REST} repositories with such are read in one run",
            source=_NAME,
            fix="the next runs read those that are left",
            url=self.api.url,
            subjects=target.subjects,
        )

    def keep(self, slugs: Iterable[str]) -> None:
        """Keep these repositories for the next run, and what was kept of those not read now."""
        chosen = {slug: self.kept[slug] for slug in slugs if slug in self.kept}
        others = {slug: one for slug, one in self._before.items() if slug in self.errors}
        self.client.keep(_NAME, to_json({**others, **chosen}))

    def _compare(self, batch: Sequence[Target]) -> None:
        before = [self._before[one.slug] for one in batch]
        watched = [id_ for one in before for id_ in one.watched]
        data, refused = self.api.parts(compare_query(batch, watched))
        times: dict[str, str] = {}
        for name in (name for name in data if name.startswith("w")):
            for suite in Item(self._response(), data, "data").items(name):
                times[suite.text("id") or ""] = suite.text("updatedAt") or ""
        for number, (target, kept) in enumerate(zip(batch, before, strict=True)):
            name = f"r{number}"
            repository = Item(self._response(), data, "data").inner(name)
            current = kept.is_current(mark_of(repository), times, self.now)
            if repository.value and name not in refused and current:
                self.kept[target.slug] = kept

    def _read(self, readings: list[Reading], batch: Sequence[Target]) -> None:
        data, refused = self.api.parts(read_query(batch))
        for number, target in enumerate(batch):
            name = f"r{number}"
            response = self.responses[target.slug] = self._response()
            try:
                if name in refused:
                    raise refused[name]
                repository = response.need_object(data.get(name), f"data.{name}")
                item = Item(response, repository, f"data.{name}")
                readings.append(read_repository(target, response, item))
            except ProviderError as error:
                self._fail(target, error)

    def _look_up(self, batch: Sequence[tuple[Reading, str]]) -> None:
        data, refused = self.api.parts(look_up_query([place for _, place in batch]))
        for number, (reading, _) in enumerate(batch):
            name = f"r{number}"
            flow = Item(reading.response, data, "data").inner(name)
            known = reading.learn(flow) if name not in refused and flow.value else None
            if known is None:
                self.incomplete[reading.target.slug] = reading
                continue
            before = len(reading.runs)
            runs = list(flow.need_items("runs.nodes"))
            for run in runs:
                suite = run.inner("checkSuite")
                reading.add(run, flow, suite, suite.inner("commit"))
            if len(runs) == RUNS_OF_ONE and len(reading.runs) == before:
                self.incomplete[reading.target.slug] = reading

    def _page(self, reading: Reading, name: str) -> str:
        return f"{self.origin}/{reading.target.slug}/actions/workflows/{quote(name)}"

    def _response(self) -> Response:
        return Response(self.api.url, _REPLY)

    def _fail(self, target: Target, error: ProviderError) -> None:
        if not isinstance(error, RefusedQueryError):
            self.errors[target.slug] = error
        elif error.type == "NOT_FOUND":
            what = "there is no such repository, or the token may not read it"
            status = HTTPStatus.NOT_FOUND
            self.errors[target.slug] = ProviderError(what, where=self.api.url, status=status)
        elif error.type in _RATE_LIMITS:
            self.errors[target.slug] = error

    def _not_looked_up(self, asked: tuple[Reading, str], error: ProviderError) -> None:
        slug, reading = asked[0].target.slug, asked[0]
        if isinstance(error, RefusedQueryError) and error.type not in _RATE_LIMITS:
            # What was read of the repository counts; the rest is read by REST.
            self.incomplete[slug] = reading
        else:
            self.errors.setdefault(slug, error)
