"""One documentation to convert, and the keys under which its result and its pages are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from catalogsite.docs.converter.pages.versions import converter_versions
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.repository import Repository
from catalogsite.model.value import Value


class ConversionJob(Value):
    """One documentation and the repository that its links lead to.

    `siblings` stands for all documentation of the repository, which share its limit.
    """

    documentation: Documentation
    repository: Repository
    siblings: str = ""

    @property
    def key(self) -> str:
        """Names the result: it changes if and only if the fragments can change."""
        documentation, repository = self.documentation, self.repository
        parts = (
            *(*converter_versions(), documentation.tree, documentation.root, documentation.config),
            *(documentation.docs_dir, documentation.site_name, documentation.repository),
            *(repository.web_url, repository.host, repository.branch or repository.commit),
            repository.archived,
        )
        return digest(parts)

    @property
    def place_key(self) -> str:
        """Names the place of the documentation, whatever its content is."""
        documentation = self.documentation
        parts = (documentation.root, documentation.config, documentation.docs_dir)
        return digest((documentation.repository, *parts))


def with_siblings(jobs: Sequence[ConversionJob]) -> list[ConversionJob]:
    """The jobs, each with a digest of all jobs of its repository."""
    keys: dict[str, list[str]] = {}
    for job in jobs:
        keys.setdefault(job.repository.id, []).append(job.key)
    digests = {repository: digest(sorted(set(found))) for repository, found in keys.items()}
    return [job.model_copy(update={"siblings": digests[job.repository.id]}) for job in jobs]


def digest(parts: Iterable[object]) -> str:
    """A digest (64 hex digits) of values, by their representations."""
    return hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()
