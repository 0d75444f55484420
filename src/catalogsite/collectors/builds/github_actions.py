"""Enrichment `github_actions`: the last run of each workflow on the default branch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Literal, NamedTuple
from urllib.parse import quote

from catalogsite.collectors.builds.github_workflows import (
    STATES,
    KnownWorkflow,
    Run,
    RunsPage,
    build_runs,
    newest,
    parse_runs,
    parse_workflows,
)
from catalogsite.collectors.hosts.github_api import API_NAME, GitHubSettings, open_github
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.targets import Target, github_targets
from catalogsite.errors import ProviderError
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.build_runs import BuildRuns, fact_key
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

__all__ = ["STATES", "TITLE", "Settings", "collect", "probe"]

TITLE = "GitHub Actions"

MOST_WORKFLOWS = 50
"""Workflows of one repository whose runs are requested one by one."""

_PAGE = 100
_ONE_WORKFLOW = 20


class Settings(GitHubSettings):
    """The GitHub to read; every repository of the catalog on it is a target."""

    kind: Literal["github_actions"] = "github_actions"


class _Scope(NamedTuple):
    """Which runs are requested, and which of them count."""

    params: Mapping[str, str]
    accepts: Callable[[Run], bool] = lambda _: True


class _Answer(NamedTuple):
    """What GitHub answers about one repository: the fact, and what could not be read."""

    value: BuildRuns | None
    failures: tuple[Failure, ...]


def collect(settings: Settings, context: Context) -> Iterator[Fact | Failure]:
    """One fact for each entity whose repository has workflows that have run."""
    with open_github(settings, context) as client:
        ask = partial(_asked, client)
        for target, answer in client.each(ask, github_targets(settings.web_origin, context)):
            if isinstance(answer, ProviderError):
                yield _failure(answer, target)
                if answer.status == HTTPStatus.UNAUTHORIZED:
                    return
                continue
            if answer.value is not None:
                url = f"{settings.web_origin}/{target.slug}/actions"
                source = Provenance(source=settings.kind, time=context.now, url=url)
                for subject in target.subjects:
                    yield Fact(
                        subject=subject,
                        key=fact_key(settings.kind),
                        value=answer.value,
                        provenance=source,
                    )
            yield from answer.failures


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address and the token. Raises ProviderError."""
    with open_github(settings, context) as client:
        client.get_json("meta")


def _asked(client: Client, target: Target) -> _Answer | ProviderError:
    try:
        return _Repository(client, target).answer()
    except ProviderError as error:
        return error


def _failure(error: ProviderError, target: Target) -> Failure:
    # Refused credentials are refused for every repository: all keep what they had.
    subjects = () if error.status == HTTPStatus.UNAUTHORIZED else target.subjects
    return Failure(
        source="github_actions",
        reason=f"{target.slug}: {error.what}",
        fix=error.fix,
        url=error.where,
        subjects=subjects,
    )


class _Repository:
    """Requests about one repository, and the failures that cost only a part of the answer."""

    def __init__(self, client: Client, target: Target) -> None:
        self._client = client
        self._target = target
        self._path = f"repos/{quote(target.slug)}/actions"
        self._failures: list[Failure] = []
        self._requested = 0
        self._not_requested: set[int] = set()

    def answer(self) -> _Answer:
        """The fact about the repository. Raises ProviderError where nothing can be read."""
        workflows = self._workflows()
        value = build_runs(workflows, self._last_runs(workflows))
        if self._not_requested:
            self._failures.append(self._too_many())
        return _Answer(value, tuple(self._failures))

    def _workflows(self) -> list[KnownWorkflow]:
        path = f"{self._path}/workflows"
        items = list(self._client.get_pages(path, {"per_page": _PAGE}, items="workflows"))
        response = Response(f"{self._client.base_url}{path}", API_NAME)
        found = parse_workflows(response, items)
        self._keep(response)
        return found

    def _last_runs(self, workflows: list[KnownWorkflow]) -> dict[int, Run]:
        """The last run of each workflow on the branch; else that of a release, which has none."""
        branch = self._target.branch
        last: dict[int, Run] = {}
        for scope in (
            [_Scope({"branch": branch}), _Scope({}, Run.is_of_release)] if branch else [_Scope({})]
        ):
            missing = [one for one in workflows if not one.disabled and one.id not in last]
            if missing:
                last = {**self._newest(missing, scope), **last}
        return last

    def _newest(self, workflows: list[KnownWorkflow], scope: _Scope) -> dict[int, Run]:
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
        response = Response(f"{self._client.base_url}{path}", API_NAME)
        page = parse_runs(response, self._client.get_json(path, params), per_page)
        self._keep(response)
        return page

    def _keep(self, response: Response) -> None:
        target = self._target
        failure = response.failure("github_actions", target.subjects, target.slug)
        if failure is not None:
            self._failures.append(failure)

    def _too_many(self) -> Failure:
        return Failure(
            source="github_actions",
            reason=f"{self._target.slug}: the last runs of {len(self._not_requested)} workflows are not "
            f"known: none is among the last {_PAGE}, and at most {MOST_WORKFLOWS} workflows are "
            "looked at one by one",
            fix="delete or disable the workflows that nobody uses",
            url=f"{self._client.base_url}{self._path}/workflows",
            subjects=self._target.subjects,
        )
