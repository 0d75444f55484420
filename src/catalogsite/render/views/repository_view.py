"""What pages show of a repository."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogsite.model.repository import Repository


@dataclass(frozen=True, slots=True)
class RepositoryView:
    """What pages show of a repository. What the last run did with it is not part of this."""

    id: str
    name: str
    web_url: str | None
    host: str | None
    branch: str | None
    commit: str | None
    committed: datetime | None
    description: str | None
    topics: tuple[str, ...]
    archived: bool


def repository_view(repository: Repository) -> RepositoryView:
    """The part of a repository that pages show."""
    return RepositoryView(
        id=repository.id,
        name=repository.name,
        web_url=repository.web_url,
        host=repository.host,
        branch=repository.branch,
        commit=repository.commit,
        committed=repository.committed,
        description=repository.description,
        topics=repository.topics,
        archived=repository.archived,
    )
