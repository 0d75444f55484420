"""A format of API definitions, the text that it reads, and what reading yields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalogsite.model.api.api import ApiFormat, ApiModel

Paths = Mapping[str, int]
"""Every file of a repository and its size in bytes."""


class Definition(NamedTuple):
    """The texts of one definition, by path in the repository; `root` is the path of the first.

    `spec` is that of the entity. A file that the definition refers to and that is not among `files`
    does not exist, or is too large.
    """

    type: str
    root: str
    files: Mapping[str, str]
    spec: Mapping[str, Any] = {}

    @property
    def text(self) -> str:
        """The text of the root."""
        return self.files[self.root]


class DefinitionFinding(NamedTuple):
    """A rule of the rulebook that a definition breaks: the file and line, and the values of its text."""

    rule: str
    variant: str | None = None
    file: str | None = None
    line: int | None = None
    values: Mapping[str, object] = {}


class ReadDefinition(NamedTuple):
    """The model of a definition, None where it cannot be read, and what is wrong in it."""

    model: ApiModel | None
    findings: tuple[DefinitionFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionFormat:
    """One format: the types of API entities that say so, and its functions.

    `recognises` tells by the text alone, for entities of another type. `references` are the paths
    of other files that the text of a file refers to, as far as the repository has them. `read` never
    raises for what strangers may write: it returns findings.
    """

    name: ApiFormat
    types: frozenset[str]
    recognises: Callable[[str], bool]
    read: Callable[[Definition], ReadDefinition]
    references: Callable[[str, str, Paths], Iterable[str]] = field(
        default=lambda _path, _text, _paths: ()
    )
