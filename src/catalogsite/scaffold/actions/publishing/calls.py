"""Actions that are requests to the API of a host: sent with --publish, printed as commands without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.publisher import HostKind
from catalogsite.scaffold.actions.publishing.commands import instructions_text, request
from catalogsite.scaffold.actions.publishing.repo_url import RepoUrl, repo_url
from catalogsite.scaffold.actions.publishing.task import Task, check_of, task
from catalogsite.scaffold.actions.schemas import Schema


@dataclass(frozen=True, slots=True)
class Call:
    """A request that changes something, and what it does in words: `add the webhook`."""

    doing: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None


Plan = Callable[[RepoUrl, Mapping[str, Any]], Sequence[Call]]
"""The requests of a step, by its repository and its input."""


def send(work: Task, calls: Sequence[Call]) -> Mapping[str, Any]:
    """Send requests in their order; the response to the last one. Raises TemplateError."""
    answer: Mapping[str, Any] = {}
    for call in calls:
        answer = work.change(call.doing, call.method, call.path, call.body)
    return answer


def shown(kind: HostKind, repo: RepoUrl, calls: Sequence[Call]) -> list[str]:
    """The commands that send requests."""
    return [request(kind, repo, one.method, one.path, one.body) for one in calls]


def requests_action(
    name: str,
    kind: HostKind,
    summary: str,
    inputs: Schema,
    plan: Plan,
    outputs: Mapping[str, tuple[str, str]] | None = None,
    notes: Callable[[RepoUrl, Mapping[str, Any]], list[str]] = lambda _repo, _given: [],
    *,
    host_only: bool = False,
) -> Action:
    """An action that is a few requests; `outputs` are the keys of the last response, and what they are.

    `notes` says what remains to be done by hand. With `host_only`, `repoUrl` needs no more than a host.
    """
    named = outputs or {}

    def run(context: ActionContext, given: Mapping[str, Any]) -> Mapping[str, Any]:
        work = task(kind, context, given, host_only=host_only)
        answer = send(work, plan(work.repo, given))
        context.notes.extend(notes(work.repo, given))
        return {one: answer[key] for one, (key, _) in named.items() if key in answer}

    def instructions(context: ActionContext, given: Mapping[str, Any]) -> str:
        repo = repo_url(kind, given.get("repoUrl"), host_only=host_only)
        return instructions_text(
            context, [*shown(kind, repo, plan(repo, given)), *notes(repo, given)]
        )

    return Action(
        name=name,
        summary=summary,
        inputs=inputs,
        run=run,
        outputs={one: explained for one, (_, explained) in named.items()},
        in_dry_run=False,
        publishes=True,
        instructions=instructions,
        check=check_of(kind, host_only=host_only),
    )


def without_none(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what the step leaves out."""
    return {key: value for key, value in body.items() if value is not None}
