"""What a kind of artifact may know of the repository in which its files lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class RepositoryFiles(NamedTuple):
    """The id of a repository (`host/owner/name`, or a name alone) and the paths of all its files."""

    id: str = ""
    paths: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.rpartition("/")[2]

    @property
    def owner_and_name(self) -> str | None:
        """`owner/name` as GitHub writes it; None for a repository of no known host."""
        host, _, rest = self.id.partition("/")
        return rest.lower() if host and rest.count("/") == 1 else None


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """The folders of files."""
    return frozenset(path.rpartition("/")[0] for path in paths)
