"""What reading the descriptors of one repository yields."""

from __future__ import annotations

from pydantic import Field

from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.problem import Problem
from catalogsite.model.value import Value


class DefinitionOrigin(Value):
    """Where the text of an API definition is: another file of the repository, or the descriptor.

    `line` is the first of the text in its file. `file` is None for a text in the descriptor, and
    for one that was read from an address outside the repository.
    """

    file: str | None = None
    line: int = 1


class ReadEntity(Value):
    """A valid entity and where it was read.

    `positions` maps the path of each reference in `data` (`spec.dependsOn[0]`) to the line and
    column, from 1, where it is written. The catalog sorts lists of references, so an index is not
    that of the file. `definition` is where the definition of an API is.
    """

    data: EntityData
    origin: Origin
    positions: dict[str, tuple[int, int]] = Field(default_factory=dict)
    definition: DefinitionOrigin | None = None


class ExternalTarget(Value):
    """A target of a Location outside the repository of the Location, and where it is written."""

    url: str
    repository: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    optional: bool = False


class UnreadEntity(Value):
    """An entity that a file defines which is not read, because nothing names the file."""

    ref: str
    file: str
    line: int


class CatalogReading(Value):
    """The entities and problems of one repository; `files` is the number of files that were read.

    `missing` are the paths and globs that other repositories refer to and no file matches;
    `addresses` are those that placeholders refer to on an allowed host, and that were not read yet;
    `unread` are the entities of files that look like descriptors and that nothing names.
    """

    entities: tuple[ReadEntity, ...] = ()
    problems: tuple[Problem, ...] = ()
    external: tuple[ExternalTarget, ...] = ()
    missing: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    files: int = 0
    unread: tuple[UnreadEntity, ...] = ()
