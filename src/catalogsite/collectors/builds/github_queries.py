"""GraphQL queries about many repositories or workflows of GitHub at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from catalogsite.collectors.targets import Target
from catalogsite.errors import ProviderError
from catalogsite.network.client import Client

READ_AT_ONCE = 30
"""Repositories of one query for their runs: GitHub ends a query after ten seconds."""

COMPARED_AT_ONCE = 150
"""Repositories of one query for what may have changed."""

LOOKED_UP_AT_ONCE = 100
"""Workflows of one query for their own runs, and suites of one list of ids."""

RUNS_OF_ONE = 20
"""Last runs of one workflow that is looked up, on whatever branch."""

_SUITES = "checkSuites(last: 20)"
_SUITE = """fragment Suite on CheckSuite { id status conclusion updatedAt branch { name prefix } }
fragment Run on WorkflowRun { url runNumber event createdAt updatedAt }
fragment Flow on Workflow { id databaseId name url state }
fragment Change on Commit { oid message author { name } }"""
READ = f"""{_SUITE}
fragment Tags on Repository {{ tags: refs(refPrefix: "refs/tags/", first: 10,
    orderBy: {{field: TAG_COMMIT_DATE, direction: DESC}}) {{ totalCount
  nodes {{ name target {{ oid ... on Tag {{ target {{ oid }} }} }} }} }} }}
fragment Files on Tree {{ entries {{ name object {{ ... on Blob {{ text }} }} }} }}
fragment Branch on Ref {{ name target {{ oid ... on Commit {{ history(first: 10) {{ nodes {{ ...Change
  {_SUITES} {{ nodes {{ ...Suite workflowRun {{ ...Run workflow {{ ...Flow }} }} }} }} }} }} }} }} }}"""
COMPARE = f"""fragment Tags on Repository {{ tags: refs(refPrefix: "refs/tags/") {{ totalCount }} }}
fragment Branch on Ref {{ name target {{ oid ... on Commit {{
  {_SUITES} {{ nodes {{ id updatedAt }} }} }} }} }}"""
LOOK_UP = f"""{_SUITE}
fragment Runs on Workflow {{ ...Flow runs(first: {RUNS_OF_ONE}) {{ nodes {{ ...Run
  checkSuite {{ ...Suite commit {{ ...Change }} }} }} }} }}"""
_SLOW = ("timeout", "timed out", "something went wrong", "resource limits", "node limit")

_Item = TypeVar("_Item")


def compare_query(targets: Sequence[Target], suites: Sequence[str]) -> str:
    """A query for what may have changed in repositories, and in check suites by their ids."""
    lists = [
        suites[start : start + LOOKED_UP_AT_ONCE]
        for start in range(0, len(suites), LOOKED_UP_AT_ONCE)
    ]
    watched = [
        f"w{number}: nodes(ids: {_text(ids)}) {{ ... on CheckSuite {{ id updatedAt }} }}"
        for number, ids in enumerate(lists)
    ]
    return _query([*map(_compared, range(len(targets)), targets), *watched], COMPARE)


def read_query(targets: Sequence[Target]) -> str:
    """A query for the runs on the last commits of the branches of repositories."""
    return _query(map(_read, range(len(targets)), targets), READ)


def look_up_query(workflows: Sequence[str]) -> str:
    """A query for the last runs of workflows, by their ids or the addresses of their pages."""
    parts = [
        f"r{number}: resource(url: {_text(one)}) {{ ...Runs }}"
        if one.startswith("http")
        else f"r{number}: node(id: {_text(one)}) {{ ...Runs }}"
        for number, one in enumerate(workflows)
    ]
    return _query(parts, LOOK_UP)


def in_batches(
    client: Client,
    ask: Callable[[Sequence[_Item]], None],
    items: Sequence[_Item],
    size: int,
    fail: Callable[[_Item, ProviderError], None],
) -> None:
    """Ask about the items, so many at once; of a batch that takes GitHub too long, about each half.

    `fail` gets each item of a batch that cannot be read.
    """

    def attempt(batch: Sequence[_Item]) -> None:
        try:
            ask(batch)
        except ProviderError as error:
            if len(batch) > 1 and _is_too_large(error):
                middle = len(batch) // 2
                attempt(batch[:middle])
                attempt(batch[middle:])
                return
            for one in batch:
                fail(one, error)

    batches = [items[start : start + size] for start in range(0, len(items), size)]
    for _ in client.each(attempt, batches):
        pass


def _is_too_large(error: ProviderError) -> bool:
    what = error.what.lower()
    return what.startswith("answered 5") or any(word in what for word in _SLOW)


def _compared(number: int, target: Target) -> str:
    return f"r{number}: {_repository(target)} {{ ...Tags {_branch(target)} }}"


def _read(number: int, target: Target) -> str:
    tip = f"refs/heads/{target.branch}" if target.branch else "HEAD"
    files = f"files: object(expression: {_text(f'{tip}:.github/workflows')}) {{ ...Files }}"
    return f"r{number}: {_repository(target)} {{ ...Tags {files} {_branch(target)} }}"


def _repository(target: Target) -> str:
    owner, _, name = target.slug.partition("/")
    return f"repository(owner: {_text(owner)}, name: {_text(name)})"


def _branch(target: Target) -> str:
    if target.branch is None:
        return "branch: defaultBranchRef { ...Branch }"
    name = _text(f"refs/heads/{target.branch}")
    return f"branch: ref(qualifiedName: {name}) {{ ...Branch }}"


def _query(parts: Iterable[str], fragments: str) -> str:
    return f"query {{\n{chr(10).join(parts)}\n}}\n{fragments}"


def _text(value: Any) -> str:
    # A string of GraphQL is one of JSON, apart from pairs of surrogates.
    return json.dumps(value, ensure_ascii=False)
