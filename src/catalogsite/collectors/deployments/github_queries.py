"""GraphQL queries about the environments and deployments of many repositories of GitHub at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

READ_AT_ONCE, OLDER_AT_ONCE = 20, 10
"""Repositories of one query: GitHub ends a query after ten seconds."""

NEWEST, OLDER, MOST_ENVIRONMENTS = 50, 100, 50
"""The last deployments of a repository, those of its production, and its environments."""

_ORDER = "orderBy: {field: CREATED_AT, direction: DESC}"
_MADE = """fragment Made on Deployment { databaseId environment state createdAt
  creator { __typename %s } commitOid commit { committedDate } ref { name prefix }
  statuses(first: 10) { nodes { state createdAt logUrl } } }"""
_READ = f"""fragment Newest on Repository {{
  environments(first: {MOST_ENVIRONMENTS}) {{ totalCount
    nodes {{ name latestCompletedDeployment {{ ...Made }} }} }}
  deployments(first: {NEWEST}, {_ORDER}) {{ totalCount nodes {{ ...Made }} }} }}"""


def read_query(slugs: Sequence[str], *, names: bool) -> str:
    """A query for the environments of repositories, and for their last deployments.

    `names` tells whether the answer may name people: without it only bots are named.
    """
    parts = (f"{_repository(number, slug)} {{ ...Newest }}" for number, slug in enumerate(slugs))
    return _query(parts, f"{_READ}\n{_made(names=names)}")


def older_query(environments: Mapping[str, Sequence[str]], *, names: bool) -> str:
    """A query for the last deployments to these environments, by repository."""
    parts = (
        f"{_repository(number, slug)} {{ deployments(first: {OLDER}, "
        f"environments: {_text(list(own))}, {_ORDER}) {{ nodes {{ ...Made }} }} }}"
        for number, (slug, own) in enumerate(environments.items())
    )
    return _query(parts, _made(names=names))


def _made(*, names: bool) -> str:
    return _MADE % ("login" if names else "... on Bot { login }")


def _repository(number: int, slug: str) -> str:
    owner, _, name = slug.partition("/")
    return f"r{number}: repository(owner: {_text(owner)}, name: {_text(name)})"


def _query(parts: Iterable[str], fragments: str) -> str:
    return f"query {{\n{chr(10).join(parts)}\n}}\n{fragments}"


def _text(value: object) -> str:
    # Texts and lists of them are written as in JSON, apart from pairs of surrogates.
    return json.dumps(value, ensure_ascii=False)
