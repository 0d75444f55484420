"""What reading the descriptors of one repository yields."""

from __future__ import annotations

from pydantic import Field

from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.problem import Problem
from catalogsite.model.value import Value


class ReadEntity(Value):
    """A valid entity and where it was read.

    `lines` says where its references stand: field (`spec.dependsOn[0]`) to line and column.
    """

    data: EntityData
    origin: Origin
    lines: dict[str, tuple[int, int]] = Field(default_factory=dict)


class ExternalTarget(Value):
    """A target of a Location that lies outside the repository which names it."""

    url: str
    repository: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    optional: bool = False


class CatalogReading(Value):
    """All that the descriptors of one repository say; `files` counts those that were read.

    `missing` are the paths and globs that others name and that no file matches; `addresses` what
    placeholders name on a host that may be read, and that nobody has read yet.
    """

    entities: tuple[ReadEntity, ...] = ()
    problems: tuple[Problem, ...] = ()
    external: tuple[ExternalTarget, ...] = ()
    missing: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    files: int = 0
