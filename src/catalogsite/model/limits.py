"""How much CPU time and memory the content of one repository may use."""

from __future__ import annotations

from pydantic import Field

from catalogsite.model.value import Value

PER_PAGE = 0.1
"""Seconds that each page of a documentation adds to its limit: large ones need more."""


MEMORY = 1_000_000_000
"""Bytes that the content of one repository may take while it is read, or converted."""
MEMORY_SHOWN = f"{MEMORY / 1e9:g} GB"


class Limits(Value):
    """CPU seconds: for one page, for all pages of a documentation, and for a repository.

    `repository` holds for reading a repository, and again for converting all its documentation.
    """

    page: float = Field(default=10, gt=0)
    documentation: float = Field(default=120, gt=0)
    repository: float = Field(default=600, gt=0)

    def of_documentation(self, pages: int) -> float:
        """The limit of a documentation with so many pages."""
        return self.documentation + PER_PAGE * pages

    def covers(self, other: Limits) -> bool:
        """Whether none of the limits is below that of `other`."""
        return all(getattr(self, name) >= getattr(other, name) for name in type(self).model_fields)


DEFAULT_LIMITS = Limits()
"""The limits without a configuration."""
