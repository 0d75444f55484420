"""A rule of the company about who must not depend on whom."""

from __future__ import annotations

from catalogsite.model.value import Value


class DependencyRule(Value):
    """What the selector `source` means must not need what the selector `target` means.

    `name` is a title for people, and of one rule only. `file` and `line` are the place where it is
    written.
    """

    name: str
    source: str
    target: str
    file: str | None = None
    line: int | None = None

    @property
    def words(self) -> str:
        """The rule as a sentence, in which the selectors are code."""
        return f"`{self.source}` must not need `{self.target}`"

    @property
    def place(self) -> str:
        """File and line; empty where they are not known."""
        return ":".join(str(part) for part in (self.file, self.line) if part)
